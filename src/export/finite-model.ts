/** A model -> the same model, which refuses numbers that are not finite when they are met: what diverged is written nowhere. */

import { InputError } from '../input-error.js';
import type { Model, ModelBlock, ModelHeader } from '../learn/model.js';
import { firstNotFinite } from './block-checks.js';

/**
 * @param source what is written, for the error line
 * @throws InputError, as its blocks do, if a number is not finite: also in state, since a weight of 0 may come from it
 */
export function finiteModel(model: Model, source: string): Model {
  checkHeader(model.header, source);
  return { ...model, blocks: () => finiteBlocks(model, source) };
}

function* finiteBlocks(model: Model, source: string): Generator<ModelBlock> {
  for (const block of model.blocks()) {
    for (const column of [block.weights, ...(block.state ?? [])]) {
      const i = firstNotFinite(column);
      if (i >= 0) throw diverged(source, `${column[i]} at slot ${block.slots[i]}`);
    }
    yield block;
  }
}

function checkHeader({ bias, progressive }: ModelHeader, source: string): void {
  for (const [what, numbers] of [
    ['the bias', bias],
    ['the progressive sums', progressive],
  ] as const) {
    const wrong = Object.values(numbers).find((value) => !Number.isFinite(value));
    if (wrong !== undefined) throw diverged(source, `${wrong} in ${what}`);
  }
}

function diverged(source: string, found: string): InputError {
  const advice = 'the training diverged: lower alpha or scale the values';
  return new InputError({ source, found, expected: 'finite numbers', advice });
}
