/** Inputs in the order given -> the same inputs in an order that depends on a seed alone. */

import { InputError } from '../input-error.js';
import type { Input } from './inputs.js';

const GOLDEN = 0x9e3779b9;

/**
 * Shuffles by Fisher and Yates. The same inputs and seed give the same order on every machine.
 *
 * @param seed uint32
 * Source: Durstenfeld 1964, "Algorithm 235: Random Permutation".
 */
export function shuffleInputs(inputs: readonly Input[], seed: number): Input[] {
  const order = inputs.slice();
  const random = randomWords(seed);
  for (let last = order.length - 1; last > 0; last--) {
    const chosen = indexBelow(last + 1, random);
    [order[last], order[chosen]] = [order[chosen], order[last]];
  }
  return order;
}

/** An index in [0, count), each as likely: high bits of the product, where the remainder would favour small ones. */
function indexBelow(count: number, random: () => number): number {
  return Math.floor((random() / 2 ** 32) * count);
}

/**
 * Uint32 words: a counter in steps of the golden ratio, mixed.
 *
 * Source: Steele et al. 2014, "Fast Splittable Pseudorandom Number Generators", with the 32-bit mix named lowbias32 of
 * Chris Wellons, "Prospecting for Hash Functions".
 */
function randomWords(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + GOLDEN) | 0;
    let x = Math.imul(state ^ (state >>> 16), 0x7feb352d);
    x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
    return (x ^ (x >>> 16)) >>> 0;
  };
}

/** As {@link shuffleInputs}. @throws InputError for a seed that is no uint32 */
export function shuffled(inputs: readonly Input[], seed: number): Input[] {
  if (Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32) return shuffleInputs(inputs, seed);
  throw new InputError({ source: '--shuffle-files', found: String(seed), expected: 'an integer from 0 to 4294967295' });
}
