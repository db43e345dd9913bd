/** Inputs -> their records, one after the other, by the readable twins: for a look at them, not for training. */

import { InputError } from '../input-error.js';
import { CHUNK_BYTES, RECORD_BYTES, TEXT_BYTES } from '../kernel/layout.js';
import { LineTooLong, chunksOf } from './chunks.js';
import { columnRecord } from './column-records.js';
import type { Input } from './inputs.js';
import { partsOf } from './parts.js';
import type { Records } from './read.js';
import { type ColumnFormat, type Format, type LogRecord, type RecordFormat, isColumnar } from './record.js';

export interface RecordsInOptions {
  /** Called for malformed records, which are skipped; without it the first of them is thrown. */
  readonly onBadRecord?: ((error: InputError) => void) | undefined;
  /** Bytes of text to look at, about; all if not given. */
  readonly maxBytes?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * What becomes of the records of all inputs, in order.
 *
 * @param use makes it of a record, which is valid only until the next
 * @throws InputError for a record that is malformed or that `use` refuses, with its number in its input
 */
export async function* recordsIn<T>(
  { inputs, format }: Records,
  use: (record: LogRecord) => T,
  { onBadRecord = raise, maxBytes = Infinity, signal }: RecordsInOptions = {},
): AsyncGenerator<T> {
  let left = maxBytes;
  for (const input of inputs) {
    let met = 0;
    const located = ({ problem }: InputError) => new InputError({ source: input.name, record: met + 1, ...problem });
    try {
      for await (const { bytes, header, records } of portions(input, format, signal)) {
        met += header;
        for (const parse of records) {
          const result = used(parse, use, (error) => onBadRecord(located(error)));
          if (result !== null) yield result;
          met++;
        }
        left -= bytes;
        if (left <= 0) return;
      }
    } catch (error) {
      if (error instanceof LineTooLong) throw located(error);
      // a header has no record number
      throw error instanceof InputError ? new InputError({ source: input.name, ...error.problem }) : error;
    }
  }
}

function raise(error: InputError): never {
  throw error;
}

function used<T>(
  parse: () => LogRecord | null,
  use: (record: LogRecord) => T,
  refuse: (error: InputError) => void,
): T | null {
  try {
    const record = parse();
    return record && use(record);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    refuse(error);
    return null;
  }
}

/** Records that come together, each as a function that parses it; null is a line without a record. */
interface Portion {
  readonly bytes: number;
  /** Records before them that are none, such as a header. */
  readonly header: number;
  readonly records: Iterable<() => LogRecord | null>;
}

function portions(input: Input, format: RecordFormat, signal: AbortSignal | undefined): AsyncIterable<Portion> {
  return isColumnar(format) ? columnPortions(input, format, signal) : textPortions(input, format, signal);
}

async function* columnPortions(
  input: Input,
  format: ColumnFormat,
  signal: AbortSignal | undefined,
): AsyncGenerator<Portion> {
  for (const part of partsOf([input], format.partBytes)) {
    for await (const columns of format.readColumns(part, signal)) {
      const records = Array.from({ length: columns.length }, (_, i) => () => columnRecord(columns, i, format.spec));
      yield { bytes: columns.bytes, header: 0, records };
    }
  }
}

async function* textPortions(input: Input, format: Format, signal: AbortSignal | undefined): AsyncGenerator<Portion> {
  const bytes = new Uint8Array(TEXT_BYTES);
  const area = { bytes, chunkBytes: CHUNK_BYTES, recordBytes: RECORD_BYTES };
  // one part an input: there is one reader
  const [part] = partsOf([input], Number.MAX_SAFE_INTEGER, format.framing);
  let begun = false;
  for await (const { begin, end } of chunksOf(part, area, format.framing, signal)) {
    const start = begun ? undefined : format.start?.(bytes, begin, end);
    begun = true;
    const records = recordsOf(bytes, start?.at ?? begin, end, format);
    yield { bytes: end - begin, header: start?.records ?? 0, records };
  }
}

function* recordsOf(
  text: Uint8Array,
  begin: number,
  end: number,
  { framing, parse }: Format,
): Generator<() => LogRecord | null> {
  for (let at = begin; at < end;) {
    const found = framing.endOfRecord(text, at, end);
    const next = found < 0 ? end : found;
    const record = text.subarray(at, next - 1);
    yield () => parse(record);
    at = next;
  }
}
