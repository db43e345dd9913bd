/** An example -> the slots that it moves, for optimizers whose slots would move without a gradient as well. */

/**
 * Calls `learn` for each slot that an example moves: lazily those of the example with a gradient, exactly all there are.
 *
 * @param size  slots that the state has
 * @param learn takes a slot and its gradient, float32
 */
export function eachMoved(
  exact: boolean,
  size: number,
  [slots, values, residual]: readonly [Uint32Array, Float32Array | null, number],
  learn: (slot: number, g: number) => void,
): void {
  const gradients = Array.from(slots, (slot, j): [number, number] => [
    slot,
    values ? Math.fround(residual * values[j]) : residual,
  ]);
  if (!exact) {
    for (const [slot, g] of gradients) if (g !== 0) learn(slot, g);
    return;
  }
  const gradientOf = new Map(gradients);
  for (let slot = 0; slot < size; slot++) learn(slot, gradientOf.get(slot) ?? 0);
}
