/** Where the texts or lists of a column begin and the last one ends: whether that can be. */

/** Whether offsets ascend from 0 or more. */
export function ascend(offsets: Int32Array): boolean {
  let before = 0;
  // a sign that is set once stays set
  let signs = 0;
  for (let i = 0; i < offsets.length; i++) {
    const offset = offsets[i];
    signs |= (offset - before) | offset;
    before = offset;
  }
  return signs >= 0;
}
