/** The first bytes of an input, decompressed, to see what it is. A pipe is not touched: it can be read only once. */

import type { Input } from './inputs.js';
import { openFile, openStream } from './bytes.js';

const SNIFFED_BYTES = 1 << 16;

/** @returns up to 64 KiB; nothing for a pipe */
export async function sniff(input: Input): Promise<Uint8Array> {
  const start = new Uint8Array(SNIFFED_BYTES);
  if (input.kind === 'pipe') return start.subarray(0, 0);
  const bytes = input.kind === 'file' ? openFile(input, 0) : openStream(input);
  try {
    return start.subarray(0, await bytes.read(start));
  } finally {
    bytes.close();
  }
}
