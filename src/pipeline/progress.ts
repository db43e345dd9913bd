/** How far a run is: plain numbers, reported a few times a second at most. */

import type { Batches } from '../hash/hash.js';
import type { Learner } from '../learn/learner.js';

export interface Progress {
  readonly epoch: number;
  readonly epochs: number;
  /** Examples of this pass. */
  readonly examples: number;
  readonly examplesPerSecond: number;
  /** Progressive, so far; null before the first example. */
  readonly logLoss: number | null;
  /** Null where nothing is learned. */
  readonly nonzeros: number | null;
  /** Share of this pass's bytes, 0 to 1; null if an input is a stream. */
  readonly share: number | null;
}

export type ReportProgress = (progress: Progress) => void;

const REPORT_MS = 200;
// counting nonzeros looks at the whole table: 15 ms at 2^24 slots
const COUNT_MS = 2000;

/**
 * Reports on learned batches to a listener; costs nothing without one.
 *
 * @param source  the batches of the pass under way
 * @param learner null where nothing is learned
 */
export function progressOf(
  source: { readonly batches: Batches },
  learner: Learner | null,
  epochs: number,
  report: ReportProgress | undefined,
) {
  const start = performance.now();
  let [reported, counted, learnedBefore, lastEpoch, lastExamples] = [start, -Infinity, 0, 1, 0];
  let nonzeros: number | null = null;
  return {
    learned(epoch: number): void {
      const { counts, totalBytes } = source.batches;
      if (epoch !== lastEpoch) learnedBefore += lastExamples;
      [lastEpoch, lastExamples] = [epoch, counts.examples];
      const now = performance.now();
      if (report === undefined || now - reported < REPORT_MS) return;
      reported = now;
      if (learner && now - counted > COUNT_MS) [counted, nonzeros] = [now, learner.count().nonzeros];
      report({
        epoch,
        epochs,
        examples: counts.examples,
        examplesPerSecond: ((learnedBefore + counts.examples) * 1000) / (now - start),
        logLoss: learner?.logLoss() ?? null,
        nonzeros,
        share: totalBytes === null ? null : Math.min(counts.bytes / totalBytes, 1),
      });
    },
  };
}
