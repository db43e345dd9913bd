/** What is behind a feature -> a number that tells it from others in its slot. */

import { murmur3 } from './murmur3.js';
import type { Behind } from './record-features.js';

// any other seed than that of the slots
export const PRINT_SEED = 0x9e3779b9;

/**
 * A function that gives prints, uint32, independent of the slot: two features of a field that agree in both are the same,
 * but for one pair in 2^32. Texts, which come again and again, are hashed once.
 */
export function tokenPrints(): (behind: Behind) => number {
  const known = new Map<string, number>();
  return (behind) => {
    if (behind === null) return PRINT_SEED;
    if (Array.isArray(behind)) return behind.reduce((print, token) => murmur3(token, print), PRINT_SEED);
    if (typeof behind !== 'string') return murmur3(behind as Uint8Array, PRINT_SEED);
    let print = known.get(behind);
    if (print === undefined) {
      print = murmur3(behind, PRINT_SEED);
      if (known.size < KEPT_TEXTS) known.set(behind, print);
    }
    return print;
  };
}

// log buckets and parts of times; only negative counts are more
const KEPT_TEXTS = 4096;
