/** Turns the blocks of a model into those that the model file stores. */

import { MODEL_BLOCK, type Model, type ModelBlock, type ModelHeader, columnsBesideWeight } from '../learn/model.js';
import { countNonzeros } from './block-checks.js';

/**
 * What the file holds: every slot with its state, or else the weights that are not zero; in blocks that are full. Their
 * state is what stands beside the weight.
 */
export function storedBlocks(header: ModelHeader, model: Model): Iterable<ModelBlock> {
  if (!header.hasState) return fullBlocks(nonzeroOnly(model.blocks()), 0);
  return fullBlocks(besideWeight(header, model.blocks()), columnsBesideWeight(header).length);
}

function* besideWeight({ optimizer: { columns } }: ModelHeader, blocks: Iterable<ModelBlock>): Generator<ModelBlock> {
  for (const { slots, weights, state } of blocks) {
    yield { slots, weights, state: state!.filter((_, c) => columns[c] !== 'weight') };
  }
}

function* nonzeroOnly(blocks: Iterable<ModelBlock>): Generator<ModelBlock> {
  for (const { slots, weights } of blocks) {
    const kept = countNonzeros(weights);
    const stored = { slots: new Uint32Array(kept), weights: new Float32Array(kept), state: null };
    for (let i = 0, to = 0; to < kept; i++) {
      if (weights[i] === 0) continue;
      stored.slots[to] = slots[i];
      stored.weights[to++] = weights[i];
    }
    yield stored;
  }
}

/**
 * Cuts blocks anew, all full but the last: the same model gives the same bytes, however a learner or a file cut it.
 * The block is only good until the next one is asked for. The copy is also what lets slots and weights lie in memory
 * shared between threads.
 */
function* fullBlocks(blocks: Iterable<ModelBlock>, stateColumns: number): Generator<ModelBlock> {
  const slots = new Uint32Array(MODEL_BLOCK);
  const numbers = Array.from({ length: 1 + stateColumns }, () => new Float32Array(MODEL_BLOCK));
  let filled = 0;
  const block = () => {
    const [weights, ...state] = numbers.map((column) => column.subarray(0, filled));
    return { slots: slots.subarray(0, filled), weights, state };
  };
  for (const source of blocks) {
    const sources = [source.weights, ...(source.state ?? [])];
    for (let from = 0; from < source.slots.length;) {
      const to = Math.min(from + MODEL_BLOCK - filled, source.slots.length);
      slots.set(source.slots.subarray(from, to), filled);
      numbers.forEach((column, i) => column.set(sources[i].subarray(from, to), filled));
      filled += to - from;
      from = to;
      if (filled < MODEL_BLOCK) continue;
      yield block();
      filled = 0;
    }
  }
  if (filled > 0) yield block();
}
