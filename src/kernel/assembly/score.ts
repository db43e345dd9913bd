// Margins and labels -> sums and histograms, from which every metric follows; the readable twin and the meaning of each
// place is ../../evaluate/scores.ts.

import { BatchArea } from './batch';
import { expOf2, log1pOf2 } from './math';

const SUMS: usize = 8;
const BINS: usize = 131072;

// @ts-ignore: decorator
@inline
function add(at: usize, value: f64): void {
  store<f64>(at, load<f64>(at) + value);
}

// examples whose bins are touched before the first of them is scored: the learner has just emptied the cache
const AHEAD: u32 = 16;

/** The address of a margin's bin: four words, of which the last is spare. */
// @ts-ignore: decorator
@inline
function binOf(scores: usize, margin: f64): usize {
  const bin = <usize>min<f64>(max<f64>(floor<f64>(margin * 4096) + 65536, 0), <f64>(BINS - 1));
  return scores + (SUMS << 3) + (bin << 5);
}

function touchBins(scores: usize, margins: usize, from: u32, to: u32): f64 {
  let sum: f64 = 0;
  for (let i = from; i < to; i++) sum += load<f64>(binOf(scores, load<f64>(margins + (i << 3))));
  return sum;
}

/**
 * Two examples' losses and probabilities at once (score -50%), then added one after the other.
 *
 * @param importances address of float32 importances, or 0 for all 1
 * @returns a number without meaning, which keeps the touching loads alive
 */
export function score(scores: usize, batch: BatchArea, importances: usize, margins: usize): f64 {
  const size = batch.size;
  const labels: usize = batch.labels;
  let touched: f64 = 0;
  for (let i: u32 = 0; i < size; i += 2) {
    if (i % AHEAD == 0) touched += touchBins(scores, margins, i, min(i + AHEAD, size));
    // behind the last margin lies some number: it is computed with, but not added
    const margin = v128.load(margins + (i << 3));
    const e = expOf2(f64x2.neg(f64x2.abs(margin)));
    const small = log1pOf2(e);
    const positive = f64x2.ge(margin, f64x2.splat(0));
    const p = f64x2.div(v128.bitselect(f64x2.splat(1), e, positive), f64x2.add(f64x2.splat(1), e));
    const c0: f64 = importances ? <f64>load<f32>(importances + (i << 2)) : 1;
    const label0 = load<f32>(labels + (i << 2));
    addScore(scores, f64x2.extract_lane(margin, 0), label0, c0, f64x2.extract_lane(small, 0), f64x2.extract_lane(p, 0));
    if (i + 1 == size) break;
    const c1: f64 = importances ? <f64>load<f32>(importances + (i << 2), 4) : 1;
    const label1 = load<f32>(labels + (i << 2), 4);
    addScore(scores, f64x2.extract_lane(margin, 1), label1, c1, f64x2.extract_lane(small, 1), f64x2.extract_lane(p, 1));
  }
  return touched;
}

// @ts-ignore: decorator
@inline
function addScore(scores: usize, margin: f64, label: f32, c: f64, small: f64, p: f64): void {
  const clicked = label > 0.5;
  const probability = c * p;
  const bin = binOf(scores, margin);
  add(scores, 1);
  add(scores + 8, f64(clicked));
  add(scores + 16, c);
  add(scores + 24, clicked ? c : 0);
  add(scores + 32, c * (small + max<f64>(clicked ? -margin : margin, 0)));
  add(scores + 40, probability);
  add(bin + (clicked ? 0 : 8), c);
  add(bin + 16, probability);
}
