/** A pass over batches -> everything that was in them, joined. */

import assert from 'node:assert/strict';

import type { Batch } from '#dist/batch/batch.js';
import type { HashSpec } from '#dist/batch/hash-spec.js';
import { type HashOptions, hash } from '#dist/hash/hash.js';
import { criteo } from '#dist/read/criteo.js';
import { type ReadOptions, read } from '#dist/read/read.js';
import type { Format } from '#dist/read/record.js';
import { twinReading } from '../kernel/readings.js';

/** The examples of all batches in one: a batch's borders are no part of what must be equal. */
export interface Pass {
  readonly labels: Float32Array;
  /** Features of each example. */
  readonly sizes: Uint32Array;
  readonly slots: Uint32Array;
  readonly values: Float32Array;
}

const COLUMNS = ['labels', 'sizes', 'slots', 'values'] as const;

function passOfBatch({ size, labels, offsets, slots, values }: Batch): Pass {
  return {
    labels: labels?.slice(0, size) ?? new Float32Array(size),
    sizes: Uint32Array.from({ length: size }, (_, i) => offsets[i + 1] - offsets[i]),
    slots: slots.slice(),
    values: values?.slice() ?? new Float32Array(slots.length).fill(1),
  };
}

function joined<Column extends Float32Array | Uint32Array>(parts: readonly Column[], into: (size: number) => Column) {
  const whole = into(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function join(passes: readonly Pass[]): Pass {
  const floats = (column: 'labels' | 'values') =>
    joined<Float32Array>(
      passes.map((pass) => pass[column]),
      (size) => new Float32Array(size),
    );
  const integers = (column: 'sizes' | 'slots') =>
    joined<Uint32Array>(
      passes.map((pass) => pass[column]),
      (size) => new Uint32Array(size),
    );
  return { labels: floats('labels'), sizes: integers('sizes'), slots: integers('slots'), values: floats('values') };
}

export async function passOf(batches: AsyncIterable<Batch>): Promise<Pass> {
  const passes: Pass[] = [];
  for await (const batch of batches) passes.push(passOfBatch(batch));
  return join(passes);
}

/** What the readable twin makes of a text. */
export function twinPass(text: string, format: Format, spec: Omit<HashSpec, 'fields'>): Pass {
  const { examples } = twinReading(format, { ...spec, fields: format.fields }, Buffer.from(text, 'latin1'));
  return {
    labels: Float32Array.from(examples, ({ label }) => label),
    sizes: Uint32Array.from(examples, ({ slots }) => slots.length),
    slots: Uint32Array.from(examples.flatMap(({ slots }) => slots)),
    values: Float32Array.from(examples.flatMap(({ values }) => values)),
  };
}

/** Asserts without printing a million numbers. */
export function assertSame(actual: Pass, expected: Pass, what: string): void {
  for (const column of COLUMNS) {
    const [a, b] = [actual[column], expected[column]];
    assert.equal(a.length, b.length, `${what}: ${column}`);
    let at = 0;
    while (at < a.length && a[at] === b[at]) at++;
    assert.ok(at === a.length, `${what}: ${column}[${at}] is ${a[at]} instead of ${b[at]}`);
  }
}

/** One pass over files, read and hashed. */
export async function hashed(paths: readonly string[], options: HashOptions & ReadOptions): Promise<Pass> {
  return passOf(hash(await read(paths, options), options));
}

/** Lines of Criteo's form, all different, by a counter: quick to make, and the same each time. */
export function criteoLines(count: number, from = 0): string {
  let text = '';
  for (let i = from; i < from + count; i++) {
    text += `${i % 3 === 0 ? 1 : 0}`;
    for (let field = 0; field < criteo.fields.length; field++) {
      const mixed = Math.imul(i * 40 + field, 0x9e3779b1) >>> 8;
      if (mixed % 5 === 0) text += '\t';
      else text += field < 13 ? `\t${mixed % 997}` : `\t${(mixed % 100_003).toString(16).padStart(8, '0')}`;
    }
    text += '\n';
  }
  return text;
}
