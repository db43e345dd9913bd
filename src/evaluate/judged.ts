/** Scores of held-out examples become all that is said of them. */

import { type Metrics, metricsOf } from './metrics.js';
import { type ReliabilityBin, reliabilityOf } from './reliability.js';
import type { Scores } from './scores.js';

export interface Judged extends Metrics {
  /** The calibration curve. */
  readonly reliability: readonly ReliabilityBin[];
}

export function judge(scores: Scores): Judged {
  return { ...metricsOf(scores), reliability: reliabilityOf(scores) };
}
