/** A dictionary and the entries that are added to it -> one. */

import type { Dictionary } from './arrow-columns.js';
import { isThere } from './columns.js';
import { textAt } from './column-values.js';

/** Entries as text: whatever they were, tokens are what becomes of them. */
export function joined(earlier: Dictionary, added: Dictionary): Dictionary {
  const texts = [earlier, added].flatMap(({ entries, count }) =>
    Array.from({ length: count }, (_, i) => (isThere(entries, i) ? textAt(entries, i) : null)),
  );
  const offsets = new Int32Array(texts.length + 1);
  const validity = new Uint8Array(Math.ceil(texts.length / 8));
  texts.forEach((text, i) => {
    offsets[i + 1] = offsets[i] + (text?.length ?? 0);
    if (text !== null) validity[i >> 3] |= 1 << (i & 7);
  });
  const bytes = Buffer.concat(texts.map((text) => text ?? new Uint8Array(0)));
  return { entries: { kind: 'text', validity, offsets, bytes }, count: texts.length };
}
