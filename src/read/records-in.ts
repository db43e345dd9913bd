/** Inputs -> their records, one after the other, by the readable twins: for a look at them, not for training. */

import { InputError } from '../input-error.js';
import { CHUNK_BYTES, RECORD_BYTES, TEXT_BYTES } from '../kernel/layout.js';
import { LineTooLong, chunksOf } from './chunks.js';
import { columnRecord } from './column-records.js';
import type { Input } from './inputs.js';
import { partsOf } from './parts.js';
import type { Records } from './read.js';
import { type ColumnFormat, type Format, type LogRecord, isColumnar } from './record.js';

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
  options: RecordsInOptions = {},
): AsyncGenerator<T> {
  if (isColumnar(format)) {
    for (const input of inputs) yield* recordsInColumns(input, format, use, options);
    return;
  }
  const text = new Uint8Array(TEXT_BYTES);
  let left = options.maxBytes ?? Infinity;
  for (const input of inputs) {
    const reader = inputReader(input, format, text, use, options);
    try {
      for await (const { begin, end } of chunks(input, format, text, options.signal)) {
        yield* reader.take(begin, end);
        left -= end - begin;
        if (left <= 0) return;
      }
    } catch (error) {
      throw error instanceof LineTooLong ? reader.located(error) : error;
    }
  }
}

async function* recordsInColumns<T>(
  input: Input,
  format: ColumnFormat,
  use: (record: LogRecord) => T,
  { onBadRecord, maxBytes = Infinity, signal }: RecordsInOptions,
): AsyncGenerator<T> {
  const [part] = partsOf([input], Number.MAX_SAFE_INTEGER);
  let [met, left] = [0, maxBytes];
  for await (const columns of format.readColumns(part, signal)) {
    for (let i = 0; i < columns.length; i++) {
      met++;
      try {
        yield use(columnRecord(columns, i, format.spec));
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        const problem = new InputError({ source: input.name, record: met, ...error.problem });
        if (onBadRecord === undefined) throw problem;
        onBadRecord(problem);
      }
    }
    left -= columns.bytes;
    if (left <= 0) return;
  }
}

function chunks(input: Input, format: Format, bytes: Uint8Array, signal: AbortSignal | undefined) {
  // one part an input: there is one reader
  const [part] = partsOf([input], Number.MAX_SAFE_INTEGER, format.framing);
  return chunksOf(part, { bytes, chunkBytes: CHUNK_BYTES, recordBytes: RECORD_BYTES }, format.framing, signal);
}

function inputReader<T>(
  { name }: Input,
  format: Format,
  text: Uint8Array,
  use: (record: LogRecord) => T,
  { onBadRecord }: RecordsInOptions,
) {
  let met = 0;
  let begun = false;

  function located({ problem }: InputError): InputError {
    return new InputError({ source: name, record: met + 1, ...problem });
  }

  function startOf(begin: number, end: number): number {
    if (begun || format.start === null) return begin;
    begun = true;
    const { at, records } = format.start(text, begin, end);
    met += records;
    return at;
  }

  /** What becomes of the next record; null if there is none to use. */
  function used(parse: () => LogRecord | null): T | null {
    try {
      const record = parse();
      return record && use(record);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      if (onBadRecord === undefined) throw located(error);
      onBadRecord(located(error));
      return null;
    }
  }

  function* take(begin: number, end: number): Generator<T> {
    for (let at = startOf(begin, end); at < end;) {
      const found = format.framing.endOfRecord(text, at, end);
      const next = found < 0 ? end : found;
      const result = used(() => format.parse(text.subarray(at, next - 1)));
      if (result !== null) yield result;
      met++;
      at = next;
    }
  }

  return { take, located };
}
