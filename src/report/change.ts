/** Two numbers become the words for how the second differs from the first. */

import { grouped, signed } from './text.js';

export type Change = (before: number | null, after: number | null) => string;

/** +0.256 % */
export const relative: Change = (before, after) =>
  before === null || after === null || before === 0 ? '-' : `${signed(100 * (after / before - 1), 3)} %`;

/** +0.0123 */
export const difference: Change = (before, after) =>
  before === null || after === null ? '-' : signed(after - before, 4);

/** 1.04x, 55.8x, 10,737x: the smaller the ratio, the more its decimals say. */
export function times(ratio: number): string {
  return `${grouped(ratio, ratio < 10 ? 2 : ratio < 1000 ? 1 : 0)}x`;
}
