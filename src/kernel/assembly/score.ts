// Margins and labels -> sums and histograms, from which every metric follows; the readable twin and the meaning of each
// place is ../../evaluate/scores.ts.

import { BatchArea } from './batch';
import { exp, log1p, sigmoidOf } from './math';

const SUMS: usize = 8;
const BINS: usize = 131072;

// @ts-ignore: decorator
@inline
function add(at: usize, value: f64): void {
  store<f64>(at, load<f64>(at) + value);
}

/** @param importances address of float32 importances, or 0 for all 1 */
export function score(scores: usize, batch: BatchArea, importances: usize, margins: usize): void {
  const size = batch.size;
  const labels: usize = batch.labels;
  const positives = scores + (SUMS << 3);
  const negatives = positives + (BINS << 3);
  const probabilities = negatives + (BINS << 3);
  for (let i: u32 = 0; i < size; i++) {
    const margin = load<f64>(margins + (i << 3));
    const label = load<f32>(labels + (i << 2));
    const c: f64 = importances ? <f64>load<f32>(importances + (i << 2)) : 1;
    const e = exp(-abs<f64>(margin));
    const p = c * sigmoidOf(margin, e);
    const positive = label > 0.5;
    const against = positive ? -margin : margin;
    const bin = <usize>min<f64>(max<f64>(floor<f64>(margin * 4096) + 65536, 0), <f64>(BINS - 1)) << 3;
    add(scores, 1);
    add(scores + 16, c);
    add(scores + 32, c * (log1p(e) + max<f64>(against, 0)));
    add(scores + 40, p);
    if (positive) {
      add(scores + 8, 1);
      add(scores + 24, c);
      add(positives + bin, c);
    } else {
      add(negatives + bin, c);
    }
    add(probabilities + bin, p);
  }
}
