/** A part of an input -> chunks of whole records, in one text area that is used again and again. */

import { InputError } from '../input-error.js';
import { type Bytes, openFile, openStream } from './bytes.js';
import { type Framing, LINES } from './framing.js';
import type { Part } from './parts.js';

/** The text area and its limits. */
export interface TextArea {
  readonly bytes: Uint8Array;
  /** Bytes read at a time. */
  readonly chunkBytes: number;
  /** The longest record, without its line feed; chunkBytes + recordBytes fit into the area. */
  readonly recordBytes: number;
}

/** Whole records at bytes [begin, end) of the area, valid until the next chunk is asked for. */
export interface Chunk {
  readonly begin: number;
  readonly end: number;
}

const NEWLINE = 10;

/** A line is longer than the area's recordBytes; the lines before it were yielded. */
export class LineTooLong extends InputError {}

/**
 * Yields the records that start in the part, a chunk at a time. A last one without a line feed gets one.
 *
 * @param framing where records end; a part of an input that is cut has lines
 * @param signal  ends the wait for a pipe
 * @throws LineTooLong, however the input was cut
 */
export async function* chunksOf(
  part: Part,
  area: TextArea,
  framing: Framing = LINES,
  signal?: AbortSignal,
): AsyncGenerator<Chunk> {
  const { input, from } = part;
  const bytes = input.kind === 'file' ? openFile(input, Math.max(from - 1, 0)) : openStream(input, signal);
  try {
    yield* wholeRecords(bytes, part, area, framing);
  } finally {
    bytes.close();
  }
}

async function* wholeRecords(bytes: Bytes, part: Part, area: TextArea, framing: Framing): AsyncGenerator<Chunk> {
  const text = area.bytes;
  // where the area's first byte lies in the input
  let origin = Math.max(part.from - 1, 0);
  let have = 0;
  let skipping = part.from > 0;
  for (let ended = false; !ended;) {
    const count = await bytes.read(text.subarray(have, have + area.chunkBytes));
    ended = count === 0;
    if (ended && have > 0 && text[have - 1] !== NEWLINE) text[have++] = NEWLINE;
    have += count;
    // the line that a part begins in the middle of belongs to the part before
    let begin = 0;
    if (skipping) {
      begin = text.subarray(0, have).indexOf(NEWLINE) + 1;
      skipping = begin === 0;
      if (skipping) begin = have;
    }
    const limit = part.to - origin;
    // what a quote never closed leaves at the end is a record too: a malformed one
    const whole = ended && framing !== LINES ? have : endOfWhole(text, begin, have, limit, framing);
    const end = Math.max(begin, whole);
    const fitting = end - begin > area.recordBytes ? endOfFitting(text, begin, end, area.recordBytes, framing) : end;
    if (fitting > begin) yield { begin, end: fitting };
    if (fitting < end) throw tooLong(part, area, framing);
    if (end >= limit || (skipping && origin + have >= part.to)) return;
    text.copyWithin(0, end, have);
    have -= end;
    origin += end;
    if (have > area.recordBytes) throw tooLong(part, area, framing);
  }
}

/** The end of the last whole record, or of the last line that starts before the limit. */
function endOfWhole(text: Uint8Array, begin: number, have: number, limit: number, framing: Framing): number {
  if (limit <= have) {
    // the line that holds the byte before the limit is the part's last
    const feed = text.subarray(0, have).indexOf(NEWLINE, limit - 1);
    if (feed >= 0) return feed + 1;
  }
  return framing.endOfRecords(text, begin, have);
}

/** The end of the records before the first that is too long: it may fit into the area by chance. */
function endOfFitting(text: Uint8Array, begin: number, end: number, recordBytes: number, framing: Framing): number {
  let start = begin;
  while (start < end) {
    const next = framing.endOfRecord(text, start, end);
    if (next < 0 || next - 1 - start > recordBytes) break;
    start = next;
  }
  return start;
}

function tooLong(part: Part, area: TextArea, framing: Framing): LineTooLong {
  return new LineTooLong({
    source: part.input.name,
    found: `a line of more than ${area.recordBytes.toLocaleString('en-US')} bytes`,
    expected: 'line feeds between records',
    advice: framing === LINES ? 'check the format' : 'close the quote that is left open, or check the format',
  });
}
