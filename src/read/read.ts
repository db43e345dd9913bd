/** Names of inputs -> a description of records that any thread can read. */

import { InputError } from '../input-error.js';
import { RECORD_BYTES } from '../kernel/layout.js';
import { arrow, classesInArrow } from './arrow.js';
import { avazuSchema } from './avazu.js';
import { columnsIn, delimited, headerEnd } from './delimited.js';
import {
  FORMATS,
  type FormatName,
  type SchemaFormat,
  checkFormatName,
  detectFormat,
  isTable,
  takesSchema,
} from './formats.js';
import { type Input, findInputs } from './inputs.js';
import { classesInLines, jsonLines } from './json-lines.js';
import { classesInTable } from './label-classes.js';
import { classesInParquet, parquet } from './parquet.js';
import type { RecordFormat } from './record.js';
import type { Schema } from './schema.js';
import { shuffled } from './shuffle-inputs.js';
import { type Beginning, SNIFFED_BYTES, sniff } from './sniff.js';
import type { TableFormat } from './table.js';
import { vw } from './vw.js';

export interface ReadOptions {
  /** One of the names of `--format`: `criteo`, `svmlight`, `csv`, `vw`, ...; found by name and content if not given. */
  readonly format?: string | undefined;
  /** What the columns of a table, the keys of JSON lines or the namespaces of `vw` mean: a schema, or its file's path. */
  readonly schema?: Schema | string | undefined;
  /** A seed, uint32: shuffles the inputs. */
  readonly shuffleFiles?: number | undefined;
  /** `ignored`: the label and importance of a schema are not looked at, whether they are there or not; to predict. */
  readonly labels?: 'required' | 'ignored' | undefined;
  /** Ends the wait for a pipe that is looked at, with its reason as the error. */
  readonly signal?: AbortSignal | undefined;
}

/** Where records come from and how they are written. Nothing of the data is held but the first bytes of a pipe. */
export interface Records {
  readonly inputs: readonly Input[];
  readonly format: RecordFormat;
  /** The header of the first input of a table, byte for byte, its line end and a byte-order mark included; if it has one. */
  readonly header?: Uint8Array;
}

/**
 * Finds the inputs and their format.
 *
 * @param patterns files, globs, or `-` for standard input; plain or compressed
 * @throws InputError for a missing, empty or unreadable input, a pattern without a match, a format nobody knows, a wrong
 *   schema, columns that are not the schema's
 */
export async function read(patterns: readonly string[], options: ReadOptions = {}): Promise<Records> {
  const named = options.format === undefined ? undefined : checkFormatName(options.format);
  const schema = typeof options.schema === 'string' ? await schemaIn(options.schema, options) : options.schema;
  const given = await findInputs(patterns);
  const inputs = options.shuffleFiles === undefined ? given : shuffled(given, options.shuffleFiles);
  const [first] = given;
  const nameBy = (start: Uint8Array | null) => named ?? detectFormat(first.name, start, schema !== undefined);
  const isSeen = named === undefined || named === 'avazu' || (takesSchema(named) && named !== 'vw');
  const wanted = (start: Uint8Array) => bytesWanted(start, nameBy(start), first.name, schema);
  const beginning = isSeen ? await sniff(first, wanted, options.signal) : null;
  const format = nameBy(beginning?.bytes ?? null);
  const seen = inputs.map((input) => (input === first ? (beginning?.input ?? input) : input));
  const looked = beginning?.input ?? first;
  return { inputs: seen, ...(await formatOf(format, schema, beginning, looked, options.labels ?? 'required')) };
}

/** Loads what reads YAML, 25 ms, only where there is a file of it. */
async function schemaIn(path: string, { labels }: ReadOptions): Promise<Schema> {
  const { readSchemaFile } = await import('./schema-file.js');
  return readSchemaFile(path, labels);
}

/** A header and enough records behind it to learn the label from, where there is a header. */
function bytesWanted(start: Uint8Array, name: FormatName, source: string, schema: Schema | undefined): number {
  const table = name === 'avazu' ? 'csv' : name;
  const { header, trim } = (name === 'avazu' ? avazuSchema : schema) ?? { header: [], trim: false };
  if (header !== true || !isTable(table)) return SNIFFED_BYTES;
  const end = headerEnd(start, table, trim, true);
  if (end >= 0) return end + SNIFFED_BYTES;
  if (start.length <= RECORD_BYTES) return start.length * 2;
  const found = `a header of more than ${RECORD_BYTES.toLocaleString('en-US')} bytes`;
  throw new InputError({ source, found, expected: 'a line of column names', advice: 'check the format' });
}

const UNSEEN = { bytes: new Uint8Array(0), whole: false };

type Described = Omit<Records, 'inputs'>;

async function formatOf(
  name: FormatName,
  schema: Schema | undefined,
  beginning: Beginning | null,
  input: Input,
  labels: 'required' | 'ignored',
): Promise<Described> {
  if (name === 'vw') return { format: vw({ name, labelled: labels === 'required', schema: schema ?? null }) };
  if (!takesSchema(name)) {
    if (schema === undefined) return name === 'avazu' ? avazu(beginning, input, labels) : { format: FORMATS[name] };
    const expected = 'csv, tsv, jsonl, vw, arrow or parquet';
    throw new InputError({ source: '--schema', found: `the format ${name}`, expected });
  }
  if (schema === undefined) throw withoutSchema(name, input.name);
  try {
    return await formatBySchema(name, schema, beginning, input, labels);
  } catch (error) {
    throw error instanceof InputError ? new InputError({ source: input.name, ...error.problem }) : error;
  }
}

async function formatBySchema(
  name: Exclude<SchemaFormat, 'vw'>,
  schema: Schema,
  beginning: Beginning | null,
  input: Input,
  labels: 'required' | 'ignored',
): Promise<Described> {
  if (isTable(name)) return tableFormat(name, schema, beginning, labels);
  const isIgnored = labels === 'ignored';
  if (name === 'jsonl') {
    return { format: jsonLines({ name, schema, classes: isIgnored ? null : classesInLines(schema, beginning) }) };
  }
  if (name === 'arrow') {
    return { format: arrow({ name, schema, classes: isIgnored ? null : await classesInArrow(schema, input) }) };
  }
  return { format: parquet({ name, schema, classes: isIgnored ? null : await classesInParquet(schema, input) }) };
}

function avazu(beginning: Beginning | null, { name: source }: Input, labels: 'required' | 'ignored'): Described {
  try {
    return tableFormat('csv', avazuSchema, beginning, labels);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const advice = "give it a file with Avazu's header, or read it as csv with --schema";
    throw new InputError({ source, ...error.problem, advice });
  }
}

function withoutSchema(name: SchemaFormat, source: string): InputError {
  const advice = `write one that says what the ${name === 'jsonl' ? 'keys' : 'columns'} mean`;
  const found = `${name.toUpperCase()} without a schema`;
  return new InputError({ source, found, expected: '--schema FILE', advice });
}

function tableFormat(
  name: TableFormat,
  schema: Schema,
  beginning: Beginning | null,
  labels: 'required' | 'ignored',
): Described {
  if (beginning === null && schema.header === true) {
    const advice = 'read a file or a pipe, or name the columns under header: in the schema';
    throw new InputError({ found: 'a device', expected: 'an input whose header can be looked at', advice });
  }
  const start = beginning ?? UNSEEN;
  const columns = columnsIn(start.bytes, name, schema);
  const classes = labels === 'ignored' ? null : classesInTable(schema, columns, name, start);
  const format = delimited({ name, schema, columns, classes });
  if (schema.header !== true) return { format };
  const end = headerEnd(start.bytes, name, schema.trim);
  return { format, header: start.bytes.slice(0, end < 0 ? start.bytes.length : end) };
}

/** @throws InputError if one of the inputs is a pipe: what is read once is gone */
export function checkRereadable({ inputs }: Pick<Records, 'inputs'>, advice: string): void {
  const pipe = inputs.find(({ kind }) => kind === 'pipe');
  if (pipe === undefined) return;
  throw new InputError({ source: pipe.name, found: 'a pipe', expected: 'an input that can be read again', advice });
}
