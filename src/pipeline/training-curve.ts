/** A learner while it learns -> the curve of its progressive log loss and of its nonzeros. */

import type { ProgressiveSums } from '../evaluate/metrics.js';
import type { Learner } from '../learn/learner.js';
import type { CurvePoint } from '../report/model-report.js';

export interface TrainingCurve {
  /** Hears of each batch of the first pass that was learned. */
  learned(examples: number): void;
  /** Hears that the pass has ended. */
  ended(): void;
  readonly points: readonly CurvePoint[];
}

// eight points for each factor of two: counting nonzeros looks at the whole table (15 ms at 2^24 slots), so a curve of a
// hundred million examples takes 100 such looks, not 12,000
const FIRST = 8192;
const STEP = 2 ** (1 / 8);

/** Points stand where batches end, which is the same for any number of workers. */
export function trainingCurve(learner: Pick<Learner, 'model'>): TrainingCurve {
  const start = performance.now();
  const points: CurvePoint[] = [];
  // a model that is gone on from brings the sums of its days
  const first = learner.model().header.progressive;
  let before = first;
  let [examples, next] = [0, FIRST];

  function add(): void {
    const { progressive, nonzeros } = learner.model().header;
    const seconds = (performance.now() - start) / 1000;
    points.push({
      ...{ examples, windowLogLoss: meanSince(before, progressive), logLoss: meanSince(first, progressive) },
      ...{ nonzeros, seconds },
    });
    before = progressive;
    next = Math.max(examples + FIRST, examples * STEP);
  }

  return {
    learned(count) {
      examples += count;
      if (examples >= next) add();
    },
    ended() {
      if (examples > (points.at(-1)?.examples ?? 0)) add();
    },
    points,
  };
}

function meanSince(before: ProgressiveSums, now: ProgressiveSums): number {
  return (now.logLoss - before.logLoss) / (now.importance - before.importance);
}
