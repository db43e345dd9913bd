// Slots of four columns that stay as they are without a gradient.

import { evenLanes, oddLanes, storeQuad } from './slots';

/** Stores the columns a, b, c, d of four slots, of those whose gradient is not 0. */
// @ts-ignore: decorator
@inline
export function storeTouchedQuads(table: usize, slots: usize, g: v128, a: v128, b: v128, c: v128, d: v128): void {
  const firstLow = evenLanes(a, c);
  const secondLow = evenLanes(b, d);
  const firstHigh = oddLanes(a, c);
  const secondHigh = oddLanes(b, d);
  if (f32x4.extract_lane(g, 0) != 0) storeQuad(table, slots, 0, evenLanes(firstLow, secondLow));
  if (f32x4.extract_lane(g, 1) != 0) storeQuad(table, slots, 1, oddLanes(firstLow, secondLow));
  if (f32x4.extract_lane(g, 2) != 0) storeQuad(table, slots, 2, evenLanes(firstHigh, secondHigh));
  if (f32x4.extract_lane(g, 3) != 0) storeQuad(table, slots, 3, oddLanes(firstHigh, secondHigh));
}
