/** What holds of every block of a model: slots ascend, numbers are finite. The writer and the reader both look. */

/**
 * @param previous the slot before the first one, -1 if there is none
 * @returns the index of the first slot that is not above the one before it, -1 if all are
 */
export function firstDisorder(slots: Uint32Array, previous: number): number {
  let last = previous;
  for (let i = 0; i < slots.length; i++) {
    const slot = slots[i];
    if (slot <= last) return i;
    last = slot;
  }
  return -1;
}

/** @returns the index of the first NaN or infinity, -1 if all values are finite */
export function firstNotFinite(values: Float32Array): number {
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value - value !== 0) return i;
  }
  return -1;
}

/** Weights that are not zero; -0 is zero. */
export function countNonzeros(weights: Float32Array): number {
  let nonzeros = 0;
  for (let i = 0; i < weights.length; i++) if (weights[i] !== 0) nonzeros++;
  return nonzeros;
}
