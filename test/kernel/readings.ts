/** Text -> what a kernel reader makes of it, and what its readable twin does, in one form that can be compared. */

import type { Batch } from '#dist/batch/batch.js';
import type { HashSpec } from '#dist/batch/hash-spec.js';
import { hashRecords } from '#dist/hash/hash-records.js';
import { batchSlot, prepareLane } from '#dist/hash/kernel-batch.js';
import { writeKernelTables } from '#dist/hash/kernel-tables.js';
import { InputError } from '#dist/input-error.js';
import { createKernel } from '#dist/kernel/kernel.js';
import { HASH_TABLES_BYTES, TEXT_BYTES, layOut } from '#dist/kernel/layout.js';
import type { Format } from '#dist/read/record.js';

export interface Example {
  readonly label: number;
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
export function examplesOf({ size, labels, offsets, slots, values }: Batch): Example[] {
  return Array.from({ length: size }, (_, i) => {
    const [from, to] = [offsets[i], offsets[i + 1]];
    const ones = Array.from<number>({ length: to - from }).fill(1);
    return {
      label: labels![i],
      slots: [...slots.subarray(from, to)],
      values: [...(values?.subarray(from, to) ?? ones)],
    };
  });
}

const DONE = 0;
const BAD_RECORD = 2;
const NEWLINE = 10;

// readers do not touch the table of weights: one kernel serves every number of bits
const kernel = createKernel(layOut(1, 1, 1));
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
  setTables(spec);
  prepareLane(kernel, lane);
  const batch = batchSlot(kernel, lane.batches[0]);
  const read = kernel.exports[format.kernelReader];
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
    refused.push(++lineCount);
    at = text.indexOf(NEWLINE, at) + 1;
  }
  return { examples, refused, lines: lineCount, merged };
}

// tables take 6 ms to fill: each specification's are kept
const tables = new Map<string, Uint8Array>();

function setTables(spec: HashSpec): void {
  const at = new Uint8Array(kernel.memory.buffer, kernel.layout.hashTables, HASH_TABLES_BYTES);
  const key = JSON.stringify(spec);
  const known = tables.get(key);
  if (known) return at.set(known);
  writeKernelTables(kernel.memory.buffer, kernel.layout.hashTables, spec);
  tables.set(key, at.slice());
}

/** Reads whole lines with the format's parser and the hash in TypeScript. */
export function twinReading(format: Format, spec: HashSpec, lines: Uint8Array): Reading {
  const text = withLastFeed(lines);
  const examples: Example[] = [];
  const refused: number[] = [];
  let [lineCount, merged] = [0, 0];
  for (let start = 0; start < text.length;) {
    const end = text.indexOf(NEWLINE, start);
    lineCount++;
    const record = parsed(format, spec, text.subarray(start, end));
    if (record === 'refused') refused.push(lineCount);
    else if (record) {
      examples.push(record.example);
      merged += record.merged;
    }
    start = end + 1;
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
    const hashed = record.features.filter(({ token }) => token.length > 0 || spec.missing === 'feature');
    return { example, merged: hashed.length - example.slots.length };
  } catch (error) {
    if (error instanceof InputError) return 'refused';
    throw error;
  }
}

function withLastFeed(lines: Uint8Array): Uint8Array {
  return lines.length === 0 || lines.at(-1) === NEWLINE ? lines : Buffer.concat([lines, Buffer.of(NEWLINE)]);
}
