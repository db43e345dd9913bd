/** Integers of 32 bits -> a table by which the kernel finds the token of a count without a branch. */

import { COUNT_THRESHOLDS } from './count-thresholds.js';
import { SMALLEST } from './kernel-tokens.js';

/** Cells of the integers from SMALLEST on, 8 bytes each: see kernel/assembly/count-cells.ts. */
export const CELLS_BYTES = (31 * 64 + 2) * 8;

// the exponent of 1 and six bits of mantissa, less the cell of 0
const FIRST_CELL = 127 * 64 - 1;
const LAST = 2 ** 31 - 1;

/**
 * Writes for each cell four times the token of its smallest integer, and where the next token begins. Cells are so
 * narrow that there is no third token in any.
 *
 * @param into CELLS_BYTES of them
 */
export function writeCountCells(into: Uint32Array): void {
  // as steps from SMALLEST: each integer up to 2 is a token, then each bucket
  const starts = [
    ...Array.from({ length: 2 - SMALLEST + 1 }, (_, i) => i),
    ...COUNT_THRESHOLDS.map((v) => v - SMALLEST),
  ];
  let token = 0;
  for (let cell = 0; cell < CELLS_BYTES / 8; cell++) {
    const first = smallestOf(cell);
    while (starts[token + 1] <= first) token++;
    into[2 * cell] = Math.min(starts[token + 1], LAST + 1);
    into[2 * cell + 1] = 4 * token;
  }
}

/** The cell of a number of steps: the highest bits of it as a float32. */
function cellOf(steps: number): number {
  const [bits] = new Uint32Array(Float32Array.of(steps).buffer);
  return Math.max((bits >>> 17) - FIRST_CELL, 0);
}

function smallestOf(cell: number): number {
  const [bound] = new Float32Array(Uint32Array.of((cell + FIRST_CELL) << 17).buffer);
  let steps = cell === 0 ? 0 : Math.ceil(bound);
  // integers of more than 24 bits are rounded
  while (steps > 0 && cellOf(steps - 1) === cell) steps--;
  return steps;
}
