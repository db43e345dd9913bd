// Parquet beside Criteo's TSV: a pass, and what of it the decoder takes.

import { statSync } from 'node:fs';
import { join } from 'node:path';

import { readParquetFooter } from '#dist/read/parquet-file.js';
import { decodeRowGroup } from '#dist/read/parquet-rows.js';
import type { ReadOptions } from '#dist/read/read.js';
import type { Schema } from '#dist/read/schema.js';
import { folder } from './log.js';
import { parquetLog } from './parquet-log.js';
import { type Figure, nanoseconds, smallest } from './table.js';

/** @param pass ns an example of reading and hashing */
export async function parquetFigures(
  log: string,
  names: readonly string[],
  schema: Schema,
  rounds: number,
  pass: (path: string, options: ReadOptions) => Promise<number>,
): Promise<Figure[]> {
  const path = await parquetLog(log, names, join(folder, 'f.parquet'));
  const [tsv, ours, decoding]: number[][] = [[], [], []];
  for (let round = 0; round < rounds; round++) {
    tsv.push(await pass(log, { format: 'criteo' }));
    ours.push(await pass(path, { schema }));
    decoding.push(await decodingTime(path, names));
  }
  const [base, whole, decoder] = [tsv, ours, decoding].map(smallest);
  const against = `TSV ${nanoseconds(base)}`;
  const share = `${((100 * decoder) / whole).toFixed(0)}% of it`;
  return [
    { what: 'Parquet, in snappy', ours: nanoseconds(whole), against, ratio: whole / base, target: '<= 5x' },
    { what: '  of which decoding', ours: nanoseconds(decoder), against: share, target: '' },
  ];
}

async function decodingTime(path: string, names: readonly string[]): Promise<number> {
  const input = { name: path, path, kind: 'file', size: statSync(path).size } as const;
  const footer = readParquetFooter(input);
  const start = performance.now();
  let examples = 0;
  for (const group of footer.rowGroups.keys()) {
    for await (const { rows } of decodeRowGroup(input, footer, group, names)) examples += rows;
  }
  return ((performance.now() - start) * 1e6) / examples;
}
