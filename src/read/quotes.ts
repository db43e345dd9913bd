/**
 * RFC 4180 quoting: where a record ends that may hold delimiters and line feeds between quotes.
 *
 * Damage is the size of a line. A record whose quotes are malformed is its first line, and the next line is the next
 * record. Malformed are: a quote in a cell that does not begin with one, text between a closing quote and the delimiter,
 * and a quote that is not closed by the end of the input or within the longest record. That depends on the text alone,
 * not on how it is cut. The time is linear: of two lines that leave a cell open, the second closes what the first opened
 * or shows it to be malformed, so nothing is looked at for more than two records.
 */

import { RECORD_BYTES } from '../kernel/layout.js';
import { type Framing, LINES, indexIn } from './framing.js';

const NEWLINE = 10;
const RETURN = 13;
const SPACE = 32;
export const QUOTE = 34;

/** The text ends, and the record may end there; it ends within quotes; the quotes are malformed. */
const OPEN = -1;
const UNCLOSED = -2;
const MALFORMED = -3;

/**
 * Records of cells, some of them quoted.
 *
 * @param delimiter   the byte between cells
 * @param trim        whether spaces may stand around quotes
 * @param recordBytes the longest record, without its line feed
 */
export function quotedFraming(delimiter: number, trim: boolean, recordBytes = RECORD_BYTES): Framing {
  const opens = (text: Uint8Array, begin: number, quote: number): boolean => {
    let before = quote - 1;
    if (trim) while (before >= begin && text[before] === SPACE) before--;
    return before < begin || text[before] === delimiter || isMark(text, begin, before);
  };

  /** Past what may follow a closing quote in its cell, to the delimiter or line feed behind it. */
  function afterQuoted(text: Uint8Array, quote: number, end: number): number {
    let at = quote + 1;
    if (trim) while (at < end && text[at] === SPACE) at++;
    if (text[at] === RETURN && at < end) at++;
    if (at >= end) return OPEN;
    const isEnd = text[at] === NEWLINE || (text[at] === delimiter && text[at - 1] !== RETURN);
    return isEnd ? at : MALFORMED;
  }

  /** Past the next line feed that no quotes hold, or what else became of the record. */
  function endOfQuoted(text: Uint8Array, begin: number, firstFeed: number, end: number): number {
    let at = begin;
    let feed = firstFeed;
    for (;;) {
      // searched again only past a quoted one: a record of quotes alone would take quadratic time
      if (feed >= 0 && feed < at) feed = indexIn(text, NEWLINE, at, end);
      const quote = indexIn(text, QUOTE, at, feed < 0 ? end : feed);
      if (quote < 0) return feed < 0 ? OPEN : feed + 1;
      if (!opens(text, begin, quote)) return MALFORMED;
      const closing = closingQuote(text, quote + 1, end);
      at = closing < 0 ? UNCLOSED : afterQuoted(text, closing, end);
      if (at < 0) return at;
    }
  }

  function endOfRecord(text: Uint8Array, begin: number, end: number, more = false): number {
    const line = indexIn(text, NEWLINE, begin, end);
    const limit = begin + recordBytes + 1;
    const within = Math.min(end, limit);
    const next = endOfQuoted(text, begin, line < within ? line : -1, within);
    if (next >= 0) return next;
    const unknown = end < limit && (next === OPEN || (next === UNCLOSED && more));
    return unknown ? -1 : line + 1 || -1;
  }

  function endOfRecords(text: Uint8Array, begin: number, end: number, more = false): number {
    for (let last = begin; ;) {
      const quote = indexIn(text, QUOTE, last, end);
      // before the line of the next quote, records are lines
      last = LINES.endOfRecords(text, last, quote < 0 ? end : quote);
      const next = quote < 0 ? -1 : endOfRecord(text, last, end, more);
      if (next < 0) return last;
      last = next;
    }
  }

  return { endOfRecord, endOfRecords };
}

/** Whether text[begin, last] is a byte-order mark. */
function isMark(text: Uint8Array, begin: number, last: number): boolean {
  return last === begin + 2 && text[begin] === 0xef && text[begin + 1] === 0xbb && text[last] === 0xbf;
}

/** The quote that ends a quoted cell: one that is not doubled; -1 if it is not there. */
export function closingQuote(text: Uint8Array, from: number, end: number): number {
  for (let at = indexIn(text, QUOTE, from, end); at >= 0; at = indexIn(text, QUOTE, at + 2, end)) {
    if (at + 1 >= end || text[at + 1] !== QUOTE) return at;
  }
  return -1;
}
