/** Numbers of different tokens -> how many of them will share a slot, and how many bits would part them. */

import { MAX_BITS } from '../kernel/layout.js';

/**
 * The share of tokens that are expected to share their slot with another one. Each of the others, hashed at random, comes
 * to a given slot with probability 2^-bits, so that
 *
 *   share = 1 - (1 - 2^-bits)^(N - 1)
 *
 * and n of the N tokens, those of one field, are expected to have n times that. It is the share of occurrences too, since
 * frequent tokens are hashed no differently.
 *
 * @param tokens N, different tokens of all fields together, >= 0
 * @param bits   1 .. 28
 * Source: the birthday problem, as in Feller, "An Introduction to Probability Theory", volume 1, II.3.
 */
export function expectedShare(tokens: number, bits: number): number {
  // by log1p and expm1: 1 - 2^-28 to the power of a few tokens would lose its digits
  return tokens <= 1 ? 0 : -Math.expm1((tokens - 1) * Math.log1p(-(2 ** -bits)));
}

// one bit more halves the pairs that meet; of the tokens in them it leaves a little more than half
const HALF = 0.55;

/** The fewest bits at which about half as many tokens share a slot, or fewer; null where 28 bits are too few. */
export function halvingBits(tokens: number, bits: number): number | null {
  const wanted = HALF * expectedShare(tokens, bits);
  for (let more = bits + 1; more <= MAX_BITS; more++) if (expectedShare(tokens, more) <= wanted) return more;
  return null;
}
