// Every optimizer over the same log, one thread: what learning an example costs, and how many are read, hashed, learned
// and scored in a second.

import type { Optimizer } from '#dist/learn/optimizer.js';
import { OPTIMIZER_NAMES, optimizerOf } from '#dist/learn/optimizers.js';
import { type KernelRun, runKernel } from './kernel.js';
import { type Figure, nanoseconds, smallest } from './table.js';

/** As they usually are, and what has loops of its own beside that. */
const OPTIMIZERS: readonly (readonly [string, Optimizer])[] = [
  ...OPTIMIZER_NAMES.map((name) => [name, optimizerOf(name, {})] as const),
  ['rmsprop with momentum', optimizerOf('rmsprop', { momentum: 0.9 })],
];

export function optimizerFigures(log: string, rounds: number): Figure[] {
  const runs = new Map<string, KernelRun[]>(OPTIMIZERS.map(([name]) => [name, []]));
  // in turn, so that a noisy minute hits all alike
  for (let round = 0; round < rounds; round++) {
    for (const [name, optimizer] of OPTIMIZERS) runs.get(name)!.push(runKernel(log, { optimizer }));
  }
  const learn = (name: string) => smallest(runs.get(name)!.map((run) => run.learn));
  const whole = (name: string) => smallest(runs.get(name)!.map((run) => run.read + run.learn + run.score));
  const millions = (name: string) => 1000 / whole(name);
  return OPTIMIZERS.map(([name]) => ({
    what: name,
    ours: nanoseconds(learn(name)),
    against: `${millions(name).toFixed(2)} M examples/s`,
    ratio: learn(name) / learn('ftrl'),
    target: name === 'ftrl' ? '' : `>= ${(millions('ftrl') / 4).toFixed(2)} M examples/s`,
  }));
}
