/** Bytes -> the 32-bit xxHash by which LZ4 frames check themselves. */

const P1 = 0x9e3779b1;
const P2 = 0x85ebca77;
const P3 = 0xc2b2ae3d;
const P4 = 0x27d4eb2f;
const P5 = 0x165667b1;
const STRIPE = 16;

function rotate(x: number, bits: number): number {
  return (x << bits) | (x >>> (32 - bits));
}

function round(lane: number, word: number): number {
  return Math.imul(rotate((lane + Math.imul(word, P2)) | 0, 13), P1);
}

function wordAt(bytes: Uint8Array, i: number): number {
  return bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24);
}

/**
 * XXH32 with seed 0 of bytes that come in parts.
 *
 * Source: xxHash fast digest algorithm, doc/xxhash_spec.md of Cyan4973/xxHash, "XXH32 Algorithm Description".
 */
export class XxHash32 {
  readonly #lanes = Int32Array.of((P1 + P2) | 0, P2, 0, -P1 | 0);
  readonly #rest = new Uint8Array(STRIPE);
  #restLength = 0;
  #length = 0;

  add(bytes: Uint8Array): void {
    this.#length += bytes.length;
    let from = 0;
    if (this.#restLength > 0) {
      from = Math.min(STRIPE - this.#restLength, bytes.length);
      this.#rest.set(bytes.subarray(0, from), this.#restLength);
      this.#restLength += from;
      if (this.#restLength < STRIPE) return;
      this.#addStripes(this.#rest, 0);
    }
    const end = this.#addStripes(bytes, from);
    this.#rest.set(bytes.subarray(end));
    this.#restLength = bytes.length - end;
  }

  /** @returns where the whole stripes end */
  #addStripes(bytes: Uint8Array, from: number): number {
    // in locals: the lanes of the class cost half the speed
    let [a, b, c, d] = this.#lanes;
    let i = from;
    for (; i + STRIPE <= bytes.length; i += STRIPE) {
      a = round(a, wordAt(bytes, i));
      b = round(b, wordAt(bytes, i + 4));
      c = round(c, wordAt(bytes, i + 8));
      d = round(d, wordAt(bytes, i + 12));
    }
    this.#lanes.set([a, b, c, d]);
    return i;
  }

  /** @returns the hash of what was added, uint32 */
  digest(): number {
    const [a, b, c, d] = this.#lanes;
    const lanes = rotate(a, 1) + rotate(b, 7) + rotate(c, 12) + rotate(d, 18);
    let hash = ((this.#length < STRIPE ? P5 : lanes) + this.#length) | 0;
    let i = 0;
    for (; i + 4 <= this.#restLength; i += 4) {
      hash = Math.imul(rotate((hash + Math.imul(wordAt(this.#rest, i), P3)) | 0, 17), P4);
    }
    for (; i < this.#restLength; i++) {
      hash = Math.imul(rotate((hash + Math.imul(this.#rest[i], P5)) | 0, 11), P1);
    }
    hash = Math.imul(hash ^ (hash >>> 15), P2);
    hash = Math.imul(hash ^ (hash >>> 13), P3);
    return (hash ^ (hash >>> 16)) >>> 0;
  }
}

/** @returns XXH32 with seed 0, uint32 */
export function xxHash32(bytes: Uint8Array): number {
  const hash = new XxHash32();
  hash.add(bytes);
  return hash.digest();
}
