/** What is behind a feature -> a number that tells it from others in its slot. */

import { murmur3 } from './murmur3.js';
import type { Behind } from './record-features.js';

// any other seed than that of the slots
export const PRINT_SEED = 0x9e3779b9;

/** uint32, independent of the slot: two features of a field that agree in both are the same, but for one pair in 2^32. */
export function printOf(behind: Behind): number {
  if (behind === null) return PRINT_SEED;
  if (!Array.isArray(behind)) return murmur3(behind as Uint8Array | string, PRINT_SEED);
  let print = PRINT_SEED;
  for (const token of behind) print = murmur3(token, print);
  return print;
}
