/** Parquet files for tests, and what is decoded of them. */

import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { tableFromIPC } from 'apache-arrow';

import type { Input } from '#dist/read/inputs.js';
import { readParquetFooter } from '#dist/read/parquet-file.js';
import { decodeRowGroup } from '#dist/read/parquet-rows.js';

// the compiled test lies in build/test
const fixtures = resolve(dirname(fileURLToPath(import.meta.url)), '../../../test/read/fixtures');

/** The same 40 examples: pages of version 1 with snappy, pages of version 2 with gzip and all encodings. */
export const PAGES_1 = resolve(fixtures, 'pages-1.parquet');
export const PAGES_2 = resolve(fixtures, 'pages-2.parquet');

export function fileInput(path: string): Input {
  return { name: path, path, kind: 'file', size: statSync(path).size };
}

/** The columns that we read, by name, with their Arrow types and their values as JSON has them; integers as text. */
export type Decoded = Record<string, readonly unknown[]>;

/** @param columns those asked for; absent means all but the nested ones */
export async function decoded(path: string, columns?: readonly string[], stretchBytes?: number): Promise<Decoded> {
  const input = fileInput(path);
  const footer = readParquetFooter(input);
  const names = columns ?? footer.columns.flatMap(({ name, kind }) => (kind === 'nested' ? [] : [name]));
  const values: Record<string, unknown[]> = Object.fromEntries(names.map((name) => [name, []]));
  for (const group of footer.rowGroups.keys()) {
    for await (const { rows, ipc } of decodeRowGroup(input, footer, group, names, stretchBytes)) {
      const table = tableFromIPC(ipc);
      if (table.numRows !== rows) throw new Error(`${table.numRows} rows, not ${rows}`);
      for (const name of names) values[name].push(...Array.from(table.getChild(name)!, plain));
    }
  }
  return values;
}

/** The Arrow types of a file's columns. */
export async function typesIn(path: string, columns: readonly string[]): Promise<string[]> {
  const input = fileInput(path);
  for await (const { ipc } of decodeRowGroup(input, readParquetFooter(input), 0, columns)) {
    return tableFromIPC(ipc).schema.fields.map(({ type }) => String(type));
  }
  return [];
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  return value !== null && typeof value === 'object' ? Array.from(value as Iterable<unknown>, plain) : value;
}
