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
  const low = (1.0 / 2.0 + r * (1.0 / 6.0)) * r2;
  const middle = 1.0 / 24.0 + r * (1.0 / 120.0) + (1.0 / 720.0 + r * (1.0 / 5040.0)) * r2;
  const high =
    1.0 / 40320.0 + r * (1.0 / 362880.0) + (1.0 / 3628800.0 + r * (1.0 / 39916800.0)) * r2 + r4 * (1.0 / 479001600.0);
  return (1.0 + (r + (low + (middle + high * r4) * r4))) * reinterpret<f64>((<i64>k + 1023) << 52);
}

// @ts-ignore: decorator
@inline
export function sigmoidOf(margin: f64, e: f64): f64 {
  return (margin >= 0 ? 1.0 : e) / (1.0 + e);
}

/** exp of two numbers at once; the same operations, so the same bits. */
// @ts-ignore: decorator
@inline
export function expOf2(x: v128): v128 {
  // in this order both give NaN for NaN, as exp does
  const clamped = f64x2.pmin(f64x2.pmax(x, f64x2.splat(-708)), f64x2.splat(708));
  const k = f64x2.floor(f64x2.add(f64x2.mul(clamped, f64x2.splat(LOG2E)), f64x2.splat(0.5)));
  const part = f64x2.sub(clamped, f64x2.mul(k, f64x2.splat(LN2_HI)));
  const r = f64x2.sub(part, f64x2.mul(k, f64x2.splat(LN2_LO)));
  const r2 = f64x2.mul(r, r);
  const r4 = f64x2.mul(r2, r2);
  const low = f64x2.mul(linearOf2(1.0 / 2.0, 1.0 / 6.0, r), r2);
  const middle = quadOf2(linearOf2(1.0 / 24.0, 1.0 / 120.0, r), 1.0 / 720.0, 1.0 / 5040.0, r, r2);
  const upper = quadOf2(linearOf2(1.0 / 40320.0, 1.0 / 362880.0, r), 1.0 / 3628800.0, 1.0 / 39916800.0, r, r2);
  const high = f64x2.add(upper, f64x2.mul(r4, f64x2.splat(1.0 / 479001600.0)));
  const small = f64x2.add(low, f64x2.mul(f64x2.add(middle, f64x2.mul(high, r4)), r4));
  const sum = f64x2.add(f64x2.splat(1), f64x2.add(r, small));
  const exponent = i64x2.extend_low_i32x4_s(i32x4.trunc_sat_f64x2_s_zero(k));
  return f64x2.mul(sum, i64x2.shl(i64x2.add(exponent, i64x2.splat(1023)), 52));
}

/** a + b x */
// @ts-ignore: decorator
@inline
function linearOf2(a: f64, b: f64, x: v128): v128 {
  return f64x2.add(f64x2.splat(a), f64x2.mul(f64x2.splat(b), x));
}

/** start + (a + b x) x^2 */
// @ts-ignore: decorator
@inline
function quadOf2(start: v128, a: f64, b: f64, x: v128, x2: v128): v128 {
  return f64x2.add(start, f64x2.mul(linearOf2(a, b, x), x2));
}

/** ln(1 + e) of two numbers in [0, 1] at once. */
// @ts-ignore: decorator
@inline
export function log1pOf2(e: v128): v128 {
  const t = f64x2.div(e, f64x2.add(f64x2.splat(2), e));
  const u = f64x2.mul(t, t);
  const u2 = f64x2.mul(u, u);
  const u4 = f64x2.mul(u2, u2);
  const low = quadOf2(linearOf2(0.33333333333341286, 0.199999999976438, u), 0.1428571455582858, 0.11111095430673142, u, u2);
  const high = quadOf2(linearOf2(0.09091429900236955, 0.07681838124445817, u), 0.06795652742789947, 0.04940394524382393, u, u2);
  const last = f64x2.mul(f64x2.splat(0.08890381913056651), u4);
  const rest = f64x2.add(low, f64x2.mul(f64x2.add(high, last), u4));
  const twice = f64x2.mul(f64x2.splat(2), t);
  return f64x2.add(twice, f64x2.mul(f64x2.mul(twice, u), rest));
}
