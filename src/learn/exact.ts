/** Optimizers that step every slot with every example, and the size up to which one can wait for that. */

import { InputError } from '../input-error.js';
import type { Optimizer } from './optimizer.js';

/** A million slots, which take one to four milliseconds an example; lazily it takes less than one thousandth of that. */
const EXACT_BITS = 20;

/** @throws InputError if every example is a step of more slots than is sensible */
export function checkExact({ exact }: Pick<Optimizer, 'exact'>, bits: number): void {
  if (!exact || bits <= EXACT_BITS) return;
  throw new InputError({
    source: '--exact',
    found: `a step of all 2^${bits} slots for every example`,
    expected: `--bits of at most ${EXACT_BITS}`,
    advice: 'lower --bits, or leave --exact out: then only the slots of an example are stepped',
  });
}
