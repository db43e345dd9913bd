// Training from a cache beside training from text: wall and processor time, and the size of the file.

import { statSync } from 'node:fs';
import { join } from 'node:path';

import { ftrl } from '#dist/learn/ftrl.js';
import { kernelLearner } from '#dist/learn/kernel-learner.js';
import { cache } from '#dist/pipeline/cache.js';
import { openInputs } from '#dist/pipeline/open-inputs.js';
import { folder } from './log.js';
import { type Figure, nanoseconds, smallest } from './table.js';

const BITS = 24;

interface Times {
  readonly wall: number;
  /** Of all threads. */
  readonly processor: number;
}

/** ns an example of a pass, learned or only read. */
async function pass(path: string, workers: number, learns: boolean): Promise<Times> {
  const opened = await openInputs([path], {});
  const [start, before] = [performance.now(), process.cpuUsage()];
  const batches = opened.batches({ bits: BITS, workers });
  const learner = learns ? kernelLearner(batches.kernel, batches.spec, ftrl(), null) : null;
  for await (const batch of batches) learner?.learn(batch, true);
  const { user, system } = process.cpuUsage(before);
  const wall = performance.now() - start;
  const { examples } = batches.counts;
  return { wall: (wall * 1e6) / examples, processor: ((user + system) * 1e3) / examples };
}

export async function cacheFigures(log: string, rounds: number): Promise<Figure[]> {
  const path = join(folder, 'cache.arrow');
  await cache({ inputs: [log], bits: BITS, output: path });
  const settings = [
    { what: 'read from the cache, --workers 0', workers: 0, learns: false, time: 'wall', target: '' },
    { what: 'train from the cache, --workers 0', workers: 0, learns: true, time: 'wall', target: '<= 0.67x' },
    { what: 'train from the cache, --workers 1', workers: 1, learns: true, time: 'wall', target: '' },
    { what: '  processor time', workers: 1, learns: true, time: 'processor', target: '<= 0.65x' },
  ] as const;
  const figures: Figure[] = [];
  for (const { what, workers, learns, time, target } of settings) {
    const [text, cached]: number[][] = [[], []];
    for (let round = 0; round < rounds; round++) {
      text.push((await pass(log, workers, learns))[time]);
      cached.push((await pass(path, workers, learns))[time]);
    }
    const [ours, theirs] = [smallest(cached), smallest(text)];
    figures.push({
      what,
      ours: nanoseconds(ours),
      against: `text ${nanoseconds(theirs)}`,
      ratio: ours / theirs,
      target,
    });
  }
  const [bytes, textBytes] = [path, log].map((name) => statSync(name).size);
  const megabytes = (count: number) => `${(count / 1e6).toFixed(0)} MB`;
  const against = `text ${megabytes(textBytes)}`;
  figures.push({ what: 'the file', ours: megabytes(bytes), against, ratio: bytes / textBytes, target: '<= 0.60x' });
  return figures;
}
