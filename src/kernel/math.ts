/**
 * exp, log and sigmoid from additions and multiplications alone; what the kernel has too is the readable twin of
 * assembly/math.ts.
 *
 * `Math.exp` may differ between engines and versions in the last bit; these give the same bits on every CPU, because
 * IEEE addition, multiplication and division do. Losses and probabilities must not depend on where they were computed.
 */

const LOG2E = 1.4426950408889634;
// ln 2 in two parts: k * LN2_HI is exact for |k| < 2^20
const LN2_HI = 6.9314718036912381649e-1;
const LN2_LO = 1.90821492927058770002e-10;

const word = new Int32Array(2);
const double = new Float64Array(word.buffer);

function powerOfTwo(k: number): number {
  word[1] = (k + 1023) << 20;
  word[0] = 0;
  return double[0];
}

/**
 * e^x.
 *
 * x = k ln2 + r, |r| <= ln2 / 2; e^r by its Taylor polynomial of degree 12, evaluated as a tree (Estrin) so that
 * multiplications overlap.
 *
 * @param x any number; below -708 it counts as -708, above 708 as 708
 * @returns e^x to a relative error below 4e-16
 */
export function exp(x: number): number {
  const clamped = Math.min(Math.max(x, -708), 708);
  const k = Math.floor(clamped * LOG2E + 0.5);
  const r = clamped - k * LN2_HI - k * LN2_LO;
  const r2 = r * r;
  const r4 = r2 * r2;
  const low = (1 / 2 + r * (1 / 6)) * r2;
  const middle = 1 / 24 + r * (1 / 120) + (1 / 720 + r * (1 / 5040)) * r2;
  const high = 1 / 40320 + r * (1 / 362880) + (1 / 3628800 + r * (1 / 39916800)) * r2 + r4 * (1 / 479001600);
  // the largest term last: it is rounded once
  return (1 + (r + (low + (middle + high * r4) * r4))) * powerOfTwo(k);
}

// atanh(t) / t as a polynomial in t^2 on [0, 1/9], by Chebyshev interpolation: 10 terms, where the series needs 17
const C1 = 0.33333333333341286;
const C2 = 0.199999999976438;
const C3 = 0.1428571455582858;
const C4 = 0.11111095430673142;
const C5 = 0.09091429900236955;
const C6 = 0.07681838124445817;
const C7 = 0.06795652742789947;
const C8 = 0.04940394524382393;
const C9 = 0.08890381913056651;

/** ln((1 + t) / (1 - t)), for t from -1/3 to 1/3. */
function twiceAtanh(t: number): number {
  const u = t * t;
  const u2 = u * u;
  const u4 = u2 * u2;
  const low = C1 + C2 * u + (C3 + C4 * u) * u2;
  const high = C5 + C6 * u + (C7 + C8 * u) * u2;
  const rest = low + (high + C9 * u4) * u4;
  return 2 * t + 2 * t * u * rest;
}

/**
 * ln(1 + e), by 2 atanh(t), t = e / (2 + e).
 *
 * @param e in [0, 1]
 * @returns ln(1 + e) to a relative error below 5e-16, also for tiny e
 */
export function log1p(e: number): number {
  return twiceAtanh(e / (2 + e));
}

/**
 * ln x, by x = 2^k m, m from the root of 1/2 to that of 2, and ln m = 2 atanh(t), t = (m - 1) / (m + 1).
 *
 * @param x 0 or more, finite; below 2^-1022 it counts as 0
 * @returns ln x to a relative error below 1e-15; -Infinity for 0
 */
export function ln(x: number): number {
  if (x < 2 ** -1022) return -Infinity;
  double[0] = x;
  const exponent = (word[1] >>> 20) - 1023;
  word[1] = (word[1] & 0xfffff) | (1023 << 20);
  const isHigh = double[0] > Math.SQRT2;
  const m = isHigh ? double[0] / 2 : double[0];
  const k = isHigh ? exponent + 1 : exponent;
  return k * LN2_HI + (twiceAtanh((m - 1) / (m + 1)) + k * LN2_LO);
}

/** The probability of a click at a margin: 1 / (1 + e^-margin), without overflow. */
export function sigmoid(margin: number): number {
  const e = exp(-Math.abs(margin));
  return (margin >= 0 ? 1 : e) / (1 + e);
}

/**
 * The logistic loss of a label at a margin, from the margin itself: ln(1 + e^-margin) for a click, ln(1 + e^margin)
 * otherwise. Stays finite and exact where the probability rounds to 0 or 1.
 */
export function logLoss(margin: number, label: number): number {
  const against = label > 0.5 ? -margin : margin;
  return log1p(exp(-Math.abs(margin))) + Math.max(against, 0);
}
