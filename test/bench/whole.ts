// The whole command, from text to a model file, beside the C program; peak memory; start-up; kernel against twin.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { hashRecords } from '#dist/hash/hash-records.js';
import { ftrl } from '#dist/learn/ftrl.js';
import { twinLearner } from '#dist/learn/twin-learner.js';
import type { TrainResult } from '#dist/pipeline/train.js';
import { criteo } from '#dist/read/criteo.js';
import { folder, generatedLog, startOf } from './log.js';
import { type Figure, mebibytes, median, nanoseconds, smallest } from './table.js';
import type { YardstickRun } from './yardstick.js';

const MAIN = 'dist/cli/main.js';

function train(log: string, ...flags: string[]): TrainResult & { readonly wall: number } {
  const start = performance.now();
  const args = [
    MAIN,
    'train',
    log,
    '--format',
    'criteo',
    '--model',
    join(folder, 'model.arrow'),
    '--quiet',
    '--json',
    ...flags,
  ];
  const text = execFileSync('node', args, { encoding: 'utf8' });
  return { ...(JSON.parse(text) as TrainResult), wall: (performance.now() - start) / 1000 };
}

export function wholeFigures(log: string, c: ((ahead: number) => YardstickRun) | null, rounds: number): Figure[] {
  const ours: ReturnType<typeof train>[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    if (c) theirs.push(c(3).seconds);
    ours.push(train(log, '--bits', '24'));
  }
  const best = ours.reduce((least, run) => (run.time.streamSeconds < least.time.streamSeconds ? run : least));
  const seconds = (value: number) => `${value.toFixed(2)} s`;
  const against = (value: number) =>
    c ? { against: `C ${seconds(smallest(theirs))}`, ratio: value / smallest(theirs) } : {};
  return [
    {
      what: 'read, hash and learn',
      ours: seconds(best.time.streamSeconds),
      ...against(best.time.streamSeconds),
      target: '<= 1.1x, aim < 0.9x',
    },
    { what: '  start-up', ours: seconds(best.wall - best.time.seconds) },
    { what: '  writing the model, synced', ours: seconds(best.time.writeSeconds) },
    { what: 'all of it', ours: seconds(best.wall), ...against(best.wall) },
    { what: '  examples a second', ours: Math.round(best.time.examplesPerSecond).toLocaleString('en-US') },
    { what: '  progressive log loss', ours: best.progressive.logLoss!.toFixed(5) },
    { what: '  touched slots', ours: best.model.touched.toLocaleString('en-US') },
  ];
}

export function memoryFigures(small: number, large: number): Figure[] {
  const bound = 8 * 2 ** 24 + 200 * 2 ** 20;
  const peak = (examples: number) =>
    train(generatedLog(examples), '--bits', '24', '--workers', '2').memory.peakRssBytes;
  const [few, many] = [peak(small), peak(large)];
  const against = `bound ${mebibytes(bound)}`;
  return [
    {
      what: `peak memory, ${small.toLocaleString('en-US')} examples, 2 workers`,
      ours: mebibytes(few),
      against,
      ratio: few / bound,
      target: '<= 1x',
    },
    {
      what: `peak memory, ${large.toLocaleString('en-US')} examples, 2 workers`,
      ours: mebibytes(many),
      against: `the fewer ${mebibytes(few)}`,
      ratio: many / few,
      target: '<= 1.05x',
    },
  ];
}

export function startFigures(): Figure[] {
  const time = (...args: string[]): number => {
    const start = performance.now();
    execFileSync('node', args, { stdio: 'ignore' });
    return performance.now() - start;
  };
  const rounds = Array.from({ length: 15 }, () => [time(MAIN, '--help'), time('-e', '0')]);
  const [help, nothing] = [0, 1].map((i) => median(rounds.map((round) => round[i])));
  return [
    {
      what: 'leanctr --help',
      ours: `${help.toFixed(0)} ms`,
      against: `node -e 0 ${nothing.toFixed(0)} ms`,
      ratio: help / nothing,
      target: '<= 3x',
    },
  ];
}

/** The twins over the start of the log, reading to learned, against the whole command's time per example. */
export function twinFigures(log: string): Figure[] {
  const kernel = train(log, '--bits', '22');
  const lines = startOf(log, 8 << 20)
    .toString('latin1')
    .split('\n')
    .slice(0, 20_000);
  const spec = { hash: 'murmur3', seed: 0, bits: 22, missing: 'ignore', fields: criteo.fields } as const;
  const learner = twinLearner(spec, ftrl(), null);
  const start = performance.now();
  for (let from = 0; from < lines.length; from += 1000) {
    const records = lines.slice(from, from + 1000).map((line) => criteo.parse(Buffer.from(line, 'latin1'))!);
    learner.learn(hashRecords(records, spec), true);
  }
  const twin = ((performance.now() - start) * 1e6) / lines.length;
  const ours = 1e9 / kernel.time.examplesPerSecond;
  return [
    {
      what: 'whole job by the TypeScript twins, against the kernel',
      ours: nanoseconds(twin),
      against: `kernel ${nanoseconds(ours)}`,
      ratio: twin / ours,
      target: '>= 4x',
    },
  ];
}
