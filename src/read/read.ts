/** Names of inputs -> a description of records that any thread can read. */

import { InputError } from '../input-error.js';
import { arrow, classesInArrow } from './arrow.js';
import { avazuSchema } from './avazu.js';
import { columnsIn, delimited } from './delimited.js';
import { FORMATS, type SchemaFormat, checkFormatName, detectFormat, takesSchema } from './formats.js';
import { type Input, findInputs } from './inputs.js';
import { classesInLines, jsonLines } from './json-lines.js';
import { classesInTable } from './label-classes.js';
import { classesInParquet, parquet } from './parquet.js';
import type { Format, RecordFormat } from './record.js';
import { readSchemaFile } from './schema-file.js';
import type { Schema } from './schema.js';
import { shuffled } from './shuffle-inputs.js';
import { sniff } from './sniff.js';
import type { TableFormat } from './table.js';
import { vw } from './vw.js';

export interface ReadOptions {
  /** One of the names of `--format`: `criteo`, `svmlight`, `csv`, `vw`, ...; found by name and content if not given. */
  readonly format?: string | undefined;
  /** What the columns of a table, the keys of JSON lines or the namespaces of `vw` mean: a schema, or its file's path. */
  readonly schema?: Schema | string | undefined;
  /** A seed, uint32: shuffles the inputs. */
  readonly shuffleFiles?: number | undefined;
}

/** Where records come from and how they are written. Nothing of the data is held. */
export interface Records {
  readonly inputs: readonly Input[];
  readonly format: RecordFormat;
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
  const schema = typeof options.schema === 'string' ? readSchemaFile(options.schema) : options.schema;
  const given = await findInputs(patterns);
  const inputs = options.shuffleFiles === undefined ? given : shuffled(given, options.shuffleFiles);
  const [first] = given;
  const start = named !== undefined && named !== 'avazu' && !takesSchema(named) ? null : await sniff(first);
  const name = named ?? detectFormat(first.name, start, schema !== undefined);
  if (!takesSchema(name)) {
    if (schema !== undefined) {
      throw new InputError({
        source: '--schema',
        found: `the format ${name}`,
        expected: 'csv, tsv, jsonl, vw, arrow or parquet',
      });
    }
    if (name === 'avazu') return { inputs, format: avazuFormat(start, first.name) };
    return { inputs, format: FORMATS[name] };
  }
  if (name === 'vw') return { inputs, format: vw({ name, schema: schema ?? null }) };
  return { inputs, format: await formatBySchema(name, schema, start, first) };
}

async function formatBySchema(
  name: Exclude<SchemaFormat, 'vw'>,
  schema: Schema | undefined,
  start: Uint8Array | null,
  first: Input,
): Promise<RecordFormat> {
  const source = first.name;
  if (schema === undefined) {
    const advice = `write one that says what the ${name === 'jsonl' ? 'keys' : 'columns'} mean`;
    throw new InputError({
      source,
      found: `${name.toUpperCase()} without a schema`,
      expected: '--schema FILE',
      advice,
    });
  }
  try {
    if (name === 'arrow') return arrow({ name, schema, classes: await classesInArrow(schema, first) });
    if (name === 'parquet') return parquet({ name, schema, classes: await classesInParquet(schema, first) });
    return name === 'jsonl'
      ? jsonLines({ name, schema, classes: classesInLines(schema, start) })
      : tableFormat(name, schema, start);
  } catch (error) {
    throw error instanceof InputError ? new InputError({ source, ...error.problem }) : error;
  }
}

function avazuFormat(start: Uint8Array | null, source: string): Format {
  try {
    return tableFormat('csv', avazuSchema, start);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const advice = "give it a file with Avazu's header, or read it as csv with --schema";
    throw new InputError({ source, ...error.problem, advice });
  }
}

function tableFormat(name: TableFormat, schema: Schema, start: Uint8Array | null): Format {
  if (start === null && schema.header === true) {
    const advice = 'read a file, or name the columns under header: in the schema and cut the first line off';
    throw new InputError({ found: 'a pipe', expected: 'an input whose header can be looked at', advice });
  }
  const columns = columnsIn(start ?? new Uint8Array(0), name, schema);
  return delimited({ name, schema, columns, classes: classesInTable(schema, columns, name, start) });
}

/** @throws InputError if one of the inputs is a pipe: what is read once is gone */
export function checkRereadable({ inputs }: Pick<Records, 'inputs'>, advice: string): void {
  const pipe = inputs.find(({ kind }) => kind === 'pipe');
  if (pipe === undefined) return;
  throw new InputError({ source: pipe.name, found: 'a pipe', expected: 'an input that can be read again', advice });
}
