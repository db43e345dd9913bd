/** What a pruned model can weigh at the least, and what it does weigh a nonzero. */

/**
 * The least bytes that a packed file of float32 weights can take, on average, if any set of slots is as likely as any
 * other (hashing makes it so): choosing k of n = 2^bits slots takes log2 C(n, k) bits, the weights 32 k.
 *
 *   bytes = ceil((log2 C(2^bits, k) + 32 k) / 8)
 *
 * @param bits     slots are below 2^bits; in [0, 32]
 * @param nonzeros k, in [0, 2^bits]
 */
export function entropyBoundBytes(bits: number, nonzeros: number): number {
  return Math.ceil((log2Binomial(2 ** bits, nonzeros) + 32 * nonzeros) / 8);
}

/** Bits a file spends on each nonzero weight, slots and all else included; null without nonzeros. */
export function bitsPerNonzero(bytes: number, nonzeros: number): number | null {
  return nonzeros > 0 ? (8 * bytes) / nonzeros : null;
}

// up to here the product itself is exact enough; beyond, the first term that Stirling's series omits is below 1e-15
const SMALL = 64;

/**
 * log2 of n choose k.
 *
 * By Stirling, ln x! = x ln x - x + ln(2 pi x) / 2 + s(x), so
 *
 *   ln C(n, k) = k ln(n / k) - m ln(1 - k / n) + ln(n / (2 pi k m)) / 2 + s(n) - s(k) - s(m),   m = n - k
 *
 * whose large terms are positive: unlike a difference of three log-gammas, it loses no digits at n = 2^28.
 *
 * @param n whole, >= 0
 * @param k whole, in [0, n]
 */
export function log2Binomial(n: number, k: number): number {
  // C(n, k) = C(n, n - k), and the smaller needs fewer factors
  const few = Math.min(k, n - k);
  return few <= SMALL ? log2OfProduct(n, few) : lnByStirling(n, few) * Math.LOG2E;
}

/** C(n, k) = product over i < k of (n - i) / (i + 1). */
function log2OfProduct(n: number, k: number): number {
  let sum = 0;
  for (let i = 0; i < k; i++) sum += Math.log2(n - i) - Math.log2(i + 1);
  return sum;
}

function lnByStirling(n: number, k: number): number {
  const m = n - k;
  const large = k * Math.log(n / k) - m * Math.log1p(-k / n);
  return large + Math.log(n / (2 * Math.PI * k * m)) / 2 + stirling(n) - stirling(k) - stirling(m);
}

/** s(x): what ln x! has beyond x ln x - x + ln(2 pi x) / 2. */
function stirling(x: number): number {
  const square = x * x;
  return (1 / 12 - (1 / 360 - 1 / 1260 / square) / square) / x;
}
