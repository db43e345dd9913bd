/** Text -> what a kernel reader makes of it, and what its readable twin does, in one form that can be compared. */

import type { Batch } from '#dist/batch/batch.js';
import type { HashSpec } from '#dist/batch/hash-spec.js';
import { hashRecords, recordHasher } from '#dist/hash/hash-records.js';
import { batchSlot, prepareLane } from '#dist/hash/kernel-batch.js';
import { tablesBytes, writeKernelTables } from '#dist/hash/kernel-tables.js';
import { InputError } from '#dist/input-error.js';
import { createKernel } from '#dist/kernel/kernel.js';
import { TEXT_BYTES, layOut } from '#dist/kernel/layout.js';
import type { Format } from '#dist/read/record.js';

export interface Example {
  readonly label: number;
  /** Where it is not 1. */
  readonly importance?: number;
  readonly slots: readonly number[];
  readonly values: readonly number[];
}

/** The examples of a text, the lines (from 1) that were refused, and how many features were summed into another. */
export interface Reading {
  readonly examples: readonly Example[];
  readonly refused: readonly number[];
  readonly lines: number;
  readonly merged: number;
}

/** The examples of a batch; values that are not written down are 1. */
export function examplesOf({ size, labels, importances, offsets, slots, values }: Batch): Example[] {
  return Array.from({ length: size }, (_, i) => {
    const [from, to] = [offsets[i], offsets[i + 1]];
    const ones = Array.from<number>({ length: to - from }).fill(1);
    return {
      label: labels![i],
      ...(importances && importances[i] !== 1 ? { importance: importances[i] } : {}),
      slots: [...slots.subarray(from, to)],
      values: [...(values?.subarray(from, to) ?? ones)],
    };
  });
}

const DONE = 0;
const BAD_RECORD = 2;
const NEWLINE = 10;
/** Of the words of a batch: where the reader stopped. */
const NEXT = 11;

// readers do not touch the table of weights: one kernel serves every number of bits
const TABLES = 1 << 20;
const kernel = createKernel(layOut(1, 1, 1, TABLES));
const [lane] = kernel.layout.lanes;
const area = new Uint8Array(kernel.memory.buffer, lane.text, TEXT_BYTES + 128);

/**
 * Reads whole lines with the kernel, past every line it refuses. What was read before stays in its memo of integers
 * and its stamps, as it does in a thread.
 */
export function kernelReading(format: Format, spec: HashSpec, lines: Uint8Array): Reading {
  const text = withLastFeed(lines);
  area.set(text);
  // whoever looks past the end of the text sees digits
  area.fill(0x39, text.length, text.length + 128);
  setTables(spec, format);
  prepareLane(kernel, lane);
  const batch = batchSlot(kernel, lane.batches[0], format.weighted);
  const read = readerOf(format);
  const examples: Example[] = [];
  const refused: number[] = [];
  let [at, lineCount, merged] = [0, 0, 0];
  for (let state = -1; state !== DONE && at < text.length;) {
    batch.reset();
    state = read(batch.area, kernel.layout.hashTables, lane.lane, lane.text + at, lane.text + text.length);
    at = batch.next() - lane.text;
    lineCount += batch.lines();
    merged += batch.merged();
    examples.push(...examplesOf(batch.view()));
    if (state !== BAD_RECORD) continue;
    lineCount++;
    const end = endOf(format, text, at);
    const record = leavesSome(format) ? parsed(format, spec, text.subarray(at, end - 1)) : 'refused';
    if (record === 'refused') refused.push(lineCount);
    else if (record) {
      examples.push(record.example);
      merged += record.merged;
    }
    at = end;
  }
  return { examples, refused, lines: lineCount, merged };
}

/** How many examples the kernel itself reads, before the first record that it leaves to the twin. */
export function readByKernel(format: Format, spec: HashSpec, lines: Uint8Array): number {
  const text = withLastFeed(lines);
  area.set(text);
  setTables(spec, format);
  prepareLane(kernel, lane);
  const batch = batchSlot(kernel, lane.batches[0], format.weighted);
  const read = readerOf(format);
  let count = 0;
  for (let [at, state] = [0, -1]; state !== DONE && state !== BAD_RECORD; at = batch.next() - lane.text) {
    batch.reset();
    state = read(batch.area, kernel.layout.hashTables, lane.lane, lane.text + at, lane.text + text.length);
    count += batch.size();
  }
  return count;
}

/** What is odd in a table, quotes above all, and in Vowpal Wabbit's text, is left to the twin; nothing is in another format. */
function leavesSome({ name, table, kernelReader }: Format): boolean {
  return table !== undefined || kernelReader === null || name === 'vw';
}

/** The kernel's reader; of a format that it does not read, one that leaves every record to the twin. */
function readerOf({ kernelReader }: Format) {
  if (kernelReader !== null) return kernel.exports[kernelReader];
  return (batch: number, _tables: number, _lane: number, begin: number): number => {
    new Uint32Array(kernel.memory.buffer, batch, 12)[NEXT] = begin;
    return BAD_RECORD;
  };
}

// tables take 6 ms to fill: those of the last specifications are kept, or a long fuzz would fill the memory with them
const KEPT_TABLES = 256;
const tables = new Map<string, Uint8Array>();

function setTables(spec: HashSpec, format: Format): void {
  const bytes = tablesBytes(spec, format);
  if (bytes > TABLES) throw new RangeError(`${bytes} bytes of tables`);
  const at = new Uint8Array(kernel.memory.buffer, kernel.layout.hashTables, bytes);
  const key = JSON.stringify([spec, format.spec]);
  const known = tables.get(key);
  if (known) return at.set(known);
  writeKernelTables(kernel.memory.buffer, kernel.layout.hashTables, spec, format);
  if (tables.size === KEPT_TABLES) tables.clear();
  tables.set(key, at.slice());
}

/** Reads whole lines with the format's parser and the hash in TypeScript. */
export function twinReading(format: Format, spec: HashSpec, lines: Uint8Array): Reading {
  const text = withLastFeed(lines);
  const examples: Example[] = [];
  const refused: number[] = [];
  let [lineCount, merged] = [0, 0];
  for (let start = 0; start < text.length;) {
    const end = endOf(format, text, start);
    lineCount++;
    const record = parsed(format, spec, text.subarray(start, end - 1));
    if (record === 'refused') refused.push(lineCount);
    else if (record) {
      examples.push(record.example);
      merged += record.merged;
    }
    start = end;
  }
  return { examples, refused, lines: lineCount, merged };
}

function parsed(
  format: Format,
  spec: HashSpec,
  line: Uint8Array,
): { example: Example; merged: number } | 'refused' | null {
  try {
    const record = format.parse(line);
    if (!record) return null;
    const [example] = examplesOf(hashRecords([record], spec));
    return { example, merged: recordHasher(spec)(record).merged };
  } catch (error) {
    if (error instanceof InputError) return 'refused';
    throw error;
  }
}

function endOf({ framing }: Format, text: Uint8Array, begin: number): number {
  const end = framing.endOfRecord(text, begin, text.length);
  return end < 0 ? text.length : end;
}

function withLastFeed(lines: Uint8Array): Uint8Array {
  return lines.length === 0 || lines.at(-1) === NEWLINE ? lines : Buffer.concat([lines, Buffer.of(NEWLINE)]);
}
