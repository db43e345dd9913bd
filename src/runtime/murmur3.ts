/** A token's text and a seed -> its 32-bit hash, straight from the characters where they are ASCII. */

const utf8 = new TextEncoder();

/**
 * MurmurHash3 x86 32-bit of the text as UTF-8, as hash/murmur3.ts has it.
 *
 * @param text  a lone surrogate counts as U+FFFD, as TextEncoder has it
 * @param seed  32 bits, signed or not
 * @param isBytes whether its characters are bytes already
 * @returns the hash, a signed integer
 * Source: Appleby, SMHasher, MurmurHash3_x86_32.
 */
export function murmur3(text: string, seed: number, isBytes = false): number {
  const { length } = text;
  const tail = length & ~3;
  let hash = seed;
  let all = 0;
  for (let i = 0; i < tail; i += 4) {
    const a = text.charCodeAt(i);
    const b = text.charCodeAt(i + 1);
    const c = text.charCodeAt(i + 2);
    const d = text.charCodeAt(i + 3);
    all |= a | b | c | d;
    hash ^= scrambled(a | (b << 8) | (c << 16) | (d << 24));
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
  }
  let word = 0;
  for (let i = length; i-- > tail;) {
    const byte = text.charCodeAt(i);
    all |= byte;
    word = (word << 8) | byte;
  }
  // of the word 0 nothing would change
  hash ^= scrambled(word) ^ length;
  if (all > 127 && !isBytes) return murmur3(bytesOf(text), seed, true);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function scrambled(word: number): number {
  const product = Math.imul(word, 0xcc9e2d51);
  return Math.imul((product << 15) | (product >>> 17), 0x1b873593);
}

/** The text's UTF-8, a character a byte. */
export function bytesOf(text: string): string {
  const bytes = utf8.encode(text);
  let characters = '';
  // a call takes some ten thousand arguments, not any number
  for (let i = 0; i < bytes.length; i += 4096) characters += String.fromCharCode(...bytes.subarray(i, i + 4096));
  return characters;
}
