// A ladder of 50 nested models over a holdout, beside one evaluation of it; and what a budget of log loss makes of a model.

import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { readModel } from '#dist/export/model-file.js';
import { cache } from '#dist/pipeline/cache.js';
import { climb } from '#dist/pipeline/climb.js';
import { type InputOptions, evaluate } from '#dist/pipeline/evaluate.js';
import { pruneFile } from '#dist/pipeline/prune.js';
import { train } from '#dist/pipeline/train.js';
import { folder, generatedLog } from './log.js';
import { type Figure, median } from './table.js';

const BITS = 24;

export async function pruneFigures(log: string, learned: number, rounds: number): Promise<Figure[]> {
  const path = join(folder, 'prune.arrow');
  await train({ inputs: [log], bits: BITS, model: path });
  const model = readModel(path);
  const text = generatedLog(250_000, learned);
  const cached = join(folder, 'holdout.arrow');
  if (!existsSync(cached)) await cache({ inputs: [text], bits: BITS, output: cached });

  const time = async (work: () => Promise<unknown>) => {
    const start = performance.now();
    await work();
    return performance.now() - start;
  };
  const figures: Figure[] = [];
  for (const [what, holdout] of [
    ['text, --workers 0', { inputs: [text], workers: 0 }],
    ['text, usual workers', { inputs: [text] }],
    ['a cache', { inputs: [cached] }],
  ] as const satisfies readonly (readonly [string, InputOptions])[]) {
    const [ladders, evaluations]: number[][] = [[], []];
    for (let round = 0; round < 3 * rounds; round++) {
      evaluations.push(await time(() => evaluate(model, holdout)));
      ladders.push(await time(() => climb(model, { holdout })));
    }
    const [ours, one] = [ladders, evaluations].map(median);
    const against = `an evaluation ${one.toFixed(0)} ms`;
    figures.push({
      what: `50 rungs, 250,000 examples: ${what}`,
      ours: `${ours.toFixed(0)} ms`,
      against,
      ratio: ours / one,
      target: '< 3x',
    });
  }
  return [...figures, ...(await budgetFigures(path, model.header.nonzeros, { inputs: [cached] }))];
}

async function budgetFigures(path: string, nonzeros: number, holdout: InputOptions): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const encoding of ['f32', 'bf16', 'q2.13', 'q8'] as const) {
    const { after, logLossBefore, logLossAfter } = await pruneFile({
      ...{ model: path, budget: { maxLogLossIncrease: 0.001 }, encoding, holdout },
      output: join(folder, 'small.lctr'),
    });
    const increase = 100 * (logLossAfter! / logLossBefore! - 1);
    figures.push({
      what: `0.1% more log loss, ${encoding}: ${after.nonzeros} weights, ${increase.toFixed(3)}% reported`,
      ours: `${after.bytes} bytes`,
      against: `1/${((8 * nonzeros) / after.bytes).toFixed(0)} of 8 a nonzero`,
      target: '<= 1/14',
    });
  }
  return figures;
}
