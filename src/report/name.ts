/** Words from the data become words that a page can hold: of any length and made of anything. */

import { visible } from './text.js';

/** The beginning of a name, whole characters only; nothing at all is said to be that. */
export function startOf(name: string, length: number): string {
  if (name === '') return '(empty)';
  // a character takes at most two units: what lies behind is not looked at, however long the name
  const characters = [...visible(name.slice(0, 2 * length + 2))];
  const isWhole = characters.length <= length && name.length <= 2 * length + 2;
  return isWhole ? characters.join('') : `${characters.slice(0, length - 1).join('')}…`;
}
