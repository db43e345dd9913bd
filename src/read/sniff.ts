/** The first bytes of an input, decompressed, to see what it is. A pipe is not touched: it can be read only once. */

import type { Input } from './inputs.js';
import { openFile, openStream } from './bytes.js';

const SNIFFED_BYTES = 1 << 16;

/** @returns the first 64 KiB, less only where the input is shorter; null for a pipe */
export async function sniff(input: Input): Promise<Uint8Array | null> {
  if (input.kind === 'pipe') return null;
  const bytes = input.kind === 'file' ? openFile(input, 0) : openStream(input);
  const start = new Uint8Array(SNIFFED_BYTES);
  let length = 0;
  try {
    // a compressed file may come in pieces of less than a line
    for (let count = -1; count !== 0 && length < start.length; length += count) {
      count = await bytes.read(start.subarray(length));
    }
    return start.subarray(0, length);
  } finally {
    bytes.close();
  }
}
