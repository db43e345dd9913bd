// The same records in every format, read and hashed in one thread, beside Criteo's TSV.

import { closeSync, createReadStream, existsSync, openSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { gzipSync } from 'node:zlib';

import { writeFully } from '#dist/export/atomic-write.js';
import { hash } from '#dist/hash/hash.js';
import { criteo } from '#dist/read/criteo.js';
import { type ReadOptions, read } from '#dist/read/read.js';
import type { Schema } from '#dist/read/schema.js';
import { folder } from './log.js';
import { type Figure, nanoseconds, smallest } from './table.js';

const names = ['label', ...criteo.fields.map(({ name }) => name)];

const schema: Schema = {
  label: { column: 'label', positive: ['1'], negative: ['0'] },
  header: true,
  importance: null,
  trim: false,
  fields: criteo.fields,
  ignored: [],
  crosses: [],
};

/** A field that the kernel leaves to the twin. */
const slow: Schema = {
  ...schema,
  fields: criteo.fields.map((field) => (field.name === 'C26' ? { ...field, lowerCase: true } : field)),
};

const json = (cells: string[]) =>
  JSON.stringify(Object.fromEntries(cells.flatMap((cell, i) => (cell === '' ? [] : [[names[i], cell]]))));

interface Variant {
  readonly what: string;
  readonly file: string;
  readonly header?: string;
  readonly line: (cells: string[]) => string;
  readonly packed?: boolean;
  readonly options?: ReadOptions;
  readonly target: string;
  /** Slow: one round is enough. */
  readonly once?: boolean;
}

const csv = (cells: string[]) => cells.join(',');
const VARIANTS: readonly Variant[] = [
  { what: 'CSV', file: 'f.csv', header: csv(names), line: csv, options: { schema }, target: '<= 1.5x' },
  {
    what: 'CSV in gzip, 1 worker',
    file: 'f.csv.gz',
    header: csv(names),
    line: csv,
    packed: true,
    options: { schema },
    target: '',
  },
  {
    what: 'CSV, read by the twin',
    file: 'f.csv',
    header: csv(names),
    line: csv,
    options: { schema: slow },
    target: '',
  },
  { what: 'JSON lines, in TypeScript', file: 'f.jsonl', line: json, options: { schema }, target: '', once: true },
];

/** Rewrites a log in another format, once. */
async function rewritten(log: string, { file, header, line, packed }: Variant): Promise<string> {
  const path = join(folder, file);
  if (existsSync(path)) return path;
  const fd = openSync(`${path}.part`, 'w');
  const put = (text: string) => writeFully(fd, packed ? gzipSync(text, { level: 1 }) : Buffer.from(text));
  let text = header === undefined ? '' : `${header}\n`;
  for await (const record of createInterface({ input: createReadStream(log) })) {
    text += `${line(record.split('\t'))}\n`;
    if (text.length < 1 << 22) continue;
    put(text);
    text = '';
  }
  put(text);
  closeSync(fd);
  renameSync(`${path}.part`, path);
  return path;
}

/** ns an example of one pass that learns nothing. */
async function pass(path: string, options: ReadOptions, workers = 0): Promise<number> {
  const batches = hash(await read([path], options), { bits: 24, workers });
  const start = performance.now();
  let examples = 0;
  for await (const { size } of batches) examples += size;
  return ((performance.now() - start) * 1e6) / examples;
}

export async function formatFigures(log: string, rounds: number): Promise<Figure[]> {
  const paths: string[] = [];
  for (const variant of VARIANTS) paths.push(await rewritten(log, variant));
  const tsv: number[] = [];
  const times = VARIANTS.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    tsv.push(await pass(log, { format: 'criteo' }));
    for (const [i, { options = {}, packed, once }] of VARIANTS.entries()) {
      if (once && round > 0) continue;
      times[i].push(await pass(paths[i], options, packed ? 1 : 0));
    }
  }
  const base = smallest(tsv);
  return VARIANTS.map(({ what, target }, i) => ({
    what,
    ours: nanoseconds(smallest(times[i])),
    against: `TSV ${nanoseconds(base)}`,
    ratio: smallest(times[i]) / base,
    target,
  }));
}
