/** A model of any optimizer, even without state -> one that another optimizer goes on from, knowing its weights alone. */

import { InputError } from '../input-error.js';
import type { Model, ModelBlock } from './model.js';
import { type Optimizer, identityOf } from './optimizer.js';

const NOTHING = { examples: 0, positives: 0, importance: 0, positiveImportance: 0, logLoss: 0, probability: 0 };

/**
 * @param model weights that are not zero are taken, and the bias; its state, counter and metrics are not
 * @returns a model of the optimizer that predicts as the given one, to float32's precision
 * @throws InputError if the optimizer cannot begin at these weights
 */
export function adoptWeights(model: Model, optimizer: Optimizer): Model {
  const { biasColumns } = optimizer;
  const { pace: _over, ...header } = model.header;
  const { weight } = header.bias;
  const bias = optimizer.biasStateOf(weight);
  if (weight !== 0 && bias.every((number) => number === 0)) throw cannotBegin(optimizer);
  return {
    header: {
      ...header,
      optimizer: identityOf(optimizer),
      bias: { ...Object.fromEntries(biasColumns.map((column, c) => [column, bias[c]])), weight },
      updates: 0,
      progressive: NOTHING,
      hasState: true,
    },
    *blocks() {
      for (const block of model.blocks()) yield adopted(block, optimizer);
    },
  };
}

function adopted({ slots, weights }: ModelBlock, { columns, stateOf }: Optimizer): ModelBlock {
  const state = columns.map(() => new Float32Array(slots.length));
  weights.forEach((weight, i) => {
    if (weight !== 0) stateOf(weight).forEach((number, c) => (state[c][i] = number));
  });
  return { slots, weights, state };
}

function cannotBegin({ name }: Optimizer): InputError {
  const found = `${name} with --beta 0, whose first step forgets every weight`;
  return new InputError({ source: '--weights-only', found, expected: 'a beta above 0' });
}
