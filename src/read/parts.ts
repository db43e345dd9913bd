/** Inputs -> parts, the units that threads take: a range of a file's bytes, or a whole stream. */

import { type Framing, LINES } from './framing.js';
import type { Input } from './inputs.js';

/** The lines that start in bytes [from, to) of an input. */
export interface Part {
  readonly input: Input;
  readonly from: number;
  readonly to: number;
  /** True for the last part of its input: record numbers start again after it. */
  readonly endsInput: boolean;
}

/** Bytes of a part. The examples do not depend on it: a line belongs to the part that it starts in. */
export const PART_BYTES = 1 << 22;

/** @param framing where records end: what is not lines can only be read from its beginning */
export function partsOf(inputs: readonly Input[], partBytes = PART_BYTES, framing: Framing = LINES): Part[] {
  return inputs.flatMap((input) => {
    const size = input.kind === 'file' ? input.size! : 0;
    if (input.kind !== 'file' || framing !== LINES) return [{ input, from: 0, to: Infinity, endsInput: true }];
    const count = Math.ceil(size / partBytes);
    return Array.from({ length: count }, (_, i) => {
      const to = Math.min((i + 1) * partBytes, size);
      return { input, from: i * partBytes, to, endsInput: i === count - 1 };
    });
  });
}
