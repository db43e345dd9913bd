// The same records in every format, read and hashed in one thread, beside Criteo's TSV.

import { closeSync, createReadStream, existsSync, openSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { gzipSync } from 'node:zlib';

import { writeFully } from '#dist/export/atomic-write.js';
import { hash } from '#dist/hash/hash.js';
import { criteo } from '#dist/read/criteo.js';
import { type ReadOptions, read } from '#dist/read/read.js';
import type { Format } from '#dist/read/record.js';
import type { Schema } from '#dist/read/schema.js';
import { writeArrowLog } from './arrow-log.js';
import { criteoColumns as names, criteoSchema as schema } from '../criteo-schema.js';
import { folder } from './log.js';
import { parquetFigures } from './parquet.js';
import { type Figure, nanoseconds, smallest } from './table.js';

const csv = (cells: string[]) => cells.join(',');

/** What a log has beside plain tokens and counts: an hour, a list, lower case, crosses of all of them. */
const rich: Schema = {
  ...schema,
  fields: [
    ...criteo.fields.map((field) => (field.name === 'C26' ? { ...field, lowerCase: true } : field)),
    { name: 'hour', type: 'time', parts: ['hour', 'weekday'], timeFormat: 'yymmddhh' },
    { name: 'tags', type: 'list', separator: '|' },
  ],
  crosses: [
    ['hour', 'C1'],
    ['tags', 'C26'],
    ['I2', 'C3', 'C4'],
  ],
};

/** An hour of ten days and a list of three tokens more. */
const richLine = (cells: string[]) => {
  const hours = csv(cells).length % 240;
  const hour = 14_102_100 + Math.floor(hours / 24) * 100 + (hours % 24);
  return csv([...cells, String(hour), cells.slice(33, 36).join('|')]);
};

const json = (cells: string[]) =>
  JSON.stringify(Object.fromEntries(cells.flatMap((cell, i) => (cell === '' ? [] : [[names[i], cell]]))));

interface Variant {
  readonly what: string;
  readonly file: string;
  readonly header?: string;
  /** Absent for a format that is no text. */
  readonly line?: (cells: string[]) => string;
  readonly packed?: boolean;
  readonly options?: ReadOptions;
  /** Every record is left to the twin. */
  readonly twin?: boolean;
  readonly target: string;
  /** Slow: one round is enough. */
  readonly once?: boolean;
}

/** Labels 1 and -1, a namespace for each value that is there. */
const vwLine = ([label, ...cells]: string[]) =>
  [label === '1' ? '1' : '-1', ...cells.flatMap((cell, i) => (cell === '' ? [] : [`|${names[i + 1]} ${cell}`]))].join(
    ' ',
  );

const VARIANTS: readonly Variant[] = [
  { what: 'CSV', file: 'f.csv', header: csv(names), line: csv, options: { schema }, target: '<= 1.5x' },
  {
    what: 'CSV with a time, a list, lower case, 3 crosses',
    file: 'rich.csv',
    header: csv([...names, 'hour', 'tags']),
    line: richLine,
    options: { schema: rich },
    target: '',
  },
  {
    what: 'CSV, a cell of each record quoted',
    file: 'quoted.csv',
    header: csv(names),
    line: (cells) => csv(cells.with(14, `"${cells[14]}"`)),
    options: { schema },
    target: '',
  },
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
    options: { schema },
    twin: true,
    target: '',
    once: true,
  },
  { what: 'VW text', file: 'f.vw', line: vwLine, target: '<= 1.5x' },
  { what: 'VW text, namespaces as columns', file: 'f.vw', line: vwLine, options: { schema }, target: '<= 1.5x' },
  { what: 'Arrow, plain strings', file: 'f.arrows', options: { schema }, target: '<= 1x' },
  { what: 'JSON lines', file: 'f.jsonl', line: json, options: { schema }, target: '<= 3x' },
];

/** Rewrites a log in another format, once. */
async function rewritten(log: string, { file, header, line, packed }: Variant): Promise<string> {
  const path = join(folder, file);
  if (existsSync(path)) return path;
  if (line === undefined) {
    await writeArrowLog(log, `${path}.part`, names);
    renameSync(`${path}.part`, path);
    return path;
  }
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
async function pass(path: string, { options = {}, packed, twin }: Partial<Variant>): Promise<number> {
  const records = await read([path], options);
  const format = twin ? { ...(records.format as Format), kernelReader: null } : records.format;
  const batches = hash({ ...records, format }, { bits: 24, workers: packed ? 1 : 0 });
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
    tsv.push(await pass(log, { options: { format: 'criteo' } }));
    for (const [i, variant] of VARIANTS.entries()) {
      if (!variant.once || round === 0) times[i].push(await pass(paths[i], variant));
    }
  }
  const base = smallest(tsv);
  const figures = VARIANTS.map(({ what, target }, i) => ({
    what,
    ours: nanoseconds(smallest(times[i])),
    against: `TSV ${nanoseconds(base)}`,
    ratio: smallest(times[i]) / base,
    target,
  }));
  return [
    ...figures,
    ...(await parquetFigures(log, names, schema, rounds, (path, options) => pass(path, { options }))),
  ];
}
