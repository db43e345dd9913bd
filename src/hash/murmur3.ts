/** Token bytes -> 32-bit hash: the readable twin of kernel/assembly/murmur3.ts. */

const utf8 = new TextEncoder();

/**
 * MurmurHash3 x86 32-bit.
 *
 * @param token bytes, or a string taken as UTF-8
 * @param seed  uint32
 * @returns the hash, uint32
 * Source: Appleby, SMHasher, MurmurHash3_x86_32.
 */
export function murmur3(token: Uint8Array | string, seed = 0): number {
  const bytes = typeof token === 'string' ? utf8.encode(token) : token;
  const tail = bytes.length & ~3;
  let hash = seed | 0;
  for (let i = 0; i < tail; i += 4) {
    hash ^= scrambled(bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24));
    hash = (Math.imul(rotated(hash, 13), 5) + 0xe6546b64) | 0;
  }
  let word = 0;
  for (let i = bytes.length - 1; i >= tail; i--) word = (word << 8) | bytes[i];
  if (bytes.length > tail) hash ^= scrambled(word);
  return finished(hash ^ bytes.length);
}

function scrambled(word: number): number {
  return Math.imul(rotated(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593);
}

function rotated(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

function finished(hash: number): number {
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
