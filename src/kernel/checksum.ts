/** Words -> a checksum that tells damaged ones: the readable twin of assembly/checksum.ts. */

const PRIME1 = 0x9e3779b1;
const PRIME2 = 0x85ebca77;
const PRIME3 = 0xc2b2ae3d;
const LANES = 16;

/**
 * The rounds and the last mix of xxHash32, in sixteen lanes instead of four; word i goes to lane i mod 16.
 *
 *   lane = rotl(lane + word * PRIME2, 13) * PRIME1
 *
 * @param seed the checksum of the words before, or 0
 * @returns uint32
 * Source: Yann Collet, "xxHash fast digest algorithm", the specification of XXH32.
 */
export function checksum(words: Uint32Array, seed: number): number {
  const lanes = Uint32Array.from({ length: LANES }, (_, lane) => seed + lane);
  for (let i = 0; i < words.length; i++) lanes[i % LANES] = round(lanes[i % LANES], words[i]);
  return mixed(lanes.reduce(round, words.length));
}

function round(sum: number, word: number): number {
  const added = (sum + Math.imul(word, PRIME2)) | 0;
  return Math.imul((added << 13) | (added >>> 19), PRIME1) >>> 0;
}

function mixed(sum: number): number {
  let h = Math.imul(sum ^ (sum >>> 15), PRIME2);
  h = Math.imul(h ^ (h >>> 13), PRIME3);
  return (h ^ (h >>> 16)) >>> 0;
}
