// A record with quoted cells -> its text without the quotes, and where the cells end there. The readable twin is
// ../../read/cells.ts, to which quoted line feeds and whatever is malformed are left.

const NEWLINE: u8 = 0x0a;
const RETURN: u32 = 0x0d;
export const QUOTE: u32 = 0x22;

/**
 * @param to   where the text goes; a byte before it is written too, and up to 16 behind it
 * @param ends where the delimiters are, those within quotes too, the line feed last; receives where the cells end, the one
 *   before the first where that begins
 * @returns the number of cells; 0 if the record is left to the twin
 */
export function unquote(record: u32, lineEnd: u32, delimiter: u32, to: u32, ends: usize): u32 {
  const end = load<u8>(lineEnd - 1) == RETURN ? lineEnd - 1 : lineEnd;
  let found = ends;
  // as text has it: a count's memo looks at the byte before
  store<u8>(to - 1, <u8>delimiter);
  store<u32>(ends - 4, to - 1);
  let cells: u32 = 0;
  let begin = to;
  let at = record;
  while (true) {
    const isQuoted = at < end && <u32>load<u8>(at) == QUOTE;
    const stop = isQuoted ? closingQuote(at + 1, end) : min(load<u32>(found), end);
    if (stop == 0 || (!isQuoted && hasQuote(at, stop))) return 0;
    to = isQuoted ? copySingled(at + 1, stop, to) : copyPlain(at, stop, to);
    at = stop + u32(isQuoted);
    // past what is quoted; it is overwritten no sooner than it is read
    while (load<u32>(found) < at) found += 4;
    store<u32>(ends + (cells << 2), to);
    cells++;
    if (at >= end) break;
    if (<u32>load<u8>(at) != delimiter) return 0;
    found += 4;
    store<u8>(to++, <u8>delimiter);
    begin = to;
    at++;
  }
  // what an earlier record left behind the text might go on with a number's digits
  store<u8>(to, NEWLINE);
  // at the end of the last cell it would be taken for the line's
  return to > begin && <u32>load<u8>(to - 1) == RETURN ? 0 : cells;
}

/** Whether there is a quote in the text, 16 bytes at a time. */
export function hasQuote(at: u32, end: u32): bool {
  const quote = i8x16.splat(<i8>QUOTE);
  for (; at < end; at += 16) {
    const quotes = i8x16.bitmask(i8x16.eq(v128.load(at), quote));
    if (quotes && at + <u32>ctz<i32>(quotes) < end) return true;
  }
  return false;
}

/** The quote that is not doubled, or 0. */
function closingQuote(at: u32, end: u32): u32 {
  for (; at < end; at++) {
    if (<u32>load<u8>(at) != QUOTE) continue;
    if (at + 1 == end || <u32>load<u8>(at + 1) != QUOTE) return at;
    at++;
  }
  return 0;
}

// @ts-ignore: decorator
@inline
function copyPlain(from: u32, stop: u32, to: u32): u32 {
  const length = stop - from;
  for (let i: u32 = 0; i < length; i += 16) v128.store(to + i, v128.load(from + i));
  return to + length;
}

/** Of each pair of quotes the first. */
function copySingled(from: u32, stop: u32, to: u32): u32 {
  for (; from < stop; from++) {
    const byte = load<u8>(from);
    store<u8>(to++, byte);
    from += u32(byte == QUOTE);
  }
  return to;
}
