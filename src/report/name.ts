/** Words from the data become words that a page can hold: of any length and made of anything. */

import { visible } from './text.js';

// twice as wide as others: Chinese, Japanese and Korean letters, and pictures
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]|\p{Extended_Pictographic}/u;

// letters of some languages have two marks; a pile of them reaches into the lines above
const STACKED = /(\p{M}{3})\p{M}+/gu;

/** The beginning of a name, whole characters only, in so many columns; nothing at all is said to be that. */
export function startOf(name: string, columns: number): string {
  if (name === '') return '(empty)';
  // a character takes at most two units: what lies behind is not looked at, however long the name
  const start = name.slice(0, 2 * columns + 2).replace(STACKED, '$1');
  const shown = fitting(visible(start), columns);
  return shown.length === visible(start).length && name.length <= 2 * columns + 2
    ? shown
    : `${fitting(shown, columns - 1)}…`;
}

function fitting(text: string, columns: number): string {
  let [end, left] = [0, columns];
  for (const character of text) {
    left -= WIDE.test(character) ? 2 : 1;
    if (left < 0) break;
    end += character.length;
  }
  return text.slice(0, end);
}

/** The beginning and the end of a name that is longer: of a field and its token, both tell something. */
export function endsOf(name: string, columns: number): string {
  const start = startOf(name, columns);
  if (!start.endsWith('…')) return start;
  const tail = Array.from(visible(name.slice(-2 * columns).replace(STACKED, '$1')))
    .toReversed()
    .join('');
  const end = Array.from(fitting(tail, columns >> 1))
    .toReversed()
    .join('');
  return `${fitting(start, columns - (columns >> 1) - 1)}…${end}`;
}
