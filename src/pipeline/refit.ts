/** The weights that pruning kept learn on, without the others: they take over what those had learned. */

import { type SlotSet, filtered, hasSlot, slotSet } from '../batch/filtered.js';
import { InputError } from '../input-error.js';
import { kernelLearner } from '../learn/kernel-learner.js';
import type { Model, ModelBlock } from '../learn/model.js';
import { optimizerOf } from '../learn/optimizers.js';
import { scheduleOf } from '../learn/schedules/schedule-text.js';
import { nonzerosOf, picked } from '../prune/nonzeros.js';
import { checkExamples, checkLabelled } from './checks.js';
import { type InputOptions, batchesFor } from './evaluate.js';
import { heeding, interruptible } from './interrupted.js';

export interface RefitOptions {
  /** Records to learn from; of a split, those that it does not hold out. */
  readonly records: InputOptions;
  /** Passes over them, 1 unless given. */
  readonly epochs?: number | undefined;
}

/**
 * Goes on from the state that the kept slots have, by the model's own optimizer; what an example has in other slots is left
 * out of it.
 *
 * @param model  with its state
 * @param pruned of that model
 * @returns a model without state; l1 may have taken some more of its weights
 * @throws InputError for a model without state, malformed records, and records of other fields than the model's
 */
export async function refit(model: Model, pruned: Model, { records, epochs = 1 }: RefitOptions): Promise<Model> {
  checkState(model);
  const { hashing, optimizer } = model.header;
  const kept = slotSet(hashing.bits, pruned.blocks());
  const batches = await batchesFor(model, records);
  checkLabelled(batches, records.inputs);
  const schedule = optimizer.schedule === undefined ? undefined : scheduleOf(optimizer.schedule);
  const same = optimizerOf(optimizer.name, optimizer.hyperparameters, { schedule });
  const learner = kernelLearner(batches.kernel, hashing, same, stateOf(model, kept));
  await interruptible(records.signal, async () => {
    for (let epoch = 0; epoch < epochs; epoch++) {
      for await (const batch of heeding(records.signal, batches)) learner.learn(filtered(batch, kept), false);
    }
  });
  checkExamples(records.inputs, batches.counts);
  const { header, blocks } = nonzerosOf(learner.model());
  const { nonzeros, bias } = header;
  return { header: { ...pruned.header, nonzeros, bias: { weight: bias.weight } }, blocks };
}

/** @throws InputError for a model that cannot learn on */
export function checkState({ header: { hasState } }: Model): void {
  if (hasState) return;
  const advice = 'prune the model that train wrote';
  throw new InputError({
    source: '--refit',
    found: 'a model without state',
    expected: 'one that can learn on',
    advice,
  });
}

/** What the kept slots have. */
function stateOf(model: Model, kept: SlotSet): Model {
  return {
    header: model.header,
    *blocks() {
      for (const block of model.blocks()) yield some(block, kept);
    },
  };
}

function some(block: ModelBlock, kept: SlotSet): ModelBlock {
  const places = block.slots.map((_, i) => i).filter((i) => hasSlot(kept, block.slots[i]));
  return picked(block, places);
}
