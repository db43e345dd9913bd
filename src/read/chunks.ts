/** A part of an input -> chunks of whole lines, in one text area that is used again and again. */

import { InputError } from '../input-error.js';
import { type Bytes, openFile, openStream } from './bytes.js';
import type { Part } from './parts.js';

/** The text area and its limits. */
export interface TextArea {
  readonly bytes: Uint8Array;
  /** Bytes read at a time. */
  readonly chunkBytes: number;
  /** The longest line, without its line feed; chunkBytes + recordBytes fit into the area. */
  readonly recordBytes: number;
}

/** Whole lines at bytes [begin, end) of the area, valid until the next chunk is asked for. */
export interface Chunk {
  readonly begin: number;
  readonly end: number;
}

const NEWLINE = 10;

/**
 * Yields the lines that start in the part, a chunk at a time. A last line without a line feed gets one.
 *
 * @throws InputError if a line is longer than the area's recordBytes
 */
export async function* chunksOf(part: Part, area: TextArea): AsyncGenerator<Chunk> {
  const bytes = part.input.kind === 'file' ? openFile(part.input, Math.max(part.from - 1, 0)) : openStream(part.input);
  try {
    yield* wholeLines(bytes, part, area);
  } finally {
    bytes.close();
  }
}

async function* wholeLines(bytes: Bytes, part: Part, area: TextArea): AsyncGenerator<Chunk> {
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
    const end = Math.max(begin, endOfLines(text, have, limit));
    if (end - begin > area.recordBytes) checkLines(text.subarray(begin, end), part, area);
    if (end > begin) yield { begin, end };
    if (end >= limit || (skipping && origin + have >= part.to)) return;
    text.copyWithin(0, end, have);
    have -= end;
    origin += end;
    if (have > area.recordBytes) throw tooLong(part, area);
  }
}

/** The end of the last whole line, or of the last line that starts before the limit. */
function endOfLines(text: Uint8Array, have: number, limit: number): number {
  if (limit <= have) {
    // the line that holds the byte before the limit is the part's last
    const feed = text.subarray(0, have).indexOf(NEWLINE, limit - 1);
    if (feed >= 0) return feed + 1;
  }
  return text.subarray(0, have).lastIndexOf(NEWLINE) + 1;
}

/** A long line may fit into the area by chance: it is refused all the same, however the input was cut. */
function checkLines(lines: Uint8Array, part: Part, area: TextArea): void {
  for (let start = 0; start < lines.length;) {
    const feed = lines.indexOf(NEWLINE, start);
    if (feed - start > area.recordBytes) throw tooLong(part, area);
    start = feed + 1;
  }
}

function tooLong(part: Part, area: TextArea): InputError {
  return new InputError({
    source: part.input.name,
    found: `a line of more than ${area.recordBytes.toLocaleString('en-US')} bytes`,
    expected: 'line feeds between records',
    advice: 'check the format',
  });
}
