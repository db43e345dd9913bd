/**
 * What randomized rounding buys: 10^9 updates of one slot from zero, in the kernel with both roundings and in float64.
 *
 *     node build/test/bench/stagnation.js [EXAMPLES]
 *
 * Takes two to three minutes; the test of the same name starts where this one ends.
 */

import { FROM_ZERO, forEachBatch, inFloat64, inKernel } from '../learn/one-slot.js';

const options = { alpha: 0.1, beta: 1, lambda1: 1 };
const examples = Number(process.argv[2] ?? 1e9);

const learners = {
  float64: inFloat64(options, FROM_ZERO),
  nearest: inKernel({ ...options, rounding: 'nearest' }, FROM_ZERO),
  randomized: inKernel({ ...options, rounding: 'randomized' }, FROM_ZERO),
};
forEachBatch(examples, (labels) => Object.values(learners).forEach((learner) => learner.learn(labels)));

const exact = learners.float64.standing();
const relative = (x: number, to: number) => (x / to - 1).toExponential(2);
console.log(`${examples.toLocaleString('en-US')} updates of one slot, 4% clicks, alpha 0.1, beta 1, lambda1 1`);
console.table(
  Object.fromEntries(
    Object.entries(learners).map(([name, learner]) => {
      const { z, n, weight, bias } = learner.standing();
      const errors = {
        'z error': relative(z, exact.z),
        'n error': relative(n, exact.n),
        'w error': relative(weight, exact.weight),
      };
      const margin = weight + bias.weight;
      return [name, { z, n, weight, bias: bias.weight, margin, ...errors }];
    }),
  ),
);
