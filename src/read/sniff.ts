/** The first bytes of an input, decompressed, to see what it is. */

import { InputError } from '../input-error.js';
import { type Bytes, openFile, openStream } from './bytes.js';
import type { Input } from './inputs.js';
import { lookAtPipe } from './pipe-start.js';

/** Enough to tell a format and the labels by. */
export const SNIFFED_BYTES = 1 << 16;

/** How an input begins. */
export interface Beginning {
  /** The input as it is to be read from now on: a pipe keeps what was taken from it. */
  readonly input: Input;
  readonly bytes: Uint8Array;
  /** Whether the input has no more bytes than these. */
  readonly whole: boolean;
}

/** How many first bytes are wanted, by those that are there. */
export type Wanted = (start: Uint8Array) => number;

/**
 * @param wanted by default 64 KiB; fewer come only of an input that is shorter
 * @param signal ends the wait for a pipe, with an error
 * @returns null for a device, which is not touched
 * @throws InputError if there is not a byte
 */
export async function sniff(
  input: Input,
  wanted: Wanted = () => SNIFFED_BYTES,
  signal?: AbortSignal,
): Promise<Beginning | null> {
  if (input.kind !== 'pipe') {
    const bytes = input.kind === 'file' ? openFile(input, 0) : openStream(input);
    return { input, ...(await firstBytes(bytes, wanted, input)) };
  }
  const pipe = lookAtPipe(input, signal);
  if (pipe === null) return null;
  try {
    const first = await firstBytes(pipe.bytes, wanted, input);
    return { input: await pipe.end(), ...first };
  } catch (error) {
    await pipe.giveUp();
    throw error;
  }
}

async function firstBytes(bytes: Bytes, wanted: Wanted, { name, kind }: Input): Promise<Omit<Beginning, 'input'>> {
  let start = new Uint8Array(SNIFFED_BYTES);
  let length = 0;
  let whole = false;
  try {
    // a compressed file may come in pieces of less than a line
    for (let goal = SNIFFED_BYTES; !whole && length < goal;) {
      if (goal > start.length) start = grown(start, goal);
      const count = await bytes.read(start.subarray(length, goal));
      whole = count === 0;
      length += count;
      if (length === goal) goal = wanted(start.subarray(0, length));
    }
    if (length > 0) return { bytes: start.subarray(0, length), whole };
    throw new InputError({ source: name, found: kind === 'pipe' ? 'nothing' : 'an empty file', expected: 'records' });
  } finally {
    bytes.close();
  }
}

function grown(bytes: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(length);
  larger.set(bytes);
  return larger;
}
