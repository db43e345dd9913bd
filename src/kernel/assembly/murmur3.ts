// MurmurHash3 x86 32-bit of a token's bytes; the readable twin is ../../hash/murmur3.ts.

const C1: u32 = 0xcc9e2d51;
const C2: u32 = 0x1b873593;

// @ts-ignore: decorator
@inline
function mixed(hash: u32, word: u32): u32 {
  return rotl<u32>(hash ^ (rotl<u32>(word * C1, 15) * C2), 13) * 5 + 0xe6546b64;
}

// @ts-ignore: decorator
@inline
function finished(hash: u32): u32 {
  hash ^= hash >> 16;
  hash *= 0x85ebca6b;
  hash ^= hash >> 13;
  hash *= 0xc2b2ae35;
  return hash ^ (hash >> 16);
}

/** Reads up to 3 bytes past the token: the text area is padded. */
export function murmur3(token: usize, length: u32, seed: u32): u32 {
  let hash = seed;
  const blocks = length & ~3;
  for (let i: u32 = 0; i < blocks; i += 4) hash = mixed(hash, load<u32>(token + i));
  const tail = length & 3;
  if (tail) {
    const word = load<u32>(token + blocks) & ((1 << (tail << 3)) - 1);
    hash ^= rotl<u32>(word * C1, 15) * C2;
  }
  return finished(hash ^ length);
}

/** Of the token with a to z in the place of A to Z. */
export function murmur3OfLowered(token: usize, length: u32, seed: u32): u32 {
  let hash = seed;
  const blocks = length & ~3;
  for (let i: u32 = 0; i < blocks; i += 4) hash = mixed(hash, lowered(load<u32>(token + i)));
  const tail = length & 3;
  if (tail) {
    const word = lowered(load<u32>(token + blocks)) & ((1 << (tail << 3)) - 1);
    hash ^= rotl<u32>(word * C1, 15) * C2;
  }
  return finished(hash ^ length);
}

/** Four bytes at once: the top bit of each says whether it is above Z, and whether it is A or more. */
// @ts-ignore: decorator
@inline
function lowered(word: u32): u32 {
  const low = word & 0x7f7f7f7f;
  const aboveZ = low + 0x25252525;
  const fromA = low + 0x3f3f3f3f;
  return word | (((fromA ^ aboveZ) & ~word & 0x80808080) >> 2);
}

/** Straight-line code for the 8 characters that Criteo's tokens have. */
// @ts-ignore: decorator
@inline
export function murmur3Of8(token: usize, seed: u32): u32 {
  return finished(mixed(mixed(seed, load<u32>(token)), load<u32>(token, 4)) ^ 8);
}

// @ts-ignore: decorator
@inline
function rotl4(x: v128, by: i32): v128 {
  return v128.or(i32x4.shl(x, by), i32x4.shr_u(x, 32 - by));
}

// @ts-ignore: decorator
@inline
function mixed4(hashes: v128, words: v128): v128 {
  const scrambled = i32x4.mul(rotl4(i32x4.mul(words, i32x4.splat(C1)), 15), i32x4.splat(C2));
  const turned = rotl4(v128.xor(hashes, scrambled), 13);
  // times 5 without a multiplication
  return i32x4.add(i32x4.add(i32x4.shl(turned, 2), turned), i32x4.splat(0xe6546b64));
}

/** Four tokens of 8 characters, each under its own seed, in one vector: read+hash -14% on Criteo's. */
// @ts-ignore: decorator
@inline
export function murmur3Of4x8(first: usize, second: usize, third: usize, fourth: usize, seeds: v128): v128 {
  const low = v128.load_lane<u64>(second, v128.load64_zero(first), 1);
  const high = v128.load_lane<u64>(fourth, v128.load64_zero(third), 1);
  return murmur3OfPairs(low, high, seeds);
}

/** The same of the first two in one vector, and the others in another. */
// @ts-ignore: decorator
@inline
export function murmur3OfPairs(low: v128, high: v128, seeds: v128): v128 {
  let hashes = mixed4(seeds, v128.shuffle<i32>(low, high, 0, 2, 4, 6));
  hashes = mixed4(hashes, v128.shuffle<i32>(low, high, 1, 3, 5, 7));
  return finished4(v128.xor(hashes, i32x4.splat(8)));
}

/** The next four bytes of four tokens, zeros behind their ends, of which `left` whole words are to come. */
// @ts-ignore: decorator
@inline
function mixed4Within(hashes: v128, words: v128, left: v128): v128 {
  const scrambled = i32x4.mul(rotl4(i32x4.mul(words, i32x4.splat(C1)), 15), i32x4.splat(C2));
  const tail = v128.xor(hashes, scrambled);
  const turned = rotl4(tail, 13);
  const whole = i32x4.add(i32x4.add(i32x4.shl(turned, 2), turned), i32x4.splat(0xe6546b64));
  return v128.bitselect(whole, tail, i32x4.gt_s(left, i32x4.splat(0)));
}

/**
 * Four tokens of up to 16 bytes, each in a vector of its own with zeros behind it: a word that is not whole is the tail,
 * and one of zeros changes nothing, so that no length needs a branch.
 */
// @ts-ignore: decorator
@inline
export function murmur3Of4(first: v128, second: v128, third: v128, fourth: v128, lengths: v128, seeds: v128): v128 {
  const one = i32x4.splat(1);
  let left = i32x4.shr_u(lengths, 2);
  let low = v128.shuffle<i32>(first, second, 0, 4, 1, 5);
  let high = v128.shuffle<i32>(third, fourth, 0, 4, 1, 5);
  let hashes = mixed4Within(seeds, v128.shuffle<i64>(low, high, 0, 2), left);
  left = i32x4.sub(left, one);
  hashes = mixed4Within(hashes, v128.shuffle<i64>(low, high, 1, 3), left);
  low = v128.shuffle<i32>(first, second, 2, 6, 3, 7);
  high = v128.shuffle<i32>(third, fourth, 2, 6, 3, 7);
  left = i32x4.sub(left, one);
  hashes = mixed4Within(hashes, v128.shuffle<i64>(low, high, 0, 2), left);
  // few tokens are longer than 12 bytes
  if (v128.any_true(i32x4.gt_s(lengths, i32x4.splat(12)))) {
    hashes = mixed4Within(hashes, v128.shuffle<i64>(low, high, 1, 3), i32x4.sub(left, one));
  }
  return finished4(v128.xor(hashes, lengths));
}

// @ts-ignore: decorator
@inline
function finished4(hashes: v128): v128 {
  hashes = i32x4.mul(v128.xor(hashes, i32x4.shr_u(hashes, 16)), i32x4.splat(0x85ebca6b));
  hashes = i32x4.mul(v128.xor(hashes, i32x4.shr_u(hashes, 13)), i32x4.splat(0xc2b2ae35));
  return v128.xor(hashes, i32x4.shr_u(hashes, 16));
}
