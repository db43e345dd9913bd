// A log as Parquet, as other libraries write it: snappy, strings in dictionaries, row groups of a million.

import { closeSync, createReadStream, existsSync, openSync, readFileSync, renameSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

import { type Data, Field, Int32, RecordBatch, Schema, Struct, Table, Utf8, makeData, tableToIPC } from 'apache-arrow';
import * as parquet from 'parquet-wasm/esm/parquet_wasm.js';

import { writeFully } from '#dist/export/atomic-write.js';

const BATCH = 1 << 16;
const require = createRequire(import.meta.url);

/** Rewrites a log, once: 26 columns of strings, the others integers. An empty cell is null. */
export async function parquetLog(
  log: string,
  names: readonly string[],
  path: string,
  rowsOfGroup = 1 << 20,
): Promise<string> {
  if (existsSync(path)) return path;
  parquet.initSync({ module: readFileSync(require.resolve('parquet-wasm/esm/parquet_wasm_bg.wasm')) });
  const properties = new parquet.WriterPropertiesBuilder()
    .setCompression(parquet.Compression.SNAPPY)
    .setMaxRowGroupSize(rowsOfGroup)
    .build();
  const batches = ReadableStream.from(batchesOf(log, names));
  const written = await parquet.transformParquetStream(batches, properties);
  const fd = openSync(`${path}.part`, 'w');
  for await (const bytes of written as AsyncIterable<Uint8Array>) writeFully(fd, bytes);
  closeSync(fd);
  renameSync(`${path}.part`, path);
  return path;
}

async function* batchesOf(log: string, names: readonly string[]): AsyncGenerator<parquet.RecordBatch> {
  let records: string[][] = [];
  for await (const line of createInterface({ input: createReadStream(log) })) {
    if (records.push(line.split('\t')) < BATCH) continue;
    yield batchOf(records, names);
    records = [];
  }
  if (records.length > 0) yield batchOf(records, names);
}

function batchOf(records: readonly string[][], names: readonly string[]): parquet.RecordBatch {
  const columns = names.map((name, i) => {
    const cells = records.map((record) => record[i]);
    return name.startsWith('C') ? textData(cells) : numberData(cells);
  });
  const schema = new Schema(names.map((name, i) => new Field(name, columns[i].type, true)));
  const struct = makeData({ type: new Struct(schema.fields), length: records.length, nullCount: 0, children: columns });
  const table = new Table([new RecordBatch(schema, struct)]);
  return parquet.Table.fromIPCStream(tableToIPC(table, 'stream')).recordBatch(0)!;
}

function textData(cells: readonly string[]): Data<Utf8> {
  const valueOffsets = new Int32Array(cells.length + 1);
  cells.forEach((cell, i) => (valueOffsets[i + 1] = valueOffsets[i] + cell.length));
  const data = Buffer.from(cells.join(''), 'latin1');
  return makeData({ type: new Utf8(), length: cells.length, ...nullsOf(cells), valueOffsets, data });
}

function numberData(cells: readonly string[]): Data<Int32> {
  return makeData({ type: new Int32(), length: cells.length, ...nullsOf(cells), data: Int32Array.from(cells, Number) });
}

function nullsOf(cells: readonly string[]): { nullCount: number; nullBitmap: Uint8Array } {
  const nullBitmap = new Uint8Array(Math.ceil(cells.length / 64) * 8);
  cells.forEach((cell, i) => {
    if (cell !== '') nullBitmap[i >> 3] |= 1 << (i & 7);
  });
  return { nullCount: cells.filter((cell) => cell === '').length, nullBitmap };
}
