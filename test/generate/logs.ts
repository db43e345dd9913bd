/** Generated logs as text, for the tests of generate/. */

import { tokenOf } from '#dist/generate/criteo-line.js';
import { FIELDS } from '#dist/generate/fields.js';
import { generateLog, type GenerateOptions } from '#dist/generate/generate.js';

export function textOf(options: GenerateOptions): string {
  return Buffer.concat([...generateLog(options)]).toString('latin1');
}

/** The columns of each line. */
export function recordsOf(text: string): string[][] {
  return text
    .slice(0, -1)
    .split('\n')
    .map((line) => line.split('\t'));
}

/** What a field shows for a rank: the readable twin of the fast writer. */
export function columnOf(field: number, rank: number): string {
  const { smallest } = FIELDS[field];
  if (rank === 0) return '';
  if (smallest !== null) return String(smallest + rank - 1);
  return (tokenOf(field, rank) >>> 0).toString(16).padStart(8, '0');
}
