/** Parts of any size -> exactly as many bytes as asked for. */

/** Holds one part, and what is asked for: never the whole. */
export class ExactReader {
  readonly #parts: AsyncIterator<Uint8Array>;
  #part: Uint8Array = new Uint8Array(0);

  constructor(parts: AsyncIterable<Uint8Array>) {
    this.#parts = parts[Symbol.asyncIterator]();
  }

  /** @returns `count` bytes, less only at the end of the parts; valid until the next call */
  async take(count: number): Promise<Uint8Array> {
    if (this.#part.length >= count) return this.#cut(count);
    const bytes = new Uint8Array(count);
    let length = 0;
    while (length < count && (await this.#more())) {
      const some = this.#cut(Math.min(count - length, this.#part.length));
      bytes.set(some, length);
      length += some.length;
    }
    return bytes.subarray(0, length);
  }

  /** @returns whether there were as many bytes to leave out */
  async skip(count: number): Promise<boolean> {
    let left = count;
    while (left > 0 && (await this.#more())) left -= this.#cut(Math.min(left, this.#part.length)).length;
    return left === 0;
  }

  #cut(count: number): Uint8Array {
    const bytes = this.#part.subarray(0, count);
    this.#part = this.#part.subarray(count);
    return bytes;
  }

  async #more(): Promise<boolean> {
    while (this.#part.length === 0) {
      const { done, value } = await this.#parts.next();
      if (done) return false;
      this.#part = value;
    }
    return true;
  }
}
