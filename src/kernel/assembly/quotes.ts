// A record with quoted cells -> its text without the quotes, and where the cells end there. The readable twin is
// ../../read/cells.ts, to which quoted line feeds and whatever is malformed are left.

const NEWLINE: u8 = 0x0a;
const RETURN: u32 = 0x0d;
export const QUOTE: u32 = 0x22;

/**
 * @param to   where the text goes; a byte before it is written too
 * @param ends receives where the cells end; the one before the first says where that begins
 * @returns the number of cells; 0 if the record is left to the twin
 */
export function unquote(record: u32, lineEnd: u32, delimiter: u32, to: u32, ends: usize): u32 {
  const end = load<u8>(lineEnd - 1) == RETURN ? lineEnd - 1 : lineEnd;
  // as text has it: a count's memo looks at the byte before
  store<u8>(to - 1, <u8>delimiter);
  store<u32>(ends - 4, to - 1);
  let cells: u32 = 0;
  let begin = to;
  let at = record;
  while (true) {
    const isQuoted = at < end && <u32>load<u8>(at) == QUOTE;
    const stop = isQuoted ? closingQuote(at + 1, end) : endOfCell(at, end, delimiter);
    if (stop == 0) return 0;
    to = isQuoted ? copySingled(at + 1, stop, to) : copyPlain(at, stop, to);
    store<u32>(ends + (cells << 2), to);
    cells++;
    at = stop + u32(isQuoted);
    if (at >= end) break;
    if (<u32>load<u8>(at) != delimiter) return 0;
    store<u8>(to++, <u8>delimiter);
    begin = to;
    at++;
  }
  // what an earlier record left behind the text might go on with a number's digits
  store<u8>(to, NEWLINE);
  // at the end of the last cell it would be taken for the line's
  return to > begin && <u32>load<u8>(to - 1) == RETURN ? 0 : cells;
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

/** Where a cell without quotes ends, or 0 if there is one in it. */
function endOfCell(at: u32, end: u32, delimiter: u32): u32 {
  for (; at < end && <u32>load<u8>(at) != delimiter; at++) {
    if (<u32>load<u8>(at) == QUOTE) return 0;
  }
  return at;
}

function copyPlain(from: u32, stop: u32, to: u32): u32 {
  memory.copy(to, from, stop - from);
  return to + stop - from;
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
