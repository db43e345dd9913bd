/** Field names -> the seeds that keep equal tokens of different fields apart. */

import type { HashSpec } from '../batch/hash-spec.js';
import { murmur3 } from './murmur3.js';

/** The seed of each field: murmur3 of its UTF-8 name under the hash seed. */
export function fieldSeeds(spec: HashSpec): Uint32Array {
  return Uint32Array.from(spec.fields, (field) => murmur3(field.name, spec.seed));
}

/** 2^bits - 1: what a hash is masked with. */
export function slotMask(bits: number): number {
  return 2 ** bits - 1;
}

/** The seed of each cross: murmur3 of its name, its fields' names with `*` between them, under the hash seed. */
export function crossSeeds({ crosses = [], seed }: HashSpec): Uint32Array {
  return Uint32Array.from(crosses, (names) => murmur3(names.join('*'), seed));
}
