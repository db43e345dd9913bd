/** A count (impressions, visits, seconds) -> the token of its log bucket. */

import { COUNT_THRESHOLDS } from './count-thresholds.js';

/** Counts have at most 15 digits. */
const COUNT_END = 1e15;

/**
 * The number rules of a `count` field: an optional minus, then 1 to 15 decimal digits. Leading zeros and "-0" mean
 * what they say; "+5", "1.0", "1e3" and " 7" are errors.
 *
 * @returns the integer, or null if the text is none
 */
export function parseCount(text: string): number | null {
  return /^-?[0-9]{1,15}$/.test(text) ? Number(text) + 0 : null;
}

/**
 * The log bucket floor(ln(v)^2), by the table.
 *
 * @param value integer > 2, below 10^15
 * @returns 1 .. 1192
 */
export function bucketOf(value: number): number {
  let low = 0;
  let high = COUNT_THRESHOLDS.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value >= COUNT_THRESHOLDS[middle]) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The token that is hashed for a count: integers up to 2 as they are, negatives too, and `~b` for bucket b above.
 *
 * The mark keeps bucket 1 (the counts 3 and 4) apart from the count 1.
 */
export function countToken(value: number): string {
  return value <= 2 ? String(value) : `~${bucketOf(value)}`;
}

/**
 * The integers of a log bucket.
 *
 * @param bucket 1 .. 1192
 * @returns the least and the largest
 */
export function bucketBounds(bucket: number): [low: number, high: number] {
  return [COUNT_THRESHOLDS[bucket - 1], (COUNT_THRESHOLDS[bucket] ?? COUNT_END) - 1];
}
