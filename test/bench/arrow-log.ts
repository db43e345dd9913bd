// A Criteo log as an Arrow stream: counts as int32 with nulls, tokens as plain strings, in record batches of 65,536.

import { closeSync, createReadStream, openSync } from 'node:fs';
import { createInterface } from 'node:readline';

import { Field, Int32, RecordBatch, RecordBatchStreamWriter, Schema, Struct, Utf8, makeData } from 'apache-arrow';

import { writeFully } from '#dist/export/atomic-write.js';

const EXAMPLES = 65_536;
/** Label and counts; the rest are tokens. */
const INTEGERS = 14;

/** @param names of the columns */
export async function writeArrowLog(log: string, path: string, names: readonly string[]): Promise<void> {
  const fd = openSync(path, 'w');
  const fields = names.map((name, i) => new Field(name, i < INTEGERS ? new Int32() : new Utf8(), true));
  const schema = new Schema(fields);
  const writer = new RecordBatchStreamWriter();
  const drained = (async () => {
    for await (const bytes of writer) writeFully(fd, bytes);
  })();
  let lines: string[][] = [];
  const flush = () => {
    const children = fields.map((_, i) =>
      dataOf(
        lines.map((cells) => cells[i]),
        i < INTEGERS,
      ),
    );
    writer.write(new RecordBatch(schema, makeData({ type: new Struct(fields), length: lines.length, children })));
    lines = [];
  };
  for await (const line of createInterface({ input: createReadStream(log) })) {
    if (lines.push(line.split('\t')) === EXAMPLES) flush();
  }
  if (lines.length > 0) flush();
  writer.finish();
  await drained;
  closeSync(fd);
}

function dataOf(cells: readonly string[], isInteger: boolean) {
  const nullBitmap = new Uint8Array(Math.ceil(cells.length / 8));
  cells.forEach((cell, i) => (nullBitmap[i >> 3] |= (cell === '' ? 0 : 1) << (i & 7)));
  const shared = { length: cells.length, nullBitmap, nullCount: cells.filter((cell) => cell === '').length };
  if (isInteger) return makeData({ ...shared, type: new Int32(), data: Int32Array.from(cells, Number) });
  const valueOffsets = new Int32Array(cells.length + 1);
  cells.forEach((cell, i) => (valueOffsets[i + 1] = valueOffsets[i] + cell.length));
  return makeData({ ...shared, type: new Utf8(), valueOffsets, data: Buffer.from(cells.join('')) });
}
