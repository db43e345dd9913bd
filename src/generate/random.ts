/** A deterministic source of random 32-bit words: example i's words depend on the seed and on i, on nothing else. */

/**
 * A bijection of the 32-bit integers in which every bit of the input reaches every bit of the output.
 *
 * Source: Chris Wellons, "Prospecting for Hash Functions", the constants named lowbias32.
 */
export function mix32(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return x ^ (x >>> 16);
}

/**
 * Fills `words` with the random words of one example.
 *
 * A short xoroshiro64** stream an example: examples can be made from anywhere in the log and in any order. Mixing is a
 * bijection, so no two of the first 2^32 examples start in the same state.
 *
 * @param seed    uint32
 * @param example number of the example, an integer in [0, 2^53)
 * Source: Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators".
 */
export function drawWords(words: Uint32Array, seed: number, example: number): void {
  const key = mix32(seed);
  const high = Math.floor(example / 4294967296);
  let a = mix32(example ^ key); // by the low 32 bits of `example`
  let b = mix32(a ^ mix32(key + high + 0x9e3779b9)) | 1; // the state must not be all zero
  for (let i = 0; i < words.length; i++) {
    const product = Math.imul(a, 0x9e3779bb);
    words[i] = Math.imul((product << 5) | (product >>> 27), 5);
    b ^= a;
    a = ((a << 26) | (a >>> 6)) ^ b ^ (b << 9);
    b = (b << 13) | (b >>> 19);
  }
}
