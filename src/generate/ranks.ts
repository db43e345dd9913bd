/** Random words -> what an example shows: the rank of its token in every field, 0 where the field is missing. */

import { ABSENCES, FIELDS } from './fields.js';
import { zipfRank } from './zipf.js';

/** Words an example uses: one a field, one a group of absence, one for its label. */
export const WORDS = FIELDS.length + ABSENCES.length + 1;

const octaves = Uint8Array.from(FIELDS, (field) => field.octaves);
const absences = Uint8Array.from(FIELDS, (field) => field.absence);
const thresholds = Float64Array.from(ABSENCES, (rate) => rate * 4294967296);
/** Scratch: -1 where a group is present in the example, 0 where it is missing. */
const shown = new Int32Array(ABSENCES.length);

/**
 * Draws the ranks of one example.
 *
 * @param ranks [fields] receives ranks >= 1, or 0 for a missing value
 * @param words [WORDS] random words
 */
export function drawRanks(ranks: Int32Array, words: Uint32Array): void {
  for (let group = 0; group < shown.length; group++) {
    shown[group] = words[FIELDS.length + group] < thresholds[group] ? 0 : -1;
  }
  // masks, not branches: a group missing in half of the examples would be mispredicted field after field
  for (let field = 0; field < ranks.length; field++) {
    ranks[field] = zipfRank(words[field], octaves[field]) & shown[absences[field]];
  }
}
