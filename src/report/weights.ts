/** A model's weights become a histogram and a few moments. */

import type { Model } from '../learn/model.js';

/** Nonzero weights in an interval: [from, to) above zero, (from, to] below. */
export interface WeightBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

export interface WeightSummary {
  /** From the most negative to the most positive; bins i and length - 1 - i mirror each other. */
  readonly histogram: readonly WeightBin[];
  /** The rest is over the nonzeros; null without any. */
  readonly min: number | null;
  readonly max: number | null;
  readonly meanAbsolute: number | null;
  /** Sum of |w|, and the square root of the sum of w^2. */
  readonly l1: number;
  readonly l2: number;
}

// half-decades of |w|: l1 leaves weights over several powers of ten, and a pruning threshold is chosen on that scale
const EDGES = [0, 1e-4, 3.16e-4, 1e-3, 3.16e-3, 0.01, 0.0316, 0.1, 0.316, 1, 3.16, 10, 31.6, 100];
const LARGEST = 3.4028234663852886e38; // of float32: JSON has no infinity

/** Summarizes the weights in one reading of the model's blocks. */
export function summarizeWeights(model: Model): WeightSummary {
  const negative = new Float64Array(EDGES.length);
  const positive = new Float64Array(EDGES.length);
  let [nonzeros, min, max, l1, squares] = [0, Infinity, -Infinity, 0, 0];
  for (const { weights } of model.blocks()) {
    for (const weight of weights) {
      if (weight === 0) continue;
      nonzeros++;
      if (weight < min) min = weight;
      if (weight > max) max = weight;
      const size = Math.abs(weight);
      (weight < 0 ? negative : positive)[binOf(size)] += 1;
      l1 += size;
      squares += weight * weight;
    }
  }
  return {
    histogram: binsOf(negative, positive),
    min: nonzeros > 0 ? min : null,
    max: nonzeros > 0 ? max : null,
    meanAbsolute: nonzeros > 0 ? l1 / nonzeros : null,
    l1,
    l2: Math.sqrt(squares),
  };
}

/** The last bin whose lower edge is at most |w|. */
function binOf(size: number): number {
  let bin = EDGES.length - 1;
  while (size < EDGES[bin]) bin--;
  return bin;
}

function binsOf(negative: Float64Array, positive: Float64Array): WeightBin[] {
  const above = EDGES.map((from, i) => ({ from, to: EDGES[i + 1] ?? LARGEST, count: positive[i] }));
  // 0 - x, since -x would make the inner edge -0
  const below = EDGES.map((from, i) => ({ from: -(EDGES[i + 1] ?? LARGEST), to: 0 - from, count: negative[i] }));
  return [...below.toReversed(), ...above];
}
