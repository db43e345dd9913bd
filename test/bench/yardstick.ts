// The same job in C: compiled here from the source that LEANCTR_YARDSTICK names, ../shared/bench/limit.c by default.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { folder } from './log.js';

const source = process.env['LEANCTR_YARDSTICK'] ?? '../shared/bench/limit.c';
const program = join(folder, 'limit');

export interface YardstickRun {
  readonly seconds: number;
  /** ns an example. */
  readonly readAndHash: number;
  readonly learn: number;
  readonly logLoss: number;
}

/** Null where there is no source or no compiler: then figures stand alone. */
export function yardstick(): ((log: string, bits: number, ahead: number) => YardstickRun) | null {
  if (!existsSync(source)) return null;
  execFileSync('cc', ['-O3', '-march=native', '-ffast-math', source, '-o', program, '-lm']);
  return (log, bits, ahead) => {
    const start = performance.now();
    const text = execFileSync(program, [log, String(bits), String(ahead)], { encoding: 'utf8' });
    const seconds = (performance.now() - start) / 1000;
    const [, logLoss, readAndHash, learn] = /logLoss (\S+) .* read\+hash (\d+) ns {2}learn (\d+) ns/.exec(text)!;
    return { seconds, readAndHash: Number(readAndHash), learn: Number(learn), logLoss: Number(logLoss) };
  };
}
