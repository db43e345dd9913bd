// Prints how long a packed model takes to load and to score a record, as JSON: node runtime-speed.js MODEL LOG array|object|line.

import { readFileSync } from 'node:fs';

import { load } from '#dist/runtime/index.js';
import { startOf } from './log.js';
import { smallest } from './table.js';

/** Milliseconds to load; nanoseconds to score a record. */
export interface RuntimeSpeed {
  readonly load: number;
  readonly score: number;
}

/** So few that their texts stay in a cache of the processor, as those of a request that was just read do. */
const RECORDS = 2000;
/** Records that are timed together. */
const GROUP = 500;
const ROUNDS = 150;

export function recordsOf(log: string): string[] {
  return startOf(log, 1 << 20)
    .toString('latin1')
    .split('\n')
    .slice(0, RECORDS);
}

function speed(path: string, log: string, form: string): RuntimeSpeed {
  const packed = readFileSync(path);
  const start = performance.now();
  const model = load(packed);
  const loaded = performance.now() - start;
  const lines = recordsOf(log);
  const cellsOf = (line: string) => line.split('\t').slice(1);
  const named = (line: string) => Object.fromEntries(cellsOf(line).map((cell, i) => [model.fields[i], cell]));
  if (form === 'line') return { load: loaded, score: fastest(lines, (line) => model.probability(cellsOf(line))) };
  if (form === 'object') return { load: loaded, score: fastest(lines.map(named), model.probability) };
  return { load: loaded, score: fastest(lines.map(cellsOf), model.probability) };
}

/** The mean over groups of records of each group's best time. */
function fastest<T>(records: readonly T[], score: (record: T) => number): number {
  const groups = Array.from({ length: records.length / GROUP }, (_, i) => records.slice(i * GROUP, (i + 1) * GROUP));
  const times = groups.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    groups.forEach((group, i) => {
      const start = performance.now();
      for (const record of group) score(record);
      times[i].push(((performance.now() - start) * 1e6) / GROUP);
    });
  }
  return times.reduce((sum, all) => sum + smallest(all), 0) / groups.length;
}

const [path, log, form] = process.argv.slice(2);
if (form !== undefined) console.log(JSON.stringify(speed(path, log, form)));
