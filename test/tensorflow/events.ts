/** TensorBoard's event files, read by hand: records with a length and checksums around, protocol buffers inside. */

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A number of a curve; a histogram has no number, but its rows of left edge, right edge and count. */
export interface Point {
  readonly step: number;
  readonly tag: string;
  readonly number: number | undefined;
  readonly buckets: readonly number[];
}

type Field = readonly [number: number, value: number | Buffer];

/** All points of the files in a folder, in the order of their writing. */
export function pointsOf(folder: string): Point[] {
  const files = readdirSync(folder).filter((name) => name.includes('tfevents'));
  return files.toSorted().flatMap((name) => [...recordsOf(readFileSync(join(folder, name)))].flatMap(eventOf));
}

/** uint64 length, uint32 checksum, the record, uint32 checksum */
function* recordsOf(file: Buffer): Generator<Buffer> {
  for (let at = 0; at < file.length;) {
    const length = Number(file.readBigUInt64LE(at));
    yield file.subarray(at + 12, at + 12 + length);
    at += 12 + length + 4;
  }
}

/** Event: 2 step, 5 summary; summary: 1 value; value: 1 tag, 2 simple_value, 8 tensor; tensor: 4 tensor_content. */
function eventOf(record: Buffer): Point[] {
  const event = [...fieldsOf(record)];
  const step = Number(only(event, 2) ?? 0);
  const summary = only(event, 5) as Buffer | undefined;
  const values = summary === undefined ? [] : [...fieldsOf(summary)].filter(([field]) => field === 1);
  return values.map(([, bytes]) => {
    const value = [...fieldsOf(bytes as Buffer)];
    const tensor = only(value, 8) as Buffer | undefined;
    const content = tensor && (only([...fieldsOf(tensor)], 4) as Buffer | undefined);
    return {
      step,
      tag: String(only(value, 1)),
      number: only(value, 2) as number | undefined,
      buckets: floatsOf(content),
    };
  });
}

function only(fields: readonly Field[], wanted: number): number | Buffer | undefined {
  return fields.find(([field]) => field === wanted)?.[1];
}

function floatsOf(bytes: Buffer = Buffer.alloc(0)): number[] {
  return Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(i * 4));
}

function* fieldsOf(bytes: Buffer): Generator<Field> {
  let at = 0;
  const varint = (): number => {
    let [number, unit] = [0, 1];
    for (; ; unit *= 128) {
      const byte = bytes[at++];
      number += (byte & 127) * unit;
      if (byte < 128) return number;
    }
  };
  while (at < bytes.length) {
    const key = varint();
    const [field, wire] = [Math.floor(key / 8), key % 8];
    if (wire === 0) yield [field, varint()];
    else if (wire === 1) yield [field, bytes.readDoubleLE((at += 8) - 8)];
    else if (wire === 5) yield [field, bytes.readFloatLE((at += 4) - 4)];
    else {
      const length = varint();
      yield [field, bytes.subarray(at, (at += length))];
    }
  }
}
