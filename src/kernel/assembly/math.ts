// exp, log and sigmoid from additions and multiplications alone; the readable twin is ../math.ts.

const LOG2E: f64 = 1.4426950408889634;
const LN2_HI: f64 = 6.93147180369123816490e-1;
const LN2_LO: f64 = 1.90821492927058770002e-10;

// @ts-ignore: decorator
@inline
export function exp(x: f64): f64 {
  const clamped = min<f64>(max<f64>(x, -708), 708);
  const k = floor(clamped * LOG2E + 0.5);
  const r = clamped - k * LN2_HI - k * LN2_LO;
  const r2 = r * r;
  const r4 = r2 * r2;
  const low = 1.0 + r + (1.0 / 2.0 + r * (1.0 / 6.0)) * r2;
  const middle = 1.0 / 24.0 + r * (1.0 / 120.0) + (1.0 / 720.0 + r * (1.0 / 5040.0)) * r2;
  const high =
    1.0 / 40320.0 + r * (1.0 / 362880.0) + (1.0 / 3628800.0 + r * (1.0 / 39916800.0)) * r2 + r4 * (1.0 / 479001600.0);
  return (low + (middle + high * r4) * r4) * reinterpret<f64>((<i64>k + 1023) << 52);
}

// @ts-ignore: decorator
@inline
export function log1p(e: f64): f64 {
  const t = e / (2.0 + e);
  const t2 = t * t;
  let sum: f64 = 1.0 / 33.0;
  sum = sum * t2 + 1.0 / 31.0;
  sum = sum * t2 + 1.0 / 29.0;
  sum = sum * t2 + 1.0 / 27.0;
  sum = sum * t2 + 1.0 / 25.0;
  sum = sum * t2 + 1.0 / 23.0;
  sum = sum * t2 + 1.0 / 21.0;
  sum = sum * t2 + 1.0 / 19.0;
  sum = sum * t2 + 1.0 / 17.0;
  sum = sum * t2 + 1.0 / 15.0;
  sum = sum * t2 + 1.0 / 13.0;
  sum = sum * t2 + 1.0 / 11.0;
  sum = sum * t2 + 1.0 / 9.0;
  sum = sum * t2 + 1.0 / 7.0;
  sum = sum * t2 + 1.0 / 5.0;
  sum = sum * t2 + 1.0 / 3.0;
  sum = sum * t2 + 1.0;
  return 2.0 * t * sum;
}

// @ts-ignore: decorator
@inline
export function sigmoidOf(margin: f64, e: f64): f64 {
  return (margin >= 0 ? 1.0 : e) / (1.0 + e);
}
