/** Words in a corner of a picture say in their colour what is drawn in it. */

import { HALO, type Library } from './picture.js';

export type Corner = 'top-right' | 'bottom-right';

/** @param line 0 is the one at the edge */
export function note(library: Library, text: string, fill: string, line = 0, corner: Corner = 'top-right') {
  const dy = corner === 'top-right' ? 4 + 16 * line : -6 - 16 * line;
  return library.text([text], { frameAnchor: corner, fill, dy, fontWeight: 'bold', ...HALO });
}
