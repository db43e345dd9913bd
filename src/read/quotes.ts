/** RFC 4180 quoting: where a record ends that may hold delimiters and line feeds between quotes. */

import { type Framing, LINES, indexIn } from './framing.js';

const NEWLINE = 10;
const SPACE = 32;
export const QUOTE = 34;

/**
 * Records of cells, some of them quoted. Only a quote at the beginning of a cell opens one: a stray quote in the middle
 * spoils its own record and no other.
 *
 * @param delimiter the byte between cells
 * @param trim      whether spaces may stand before a quote
 */
export function quotedFraming(delimiter: number, trim: boolean): Framing {
  const opens = (text: Uint8Array, begin: number, quote: number): boolean => {
    let before = quote - 1;
    if (trim) while (before >= begin && text[before] === SPACE) before--;
    return before < begin || text[before] === delimiter || text[before] === NEWLINE;
  };

  /** Past the next line feed that no quotes hold, or -1. */
  function endOfRecord(text: Uint8Array, begin: number, end: number): number {
    let at = begin;
    let feed = indexIn(text, NEWLINE, at, end);
    for (;;) {
      // searched again only past a quoted one: a record of quotes alone would take quadratic time
      if (feed >= 0 && feed < at) feed = indexIn(text, NEWLINE, at, end);
      const quote = indexIn(text, QUOTE, at, feed < 0 ? end : feed);
      if (quote < 0) return feed < 0 ? -1 : feed + 1;
      at = opens(text, begin, quote) ? closingQuote(text, quote + 1, end) + 1 : quote + 1;
      if (at === 0) return -1;
    }
  }

  function endOfRecords(text: Uint8Array, begin: number, end: number): number {
    if (indexIn(text, QUOTE, begin, end) < 0) return LINES.endOfRecords(text, begin, end);
    let last = begin;
    for (let next = last; next >= 0 && last < end; next = endOfRecord(text, last, end)) last = next;
    return last;
  }

  return { endOfRecord, endOfRecords };
}

/** The quote that ends a quoted cell: one that is not doubled; -1 if it is not there. */
export function closingQuote(text: Uint8Array, from: number, end: number): number {
  for (let at = indexIn(text, QUOTE, from, end); at >= 0; at = indexIn(text, QUOTE, at + 2, end)) {
    if (at + 1 >= end || text[at + 1] !== QUOTE) return at;
  }
  return -1;
}
