// The weights that l1 and l2 leave of a sum of gradients, four at a time; the readable twin is
// ../../learn/proximal-weight.ts.

/** -(z - sgn(z) limit) / denominators, or 0 where |z| <= limit. */
// @ts-ignore: decorator
@inline
export function proximalWeights(z: v128, limit: v128, denominators: v128): v128 {
  const signBit = f32x4.splat(-0.0);
  const size = v128.andnot(z, signBit);
  // |z| - limit with the sign opposite to that of z
  const shrunk = v128.xor(f32x4.sub(size, limit), v128.andnot(signBit, z));
  return v128.and(f32x4.div(shrunk, denominators), f32x4.gt(size, limit));
}
