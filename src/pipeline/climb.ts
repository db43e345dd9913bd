/** A model, nested smaller ones, and held-out records -> how good each of them is, in one pass over the records. */

import { InputError } from '../input-error.js';
import type { Model } from '../learn/model.js';
import { kernelLadder } from '../prune/kernel-ladder.js';
import { type Counts, FINEST_BINS, examplesOf } from '../prune/ladder.js';
import { type Rungs, geometricKeeps, rungsOf } from '../prune/levels.js';
import { nonzerosOf } from '../prune/nonzeros.js';
import { DEFAULT_RANKING } from '../prune/prune.js';
import type { RankingName } from '../prune/rankings.js';
import { type RungBins, type RungMetrics, binsOf, metricsAt, outsideOf, solveBias } from '../prune/rung-metrics.js';
import { checkExamples, checkLabelled, checkSides } from './checks.js';
import { type InputOptions, batchesFor, untold } from './evaluate.js';
import { heeding, interruptible } from './interrupted.js';

/** One of the nested models, its bias solved on one half of the records. */
export interface Rung {
  readonly nonzeros: number;
  /** The score of the smallest weight kept. */
  readonly threshold: number;
  readonly bias: number;
  /** On the half that solves biases and chooses. */
  readonly choosing: RungMetrics;
  /** On the other half. */
  readonly reporting: RungMetrics;
}

export interface Ladder {
  /** By what was ranked: `magnitude` where the model lacks the state that another needs. */
  readonly ranking: RankingName;
  readonly examples: number;
  readonly positives: number;
  /** Of the half that reports. */
  readonly reported: { readonly examples: number; readonly positives: number };
  /** The first rung with the model's own bias. */
  readonly before: { readonly choosing: RungMetrics; readonly reporting: RungMetrics };
  /** In the order of the numbers to keep. */
  readonly rungs: readonly Rung[];
}

export interface ClimbOptions {
  readonly holdout: InputOptions;
  /** Numbers of weights, descending, at most 64; 50 in geometric steps from all to a thousandth unless given. */
  readonly keeps?: readonly number[] | undefined;
  readonly ranking?: RankingName | undefined;
}

/**
 * Measures nested models on held-out records, which are read once, or a few times more if margins are large. Every other
 * example chooses: the bias of each is solved on it; what the biases cost and gain is seen on the others.
 *
 * @throws InputError as evaluate does, and where the half that chooses has only one class
 */
export async function climb(model: Model, options: ClimbOptions): Promise<Ladder> {
  const found = await ladderOf(model, options);
  if (found instanceof InputError) throw found;
  return found;
}

/** As {@link climb}; null where the half that chooses has only one class. */
export async function tryClimb(model: Model, options: ClimbOptions): Promise<Ladder | null> {
  const found = await ladderOf(model, options);
  return found instanceof InputError ? null : found;
}

/** @returns the error of a half that has only one class, which not every caller minds */
async function ladderOf(model: Model, { holdout, keeps, ranking }: ClimbOptions): Promise<Ladder | InputError> {
  const wanted = keeps ?? geometricKeeps(Math.max(model.header.nonzeros, 1));
  const rungs = rungsOf(nonzerosOf(model), ranking ?? DEFAULT_RANKING, wanted);
  const histograms = await histogramsOf(model, rungs, holdout);
  const [chosen, reported] = [0, 1].map((half) => examplesOf(histograms.counts, half));
  // it is the larger half: so there are examples to report on, too
  if (chosen.positives === 0 || chosen.positives === chosen.examples) return oneClass(holdout.inputs, chosen);
  return {
    ranking: rungs.ranking,
    examples: chosen.examples + reported.examples,
    positives: chosen.positives + reported.positives,
    reported,
    ...measured(histograms, rungs.rungs, model.header.bias.weight),
  };
}

interface Histograms {
  readonly counts: Counts;
  /** In a unit of the margin. */
  readonly bins: number;
}

const MOST_OUTSIDE = 1e-3;
const COARSEST_BINS = FINEST_BINS / 8 ** 5;

/**
 * One pass, whose bins reach from -16 to 16, is enough for features of value 1. Margins of numeric fields may be of any size:
 * while more than a thousandth of them lies outside, another pass has bins eight times as wide.
 */
async function histogramsOf(
  model: Model,
  rungs: Rungs,
  holdout: InputOptions,
  bins = FINEST_BINS,
): Promise<Histograms> {
  const batches = await batchesFor(model, holdout);
  checkLabelled(batches, holdout.inputs);
  const { counts, add } = kernelLadder(batches.kernel, rungs, bins);
  await interruptible(holdout.signal, async () => {
    for await (const batch of heeding(holdout.signal, batches.heldOut ?? batches)) add(batch);
  });
  checkSides(holdout.split, batches.counts, 'measure');
  checkExamples(holdout.inputs, batches.counts);
  if (bins <= COARSEST_BINS || outsideOf(counts, rungs.rungs.length) <= MOST_OUTSIDE) return { counts, bins };
  return histogramsOf(model, rungs, untold(holdout), bins / 8);
}

function measured({ counts, bins }: Histograms, rungs: Rungs['rungs'], own: number): Pick<Ladder, 'before' | 'rungs'> {
  const halvesOf = (rung: number) => [0, 1].map((half) => binsOf(counts, { rungs: rungs.length, rung, half, bins }));
  const at = (halves: readonly RungBins[], bias: number) => {
    const [choosing, reporting] = halves.map((half) => metricsAt(half, bias));
    return { choosing, reporting };
  };
  let bias = own;
  const solved = rungs.map((rung, i) => {
    const halves = halvesOf(i);
    // the bias of the rung before is near
    bias = solveBias(halves[0], bias)!;
    return { ...rung, bias, ...at(halves, bias) };
  });
  return { before: at(halvesOf(0), own), rungs: solved };
}

function oneClass(inputs: readonly string[], { positives }: { readonly positives: number }): InputError {
  return new InputError({
    source: inputs.join(', '),
    found: `${positives > 0 ? 'clicks only' : 'no click'} in every other of the examples`,
    expected: 'both classes',
    advice: 'the bias is solved on them: hold out more records',
  });
}
