/** What holds of a model that is written: a file that could not be read back is worth less than the earlier one. */

import type { ModelBlock, ModelHeader } from '../learn/model.js';
import { countNonzeros, firstDisorder } from './block-checks.js';

/** Passes blocks on that a reader would take. @throws Error for others: a bug, not the user's input */
export function* checkBlocks(header: ModelHeader, blocks: Iterable<ModelBlock>): Generator<ModelBlock> {
  let last = -1;
  let rows = 0;
  let nonzeros = 0;
  for (const block of blocks) {
    if (firstDisorder(block.slots, last) >= 0) throw new Error('the slots of the model do not ascend');
    last = block.slots.at(-1) ?? last;
    rows += block.slots.length;
    nonzeros += countNonzeros(block.weights);
    yield block;
  }
  if (last >= 2 ** header.hashing.bits) throw new Error(`slot ${last} does not fit ${header.hashing.bits} bits`);
  if (rows > header.touched) throw new Error(`${rows} slots, more than the ${header.touched} touched`);
  if (nonzeros !== header.nonzeros) throw new Error(`${nonzeros} nonzeros, not ${header.nonzeros} as the header says`);
}
