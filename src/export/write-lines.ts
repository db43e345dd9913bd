/** Lines -> a text file, a piece at a time: memory does not depend on how many there are. */

import { basename } from 'node:path';

import { writeAtomically, writeFully } from './atomic-write.js';
import type { WrittenFile } from './write-with-parts.js';

/** Characters that are written at once. */
const PIECE = 1 << 16;

/**
 * @param path  written whole or not at all
 * @param lines without their ends
 * @throws Error with the system's `code` if the system cannot write it
 */
export async function writeLines(path: string, lines: Iterable<string>): Promise<WrittenFile> {
  let bytes = 0;
  await writeAtomically(path, (fd) => {
    for (const piece of piecesOf(lines)) {
      const encoded = Buffer.from(piece);
      writeFully(fd, encoded);
      bytes += encoded.byteLength;
    }
  });
  return { name: basename(path), bytes };
}

function* piecesOf(lines: Iterable<string>): Generator<string> {
  let piece = '';
  for (const line of lines) {
    piece += `${line}\n`;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}
