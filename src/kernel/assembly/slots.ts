// The state of four slots at once: their columns as four lanes each, loaded and stored slot by slot.

/** The address of the i-th of some slots. Loaded one by one: taking lanes out of a vector costs 6% more. */
// @ts-ignore: decorator
@inline
function at(table: usize, slots: usize, i: usize, shift: usize): usize {
  return table + (<usize>load<u32>(slots + (i << 2)) << shift);
}

/** Slots of one column: the column. */
// @ts-ignore: decorator
@inline
export function loadColumn(table: usize, slots: usize): v128 {
  let column = v128.load32_zero(at(table, slots, 0, 2));
  column = v128.load_lane<u32>(at(table, slots, 1, 2), column, 1);
  column = v128.load_lane<u32>(at(table, slots, 2, 2), column, 2);
  return v128.load_lane<u32>(at(table, slots, 3, 2), column, 3);
}

// @ts-ignore: decorator
@inline
export function storeColumn(table: usize, slots: usize, column: v128): void {
  v128.store_lane<u32>(at(table, slots, 0, 2), column, 0);
  v128.store_lane<u32>(at(table, slots, 1, 2), column, 1);
  v128.store_lane<u32>(at(table, slots, 2, 2), column, 2);
  v128.store_lane<u32>(at(table, slots, 3, 2), column, 3);
}

/** Slots of two columns: one 64-bit load fetches both. Of slots 0 and 1; `loadHighPair` has those of 2 and 3. */
// @ts-ignore: decorator
@inline
export function loadLowPairs(table: usize, slots: usize): v128 {
  return v128.load_lane<u64>(at(table, slots, 1, 3), v128.load64_zero(at(table, slots, 0, 3)), 1);
}

// @ts-ignore: decorator
@inline
export function loadHighPairs(table: usize, slots: usize): v128 {
  return v128.load_lane<u64>(at(table, slots, 3, 3), v128.load64_zero(at(table, slots, 2, 3)), 1);
}

// @ts-ignore: decorator
@inline
export function firstOfPairs(low: v128, high: v128): v128 {
  return v128.shuffle<f32>(low, high, 0, 2, 4, 6);
}

// @ts-ignore: decorator
@inline
export function secondOfPairs(low: v128, high: v128): v128 {
  return v128.shuffle<f32>(low, high, 1, 3, 5, 7);
}

/** Keeps both columns of four slots in the scratch of their group, 16 bytes each. @returns the first: their weights */
// @ts-ignore: decorator
@inline
export function gatherPairs(table: usize, slots: usize, group: usize): v128 {
  const low = loadLowPairs(table, slots);
  const high = loadHighPairs(table, slots);
  const first = firstOfPairs(low, high);
  v128.store(group, first);
  v128.store(group, secondOfPairs(low, high), 16);
  return first;
}

// @ts-ignore: decorator
@inline
export function storePairs(table: usize, slots: usize, first: v128, second: v128): void {
  const low = v128.shuffle<f32>(first, second, 0, 4, 1, 5);
  const high = v128.shuffle<f32>(first, second, 2, 6, 3, 7);
  v128.store_lane<u64>(at(table, slots, 0, 3), low, 0);
  v128.store_lane<u64>(at(table, slots, 1, 3), low, 1);
  v128.store_lane<u64>(at(table, slots, 2, 3), high, 0);
  v128.store_lane<u64>(at(table, slots, 3, 3), high, 1);
}

/** The four columns of the i-th of some slots of 16 bytes. */
// @ts-ignore: decorator
@inline
export function loadQuad(table: usize, slots: usize, i: usize): v128 {
  return v128.load(at(table, slots, i, 4));
}

// @ts-ignore: decorator
@inline
export function storeQuad(table: usize, slots: usize, i: usize, columns: v128): void {
  v128.store(at(table, slots, i, 4), columns);
}

/** Column `c` of four slots of 16 bytes is lane c of each: columns 0 and 1 of `a` and `b`, and so on (a 4 x 4 transpose). */
// @ts-ignore: decorator
@inline
export function evenLanes(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(a, b, 0, 4, 1, 5);
}

// @ts-ignore: decorator
@inline
export function oddLanes(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(a, b, 2, 6, 3, 7);
}

/** Puts the first three columns of four slots of 16 bytes into a group's scratch. @returns the first */
// @ts-ignore: decorator
@inline
export function gatherQuads(table: usize, slots: usize, group: usize): v128 {
  const slot0 = loadQuad(table, slots, 0);
  const slot1 = loadQuad(table, slots, 1);
  const slot2 = loadQuad(table, slots, 2);
  const slot3 = loadQuad(table, slots, 3);
  const low = evenLanes(slot0, slot1);
  const high = evenLanes(slot2, slot3);
  const first = v128.shuffle<f32>(low, high, 0, 1, 4, 5);
  v128.store(group, first);
  v128.store(group, v128.shuffle<f32>(low, high, 2, 3, 6, 7), 16);
  v128.store(group, v128.shuffle<f32>(oddLanes(slot0, slot1), oddLanes(slot2, slot3), 0, 1, 4, 5), 32);
  return first;
}

/** Puts three columns into four slots of 16 bytes, and 0 behind them. */
// @ts-ignore: decorator
@inline
export function storeQuads(table: usize, slots: usize, first: v128, second: v128, third: v128): void {
  const nothing = i32x4.splat(0);
  const low = evenLanes(first, second);
  const high = oddLanes(first, second);
  const lowRest = evenLanes(third, nothing);
  const highRest = oddLanes(third, nothing);
  storeQuad(table, slots, 0, v128.shuffle<f32>(low, lowRest, 0, 1, 4, 5));
  storeQuad(table, slots, 1, v128.shuffle<f32>(low, lowRest, 2, 3, 6, 7));
  storeQuad(table, slots, 2, v128.shuffle<f32>(high, highRest, 0, 1, 4, 5));
  storeQuad(table, slots, 3, v128.shuffle<f32>(high, highRest, 2, 3, 6, 7));
}
