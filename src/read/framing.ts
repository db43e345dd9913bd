/** Where records end. */

/** How the bytes of an input fall into records. */
export interface Framing {
  /**
   * The end of the first record of text[begin, end), past its line feed; -1 if it does not end there.
   *
   * @param text a record starts at begin
   * @param more whether the record may go on after end; else the input ends there, or another record begins
   */
  endOfRecord(text: Uint8Array, begin: number, end: number, more?: boolean): number;
  /** The end of the last whole record of text[begin, end); begin if there is none. */
  endOfRecords(text: Uint8Array, begin: number, end: number, more?: boolean): number;
}

const NEWLINE = 10;

/** Every line feed ends a record: only such inputs can be cut anywhere and read by several threads. */
export const LINES: Framing = {
  endOfRecord: (text, begin, end) => indexIn(text, NEWLINE, begin, end) + 1 || -1,
  endOfRecords: (text, begin, end) => begin + text.subarray(begin, end).lastIndexOf(NEWLINE) + 1,
};

/** Most cells are shorter. */
const NEAR = 16;

/**
 * Where a byte is first in text[from, end), or -1. By Buffer, which searches many bytes at once in shared memory too,
 * where a typed array looks at them one by one: read+hash of CSV -25%.
 */
export function indexIn(text: Uint8Array, byte: number, from: number, end: number): number {
  // what is near is found before a Buffer is made
  const near = Math.min(from + NEAR, end);
  for (let at = from; at < near; at++) if (text[at] === byte) return at;
  if (near === end) return -1;
  const at = Buffer.from(text.buffer as ArrayBuffer, text.byteOffset + near, end - near).indexOf(byte);
  return at < 0 ? -1 : near + at;
}
