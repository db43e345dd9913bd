/** The first records of a table, of JSON lines, Arrow or Parquet -> a first schema, for a person to correct. */

import { writeAtomically, writeFully } from '../export/atomic-write.js';
import { looksLikeCache } from '../export/cache-reader.js';
import { hashSpec } from '../hash/hash.js';
import { InputError } from '../input-error.js';
import { CHUNK_BYTES, RECORD_BYTES, TEXT_BYTES } from '../kernel/layout.js';
import { LineTooLong, chunksOf } from '../read/chunks.js';
import { type FormatName, checkFormatName, detectFormat, isTable, needsSchema } from '../read/formats.js';
import { LINES } from '../read/framing.js';
import { type Input, findInputs } from '../read/inputs.js';
import { partsOf } from '../read/parts.js';
import { quotedFraming } from '../read/quotes.js';
import { read } from '../read/read.js';
import { parseSchema } from '../read/schema-file.js';
import { sniff } from '../read/sniff.js';
import { DELIMITERS } from '../read/table.js';
import { ignoringLeaks, schemaText } from '../report/schema-text.js';
import type { TableSummary } from '../report/table-summary.js';
import { checkNotRead, checkOutput } from './checks.js';
import { columnLook } from './column-look.js';
import { heeding, interruptible } from './interrupted.js';
import { NO_LEAKS, findLeaks, leakWarnings } from './leaks.js';
import { lineLook } from './line-look.js';
import { tableLook } from './table-look.js';

export interface SchemaOptions {
  /** A file, or `-` for standard input; plain or compressed. */
  readonly input: string;
  /** `csv`, `tsv`, `jsonl`, `arrow` or `parquet`; found by name and content if not given. */
  readonly format?: string | undefined;
  /** The schema file to write; an earlier one is replaced. */
  readonly output?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface GuessedSchema {
  readonly summary: TableSummary;
  /** The schema file's content. */
  readonly text: string;
  /** Fields that it ignores since they tell the label. */
  readonly warnings: readonly string[];
}

/** Records that are looked at. */
const LOOKED_AT = 100_000;

/**
 * Looks at the first 100,000 records.
 *
 * @throws InputError for a format that takes no schema, malformed records, and an output that cannot be written
 */
export async function guessSchema({ input: pattern, format, output, signal }: SchemaOptions): Promise<GuessedSchema> {
  if (output !== undefined) checkOutput('--output', output);
  const input = await oneInput(pattern);
  if (output !== undefined && input.path !== null) checkNotRead('--output', output, [input.path]);
  checkNoCache(input);
  const begun = await interruptible(signal, () => formatOf(input, format, signal));
  const looked = await interruptible(signal, () => look(begun.input, begun.name, signal));
  const { found, spec } = await leaksIn(input, looked, signal);
  const leaks = found.leaks.map(({ field, auc }) => ({ name: spec.fields[field].name, auc }));
  const summary = ignoringLeaks(looked, leaks);
  const text = schemaText(summary, input.name);
  if (output !== undefined) await writeAtomically(output, (fd) => writeFully(fd, Buffer.from(text)));
  return {
    summary,
    text,
    warnings: leakWarnings(found, spec, 'the schema ignores it: change that if it is known before the click'),
  };
}

/** The leaks that training by the guess would warn of; none where it cannot train, and none of a pipe. */
async function leaksIn(input: Input, summary: TableSummary, signal?: AbortSignal) {
  const { label, columns, format } = summary;
  const isUsed = columns.some(({ name, type }) => name !== label?.column && type.type !== 'ignore');
  if (label === null || !isUsed || input.path === null || input.kind === 'pipe') {
    return { found: NO_LEAKS, spec: { fields: [] } };
  }
  const schema = parseSchema(schemaText(summary, input.name), input.name);
  const records = await read([input.path], { format, schema });
  const spec = hashSpec(records);
  return { found: await findLeaks(records, spec, signal), spec };
}

async function oneInput(pattern: string): Promise<Input> {
  const inputs = await findInputs([pattern]);
  if (inputs.length === 1) return inputs[0];
  const found = `${inputs.length.toLocaleString('en-US')} files`;
  throw new InputError({ source: pattern, found, expected: 'one', advice: 'name one of them' });
}

type LookedFormat = TableSummary['format'];
type TextFormat = Exclude<LookedFormat, 'arrow' | 'parquet'>;

/** An input, and what was found to be its format. */
interface Found {
  readonly input: Input;
  readonly name: LookedFormat;
}

function checkNoCache(input: Input): void {
  if (!looksLikeCache(input)) return;
  throw new InputError({ source: input.name, found: 'a cache of hashed records', expected: 'the records themselves' });
}

async function formatOf(input: Input, named: string | undefined, signal?: AbortSignal): Promise<Found> {
  const found = named === undefined ? await findFormat(input, signal) : { input, name: checkFormatName(named) };
  if (needsSchema(found.name)) return { input: found.input, name: found.name };
  const source = named === undefined ? input.name : '--format';
  throw new InputError({ source, found: `the format ${found.name}`, expected: 'csv, tsv, jsonl, arrow or parquet' });
}

async function findFormat(input: Input, signal?: AbortSignal): Promise<{ input: Input; name: FormatName }> {
  const { name: source } = input;
  const start = await sniff(input, undefined, signal);
  // as train will find it
  const name = detectFormat(source, start?.bytes ?? null, true);
  if ((isTable(name) || name === 'jsonl') && start?.bytes.includes(0)) {
    throw new InputError({ source, found: 'binary data', expected: 'CSV, TSV, JSON lines, Arrow or Parquet' });
  }
  return { input: start?.input ?? input, name };
}

async function look(input: Input, format: LookedFormat, signal?: AbortSignal): Promise<TableSummary> {
  if (format !== 'arrow' && format !== 'parquet') return lookAtText(input, format, signal);
  try {
    return await columnLook(input, format, LOOKED_AT, signal);
  } catch (error) {
    throw error instanceof InputError ? new InputError({ source: input.name, ...error.problem }) : error;
  }
}

async function lookAtText(input: Input, format: TextFormat, signal?: AbortSignal): Promise<TableSummary> {
  const area = { bytes: new Uint8Array(TEXT_BYTES), chunkBytes: CHUNK_BYTES, recordBytes: RECORD_BYTES };
  // a space before a quote is an error where spaces are not dropped: it may as well open the quote
  const framing = format === 'jsonl' ? LINES : quotedFraming(DELIMITERS[format], true);
  const [part] = partsOf([input], Number.MAX_SAFE_INTEGER, framing);
  const table = format === 'jsonl' ? lineLook(LOOKED_AT) : tableLook(format, LOOKED_AT);
  try {
    for await (const { begin, end } of heeding(signal, chunksOf(part, area, framing, signal))) {
      if (!table.take(area.bytes, begin, end, framing)) break;
    }
    return table.summary();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const record = error instanceof LineTooLong ? { record: table.records() + 1 } : {};
    throw new InputError({ source: input.name, ...record, ...error.problem });
  }
}
