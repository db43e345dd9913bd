/**
 * Ranks with a Zipf distribution of exponent 1, from one random word each.
 *
 * rank = floor(2^t), t uniform in [0, octaves): every octave of ranks is equally likely, so rank r has the share
 * log2((r + 1) / r) / octaves, which is 1 / (r ln 2 octaves) but for the first few.
 */

import { log1p } from '../kernel/math.js';

const LN2 = 0.6931471805599453;

/**
 * Turns a random word into a rank.
 *
 * @param word    uint32
 * @param octaves an integer in [1, 24]: there are 2^octaves - 1 ranks, and a word of 32 bits can reach each of them
 * @returns an integer in [1, 2^octaves)
 */
export function zipfRank(word: number, octaves: number): number {
  const t = word * (octaves / 4294967296);
  const octave = Math.floor(t);
  return (exp2(t - octave) * (1 << octave)) | 0;
}

/** The share of `rank` among ranks in [1, 2^octaves). */
export function zipfShare(rank: number, octaves: number): number {
  return log1p(1 / rank) / LN2 / octaves;
}

/**
 * 2^f for f in [0, 1) to a relative error of 7e-6: exact at 0 and 1, so that octaves meet, and least squares between.
 * Shares are off by less than one in ten thousand.
 */
function exp2(f: number): number {
  return 1 + f + f * (f - 1) * (0.30694464 + f * (0.06554811 + f * 0.01370352));
}
