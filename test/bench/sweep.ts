// Many models in one pass against one alone: the whole command, reading to learned, and its memory.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import type { TrainResult } from '#dist/pipeline/train.js';
import type { SweepReport } from '#dist/report/sweep-report.js';
import { folder } from './log.js';
import { type Figure, mebibytes, smallest } from './table.js';

const BITS = 22;
const FEW = ['--alpha', '0.05,0.1', '--lambda1', '0.5,1,2,4'];
const MANY = ['--alpha', '0.03,0.05,0.1,0.2', '--lambda1', '0.25,0.5,1,1.5,2,3,4,8'];

type Run = Pick<TrainResult | SweepReport, 'time' | 'memory'>;

function run(command: string, log: string, ...flags: string[]): Run {
  const args = ['dist/cli/main.js', command, log, '--format', 'criteo', '--bits', String(BITS), '--quiet', '--json'];
  return JSON.parse(execFileSync('node', [...args, '--no-state', ...flags], { encoding: 'utf8' })) as Run;
}

export function sweepFigures(log: string, rounds: number): Figure[] {
  const runs: Record<'one' | 'few' | 'many', Run[]> = { one: [], few: [], many: [] };
  const output = ['--output', join(folder, 'sweep')];
  // in turn, so that a noisy minute hits all alike
  for (let round = 0; round < rounds; round++) {
    runs.one.push(run('train', log, '--model', join(folder, 'model.arrow')));
    runs.few.push(run('sweep', log, ...FEW, ...output));
    runs.many.push(run('sweep', log, ...MANY, ...output));
  }
  const best = (name: keyof typeof runs) => smallest(runs[name].map(({ time }) => time.streamSeconds));
  const written = (name: keyof typeof runs) => smallest(runs[name].map(({ time }) => time.writeSeconds));
  const peak = (name: keyof typeof runs) => Math.max(...runs[name].map(({ memory }) => memory.peakRssBytes));
  const seconds = (value: number) => `${value.toFixed(2)} s`;
  const figuresOf = (name: 'few' | 'many', models: number, target: string): Figure[] => {
    const bound = 8 * 2 ** BITS * models + 250 * 2 ** 20;
    const [ours, against] = [seconds(best(name)), `1 alone ${seconds(best('one'))}`];
    return [
      { what: `${models} models in one pass`, ours, against, ratio: best(name) / best('one'), target },
      { what: '  writing them, on top', ours: seconds(written(name)) },
      {
        what: '  peak memory',
        ours: mebibytes(peak(name)),
        against: `bound ${mebibytes(bound)}`,
        ratio: peak(name) / bound,
        target: '<= 1x',
      },
    ];
  };
  return [...figuresOf('few', 8, '<= 2.8x'), ...figuresOf('many', 32, '<= 10x')];
}
