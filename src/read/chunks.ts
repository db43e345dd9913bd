/** A part of an input -> chunks of whole records, in one text area that is used again and again. */

import { InputError } from '../input-error.js';
import { type Bytes, openFile, openStream } from './bytes.js';
import { type Framing, LINES, indexIn } from './framing.js';
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
  /** Absent if the records are whole; else this is the beginning of one line that is too long, the rest of it passed over. */
  readonly tooLong?: LineTooLong;
}

const NEWLINE = 10;

/** A line is longer than the area's recordBytes. */
export class LineTooLong extends InputError {}

/**
 * Yields the records that start in the part, a chunk at a time. A last one without a line feed gets one.
 *
 * @param framing   where records end; a part of an input that is cut has lines
 * @param signal    ends the wait for a pipe
 * @param longLines what becomes of a line that is too long: an error, or a chunk that says so
 * @throws LineTooLong, however the input was cut, unless they are yielded
 */
export async function* chunksOf(
  part: Part,
  area: TextArea,
  framing: Framing = LINES,
  signal?: AbortSignal,
  longLines: 'fail' | 'yield' = 'fail',
): AsyncGenerator<Chunk> {
  const { input, from } = part;
  const bytes = input.kind === 'file' ? openFile(input, Math.max(from - 1, 0)) : openStream(input, signal);
  try {
    for await (const chunk of wholeRecords(bytes, part, area, framing)) {
      if (chunk.tooLong && longLines === 'fail') throw chunk.tooLong;
      yield chunk;
    }
  } finally {
    bytes.close();
  }
}

async function* wholeRecords(bytes: Bytes, part: Part, area: TextArea, framing: Framing): AsyncGenerator<Chunk> {
  const { bytes: text, chunkBytes, recordBytes } = area;
  // where the area's first byte lies in the input
  let origin = Math.max(part.from - 1, 0);
  let have = 0;
  // the line that a part begins in the middle of belongs to the part before; of one that is too long the rest is nothing
  let skipping = part.from > 0;
  for (let ended = false; !ended;) {
    const count = await bytes.read(text.subarray(have, have + chunkBytes));
    ended = count === 0;
    if (ended && have > 0 && text[have - 1] !== NEWLINE) text[have++] = NEWLINE;
    have += count;
    const limit = part.to - origin;
    let begin = 0;
    for (;;) {
      if (skipping) {
        const feed = indexIn(text, NEWLINE, begin, have);
        skipping = feed < 0;
        begin = skipping ? have : feed + 1;
      }
      if (begin >= limit) return;
      if (skipping) break;
      const end = endOfWhole(text, begin, have, limit, framing, !ended);
      const fitting = end - begin > recordBytes ? endOfFitting(text, begin, end, recordBytes, framing) : end;
      if (fitting > begin) yield { begin, end: fitting };
      if (fitting >= limit) return;
      begin = fitting;
      if (have - begin <= recordBytes) break;
      yield { begin, end: begin + recordBytes, tooLong: tooLong(part, area) };
      skipping = true;
    }
    text.copyWithin(0, begin, have);
    have -= begin;
    origin += begin;
  }
}

/** The end of the last whole record, or of the last line that starts before the limit. */
function endOfWhole(
  text: Uint8Array,
  begin: number,
  have: number,
  limit: number,
  framing: Framing,
  more: boolean,
): number {
  if (limit <= have) {
    // the line that holds the byte before the limit is the part's last
    const feed = text.subarray(0, have).indexOf(NEWLINE, limit - 1);
    if (feed >= 0) return feed + 1;
  }
  return framing.endOfRecords(text, begin, have, more);
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

function tooLong({ input }: Part, { recordBytes }: TextArea): LineTooLong {
  return new LineTooLong({
    source: input.name,
    found: `a line of more than ${recordBytes.toLocaleString('en-US')} bytes`,
    expected: 'line feeds between records',
    advice: 'check the format',
  });
}
