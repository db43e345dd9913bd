// Decimal text -> float64, correctly rounded; the readable twin is JavaScript's Number().

import { Lane } from './batch';

/** The engine's own parser, for text with too many digits for the short way. */
// @ts-ignore: decorator
@external("numbers", "parse")
declare function parseSlowly(text: usize, length: u32): f64;

// @ts-ignore: decorator
@inline
export function isDigit(byte: u32): bool {
  return byte - 0x30 < 10;
}

/**
 * Number rules of a value: an optional sign, digits with at most one point (at least one digit), an optional exponent
 * of e or E, an optional sign and digits. No hexadecimal, no "inf", no "nan", no spaces.
 *
 * Up to 15 significant digits and a power of ten up to 22 are both exact in float64, so one multiplication or division
 * rounds correctly.
 *
 * @returns the number, with lane.after at the first byte that is not part of it; NaN if there is no number
 */
export function parseNumber(text: usize, lane: Lane): f64 {
  let at = text;
  const negative = load<u8>(at) == 0x2d;
  if (negative || load<u8>(at) == 0x2b) at++;
  let mantissa: u64 = 0;
  let digits: u32 = 0;
  let significant: u32 = 0;
  let scale: i32 = 0;
  let point = false;
  for (; ; at++) {
    const byte = <u32>load<u8>(at);
    if (isDigit(byte)) {
      digits++;
      if (significant || byte != 0x30) significant++;
      if (significant <= 18) mantissa = mantissa * 10 + (byte - 0x30);
      scale -= i32(point);
    } else if (byte == 0x2e && !point) {
      point = true;
    } else break;
  }
  if (digits == 0) return NaN;
  const byte = <u32>load<u8>(at);
  if (byte == 0x65 || byte == 0x45) {
    at++;
    const down = load<u8>(at) == 0x2d;
    if (down || load<u8>(at) == 0x2b) at++;
    if (!isDigit(load<u8>(at))) return NaN;
    // larger than any line has digits: a fraction of 10^5 digits does not bring a cut exponent back into range
    let exponent: i32 = 0;
    for (; isDigit(load<u8>(at)); at++) exponent = min(exponent * 10 + (load<u8>(at) - 0x30), 100000000);
    scale += down ? -exponent : exponent;
  }
  lane.after = <u32>at;
  if (significant > 15 || scale > 22 || scale < -22) return parseSlowly(text, <u32>(at - text));
  let power: f64 = 1;
  for (let i = abs(scale); i > 0; i--) power *= 10;
  const size = scale < 0 ? <f64>mantissa / power : <f64>mantissa * power;
  return negative ? -size : size;
}
