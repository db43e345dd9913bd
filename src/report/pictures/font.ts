/** A WOFF file becomes the OpenType font that is compressed in it. */

import { inflateSync } from 'node:zlib';

// of WOFF and its tables, and of OpenType and its tables, in bytes: https://www.w3.org/TR/WOFF/
const [WOFF_HEADER, WOFF_ENTRY, HEADER, ENTRY] = [44, 20, 12, 16];

/** @throws RangeError for a file that is cut short */
export function fontOfWoff(woff: Buffer): Buffer {
  const count = woff.readUInt16BE(12);
  const font = Buffer.alloc(woff.readUInt32BE(16));
  woff.copy(font, 0, 4, 8); // its flavour
  font.writeUInt16BE(count, 4);
  // bytes 6 to 11 are for binary search in the directory, which no reader of today needs
  let at = HEADER + ENTRY * count;
  for (let i = 0; i < count; i++) {
    const entry = WOFF_HEADER + WOFF_ENTRY * i;
    const [offset, compressed, length] = [4, 8, 12].map((field) => woff.readUInt32BE(entry + field));
    const bytes = woff.subarray(offset, offset + compressed);
    (compressed < length ? inflateSync(bytes) : bytes).copy(font, at);
    const place = HEADER + ENTRY * i;
    woff.copy(font, place, entry, entry + 4); // its tag
    woff.copy(font, place + 4, entry + 16, entry + 20); // its checksum
    font.writeUInt32BE(at, place + 8);
    font.writeUInt32BE(length, place + 12);
    at += (length + 3) & ~3;
  }
  return font;
}
