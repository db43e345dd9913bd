/** A count -> its log bucket and token, without the table of thresholds, which is larger than all of the runtime. */

const BITS = 128n;

/** The places of small counts, which most are: no logarithm is taken. */
const SMALL = Uint8Array.from({ length: 256 }, (_, count) => exactPlace(count));

/**
 * Where a count stands among 0, 1, 2 and the log buckets behind them, b = floor(ln(v)^2) from 1 on.
 *
 * @param value integer, 0 or more, below 10^15
 */
export function placeOf(value: number): number {
  return value < 256 ? SMALL[value] : exactPlace(value);
}

/** The token of a place, as hash/count.ts has it: `~b` for bucket b. */
export function tokenAt(place: number): string {
  return place > 2 ? `~${place - 2}` : `${place}`;
}

function exactPlace(value: number): number {
  if (value <= 2) return value;
  const square = Math.log(value) ** 2;
  const bucket = Math.round(square);
  // engines' logarithms differ by 1e-12 at most: nearer to the edge of a bucket than a million times that, none is asked
  const isAbove = Math.abs(square - bucket) < 1e-6 ? reaches(value, bucket) : square > bucket;
  return bucket + (isAbove ? 2 : 1);
}

/** Whether v >= e^sqrt(bucket), in fixed-point numbers of 128 bits behind the point; the two are never equal. */
function reaches(value: number, bucket: number): boolean {
  // Newton's rule doubles the 40 digits of the first guess
  let root = BigInt(Math.round(Math.sqrt(bucket) * 2 ** 40)) << (BITS - 40n);
  for (let i = 0; i < 2; i++) root = (root + (BigInt(bucket) << (2n * BITS)) / root) >> 1n;
  let sum = 0n;
  for (let term = 1n << BITS, k = 1n; term > 0n; k++) {
    sum += term;
    term = ((term * root) >> BITS) / k;
  }
  return BigInt(value) << BITS > sum;
}
