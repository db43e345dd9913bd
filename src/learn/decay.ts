/**
 * Averages that forget: the readable twin of kernel/assembly/decay.ts.
 *
 * They need no randomized rounding. What nearest rounding loses in one step is forgotten with the rest: x = d x + a ends
 * within 1 / (2 (1 - d)) ulp of where it should, 5 ulp for d = 0.9 and 500 (3e-5 of it) for 0.999, however long it runs.
 */

const { abs, fround } = Math;

/** The smallest normal float32. */
const SMALLEST = 2 ** -126;

/** x times a float32 factor below 1, and 0 once it is below every normal number: see the kernel for why. */
export function decayed(x: number, factor: number): number {
  const less = fround(x * factor);
  return abs(less) >= SMALLEST ? less : 0;
}
