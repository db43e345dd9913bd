/**
 * The hidden truth of a generated log: a sparse logistic model over (field, rank).
 *
 * margin = bias + the weights of what the example shows; a click has the probability sigmoid(margin). Of a field's
 * tokens (of its integers' log buckets), one in two of the first 15 weighs something and one in 16 of the next 4,080;
 * every other one, however many there are, weighs exactly nothing.
 */

import { bucketOf } from '../hash/count.js';
import { ABSENCES, FIELDS, type GeneratedField } from './fields.js';
import { mix32 } from './random.js';
import { zipfShare } from './zipf.js';

/** Ranks from HEAD on weigh nothing: what weighs something must be frequent enough to be learnt. */
export const HEAD = 4096;
/** Below this rank one in two weighs something, then one in 16: a few thousand examples already teach something. */
const TOP = 16;
/** Mean and standard deviation of the margin, for every seed: click rates near 18%, normalized entropies near 0.75. */
const MEAN_MARGIN = -2.1;
const MARGIN_DEVIATION = 1.6;
/** Keeps the hashes of the truth apart from the words of the examples: "trut" in ASCII. */
const TRUTH_SALT = 0x74727574;

export interface Truth {
  readonly bias: number;
  /** [fields * HEAD] the weight of each rank of each field; 0 at rank 0, the missing value. */
  readonly weights: Float32Array;
}

/** The truth of a seed (uint32). */
export function createTruth(seed: number): Truth {
  const weights = new Float32Array(FIELDS.length * HEAD);
  FIELDS.forEach((field, i) => drawWeights(rowOf(weights, i), seed, i, field));
  const scale = MARGIN_DEVIATION / Math.sqrt(momentsOf(weights).variance);
  for (let i = 0; i < weights.length; i++) weights[i] *= scale;
  return { bias: MEAN_MARGIN - momentsOf(weights).mean, weights };
}

/** The margin of an example: the bias and the weights of its ranks (0 = missing). */
export function marginOf({ bias, weights }: Truth, ranks: Int32Array): number {
  let margin = bias;
  for (let field = 0, row = 0; field < ranks.length; field++, row += HEAD) {
    const rank = ranks[field];
    // rank < HEAD ? rank : 0, without a branch: half of the ranks of a large field lie beyond the head
    margin += weights[row + (rank & ((rank - HEAD) >> 31))];
  }
  return margin;
}

/** Number of features with a weight: categories by token, integers by log bucket. */
export function nonzerosOf({ weights }: Truth): number {
  const keys = new Set<string>();
  FIELDS.forEach((field, i) =>
    rowOf(weights, i).forEach((weight, rank) => weight !== 0 && keys.add(`${i} ${keyOf(field, rank)}`)),
  );
  return keys.size;
}

function rowOf(weights: Float32Array, field: number): Float32Array {
  return weights.subarray(field * HEAD, (field + 1) * HEAD);
}

/** What shares a weight: a category's rank, or an integer's log bucket as a `count` field has it. */
function keyOf({ smallest }: GeneratedField, rank: number): number {
  if (smallest === null) return rank;
  const value = smallest + rank - 1;
  return value <= 2 ? value : 2 + bucketOf(value);
}

function drawWeights(row: Float32Array, seed: number, index: number, field: GeneratedField): void {
  const ranks = Math.min(HEAD, 1 << field.octaves);
  const salt = mix32(seed ^ TRUTH_SALT);
  for (let rank = 1; rank < ranks; rank++) {
    const key = keyOf(field, rank);
    if (key === keyOf(field, HEAD)) break; // no bucket may have a weight in part
    row[rank] = weightOf(key, mix32(mix32((index << 24) ^ key) ^ salt));
  }
}

/** A key and its hash -> a weight before scaling: 0, or of either sign and in [0.5, 1.5). */
function weightOf(key: number, hash: number): number {
  if (hash % (key < TOP ? 2 : 16) !== 0) return 0;
  const magnitude = 0.5 + (hash >>> 9) / 8388608;
  return hash & 256 ? -magnitude : magnitude;
}

/** Mean and variance of the sum of weights over random examples, as if every field were missing on its own. */
function momentsOf(weights: Float32Array): { mean: number; variance: number } {
  let mean = 0;
  let variance = 0;
  FIELDS.forEach((field, i) => {
    const { first, second } = momentsOfField(field, rowOf(weights, i));
    mean += first;
    variance += second - first * first;
  });
  return { mean, variance };
}

function momentsOfField({ octaves, absence }: GeneratedField, row: Float32Array): { first: number; second: number } {
  let first = 0;
  let second = 0;
  for (let rank = 1; rank < row.length; rank++) {
    const weight = row[rank];
    if (weight === 0) continue;
    const share = zipfShare(rank, octaves) * (1 - ABSENCES[absence]);
    first += share * weight;
    second += share * weight * weight;
  }
  return { first, second };
}
