/** The weight that l1 and l2 leave of a sum of gradients: the readable twin of kernel/assembly/proximal.ts. */

const { abs, fround } = Math;

/** -(z - sgn(z) threshold) / denominator, or 0 if |z| <= threshold; all of them float32. */
export function proximalWeight(z: number, threshold: number, denominator: number): number {
  const size = abs(z);
  if (!(size > threshold)) return 0;
  const weight = fround(fround(size - threshold) / denominator);
  return z > 0 ? -weight : weight;
}

/** The z that gives a weight. */
export function zOfWeight(weight: number, threshold: number, denominator: number): number {
  return weight === 0 ? 0 : -weight * denominator - Math.sign(weight) * threshold;
}
