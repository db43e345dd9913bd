/** Thrift's compact protocol, which Parquet's footer and page headers are written in: read field by field, trusting no length. */

/** Types of values on the wire. */
const STOP = 0;
const TRUE = 1;
const FALSE = 2;
const BYTE = 3;
const DOUBLE = 7;
const BINARY = 8;
const LIST = 9;
const SET = 10;
const MAP = 11;
const STRUCT = 12;

const I16 = 4;
const I32 = 5;
const I64 = 6;

/** Structs in structs; Parquet has no more than six. */
const MOST_NESTED = 32;

/** @throws RangeError from every method, for what does not fit the bytes or is of another type than asked for */
export class ThriftReader {
  readonly #bytes: Uint8Array;
  #nested = 0;
  /** Where the next value begins. */
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.at = at;
  }

  /** Reads a struct: `read` gets the id and the type of each field and may leave any value where it is. */
  struct(read: (id: number, type: number) => void, type = STRUCT): void {
    if (type !== STRUCT) throw new RangeError(`a struct of type ${type}`);
    this.#nest(() => {
      for (let id = 0, head = this.#byte(); head !== STOP; head = this.#byte()) {
        const fieldType = head & 15;
        id = head >> 4 === 0 ? this.int(I16) : id + (head >> 4);
        const begin = this.at;
        read(id, fieldType);
        if (this.at === begin) this.skip(fieldType);
      }
    });
  }

  /** Reads a list: `read` gets the type of each element and must read it. */
  list(read: (type: number) => void, type: number): void {
    if (type !== LIST && type !== SET) throw new RangeError(`a list of type ${type}`);
    const head = this.#byte();
    const count = head >> 4 === 15 ? this.#varint() : head >> 4;
    // no element takes less than a byte
    if (count > this.#bytes.length - this.at) throw new RangeError(`a list of ${count} elements`);
    for (let i = 0; i < count; i++) read(head & 15);
  }

  int(type: number): number {
    if (type !== I16 && type !== I32 && type !== I64) throw new RangeError(`an integer of type ${type}`);
    const value = this.#varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  binary(type: number): Uint8Array {
    if (type !== BINARY) throw new RangeError(`bytes of type ${type}`);
    const length = this.#varint();
    return this.#bytes.subarray(this.at, this.#move(length));
  }

  skip(type: number): void {
    if (type === BYTE) this.#move(1);
    else if (type === DOUBLE) this.#move(8);
    else if (type === BINARY) this.binary(type);
    else if (type >= I16 && type <= I64) this.#skipVarint();
    else if (type === STRUCT) this.struct(() => {});
    else if (type === LIST || type === SET) this.#nest(() => this.list((element) => this.#skipElement(element), type));
    else if (type === MAP) this.#nest(() => this.#skipMap());
    // a boolean that is a field lies in the field's type
    else if (type !== TRUE && type !== FALSE) throw new RangeError(`a value of type ${type}`);
  }

  #skipElement(type: number): void {
    if (type === TRUE || type === FALSE) this.#move(1);
    else this.skip(type);
  }

  #skipMap(): void {
    const count = this.#varint();
    if (count === 0) return;
    if (count > this.#bytes.length - this.at) throw new RangeError(`a map of ${count} entries`);
    const types = this.#byte();
    for (let i = 0; i < count; i++) {
      this.#skipElement(types >> 4);
      this.#skipElement(types & 15);
    }
  }

  #nest(read: () => void): void {
    if (++this.#nested > MOST_NESTED) throw new RangeError('too many structs in each other');
    read();
    this.#nested--;
  }

  #move(count: number): number {
    if (count > this.#bytes.length - this.at) throw new RangeError(`${count} bytes past the end`);
    this.at += count;
    return this.at;
  }

  #byte(): number {
    return this.#bytes[this.#move(1) - 1];
  }

  /** Below 2^53, an integer of either sign below 2^52: no count or position in a file is larger. */
  #varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#byte();
      value += (byte & 127) * scale;
      if (value > Number.MAX_SAFE_INTEGER) throw new RangeError('an integer of more than 53 bits');
      if (byte < 128) return value;
      if (scale >= 2 ** 56) throw new RangeError('an integer that does not end');
    }
  }

  #skipVarint(): void {
    for (let length = 1; this.#byte() >= 128; length++)
      if (length > 9) throw new RangeError('an integer that does not end');
  }
}
