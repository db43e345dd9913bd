// The texts of JSON: where strings, numbers and words end.

export const QUOTE: u32 = 0x22;
export const COMMA: u32 = 0x2c;
export const COLON: u32 = 0x3a;
export const OPEN_ARRAY: u32 = 0x5b;
export const CLOSE_ARRAY: u32 = 0x5d;
export const OPEN_OBJECT: u32 = 0x7b;
export const CLOSE_OBJECT: u32 = 0x7d;
export const BACKSLASH: u32 = 0x5c;
const SPACE: u32 = 0x20;
const MINUS: u32 = 0x2d;
const PLUS: u32 = 0x2b;
const POINT: u32 = 0x2e;
const ZERO: u32 = 0x30;
const LETTER_E: u32 = 0x65;
// as four bytes in a register
const TRUE: u32 = 0x65757274;
const ALSE: u32 = 0x65736c61;
const NULL: u32 = 0x6c6c756e;
/** A bit for each of tab, carriage return and space. */
const BLANKS: u64 = (1 << 0x09) | (1 << 0x0d) | (<u64>1 << SPACE);

// @ts-ignore: decorator
@inline
export function byteAt(at: u32): u32 {
  return load<u8>(at);
}

/** Past blanks, then `mark`, then blanks; 0 if another byte is there. */
// @ts-ignore: decorator
@inline
export function afterMark(at: u32, mark: u32): u32 {
  // as most have it, a quote behind it or behind a space
  const text = load<u32>(at);
  if ((text & 0xffff) == (mark | (QUOTE << 8))) return at + 1;
  if ((text & 0xffffff) == (mark | (SPACE << 8) | (QUOTE << 16))) return at + 2;
  at = afterBlanks(at);
  return byteAt(at) == mark ? afterBlanks(at + 1) : 0;
}

/** Past blanks, of which a line feed is none. */
// @ts-ignore: decorator
@inline
export function afterBlanks(at: u32): u32 {
  while (byteAt(at) <= SPACE && ((BLANKS >> byteAt(at)) & 1) != 0) at++;
  return at;
}

/** A bit for each quote, backslash and control character of 16 bytes. A line feed is one. */
// @ts-ignore: decorator
@inline
export function marksIn(at: u32): u32 {
  const text = v128.load(at);
  // with its second bit turned, a quote is 0x20, a control character less, and all others more
  const low = i8x16.le_u(v128.xor(text, i8x16.splat(2)), i8x16.splat(<i8>SPACE));
  return i8x16.bitmask(v128.or(low, i8x16.eq(text, i8x16.splat(<i8>BACKSLASH))));
}

/** The quote that closes a string; 0 if a backslash or a control character comes before it. */
export function endOfString(at: u32): u32 {
  while (true) {
    const marks = marksIn(at);
    if (marks) {
      at += ctz<u32>(marks);
      return byteAt(at) == QUOTE ? at : 0;
    }
    at += 16;
  }
}

// @ts-ignore: decorator
@inline
export function isNull(at: u32): bool {
  return load<u32>(at) == NULL;
}

/** The end of a number, true, false or null, whatever stands behind it; 0 if there is none. */
export function endOfWord(at: u32): u32 {
  const word = load<u32>(at);
  if (word == TRUE || word == NULL) return at + 4;
  if (load<u32>(at, 1) == ALSE && byteAt(at) == 0x66) return at + 5;
  at += u32(byteAt(at) == MINUS);
  // no zeros before other digits
  const integer = byteAt(at) == ZERO ? at + 1 : afterDigits(at);
  if (integer == at) return 0;
  return endOfExponent(endOfFraction(integer));
}

/** Past digits. */
// @ts-ignore: decorator
@inline
function afterDigits(at: u32): u32 {
  while (true) {
    const digits = i8x16.lt_u(i8x16.sub(v128.load(at), i8x16.splat(<i8>ZERO)), i8x16.splat(10));
    const others = ~i8x16.bitmask(digits) & 0xffff;
    if (others) return at + <u32>ctz<i32>(others);
    at += 16;
  }
}

function endOfFraction(at: u32): u32 {
  if (byteAt(at) != POINT) return at;
  const end = afterDigits(at + 1);
  return end == at + 1 ? 0 : end;
}

/** @param at 0 if the number was none */
function endOfExponent(at: u32): u32 {
  if (at == 0 || (byteAt(at) | 0x20) != LETTER_E) return at;
  at += 1;
  at += u32(byteAt(at) == MINUS || byteAt(at) == PLUS);
  const end = afterDigits(at);
  return end == at ? 0 : end;
}
