/** A pruned model -> its file, packed or not as its name says, with weights of an encoding; and how large that will be. */

import type { Model } from '../learn/model.js';
import { type Encoding, encode } from '../prune/encoding.js';
import { type WrittenModel, packedBytes, writePacked } from './model-file.js';

/** What decides the bytes of a model's file, beside the model. */
export interface SmallForm {
  /** Otherwise an Arrow file, whose weights are float32s that the encoding has. */
  readonly packed: boolean;
  readonly encoding: Encoding;
}

export function smallForm(path: string, encoding: Encoding): SmallForm {
  return { packed: path.endsWith('.lctr'), encoding };
}

/** Writes a model, whole or not at all. @throws InputError as writeModel does */
export async function writeSmall(path: string, model: Model, { packed, encoding }: SmallForm): Promise<WrittenModel> {
  if (packed) return writePacked(path, model, encoding);
  const { writeArrowModel } = await import('./model-writer.js');
  return writeArrowModel(path, encode(model, encoding).model, {});
}

// no number is longer as JSON
const LONGEST = -2.2250738585072014e-308;

/**
 * How large the file of a model will be, at most, whatever its bias.
 *
 * An Arrow file has the bias as text, so it may end up some bytes smaller; a packed one is as large as said.
 */
export async function sizer({ packed, encoding }: SmallForm): Promise<(model: Model) => number> {
  if (packed) return (model) => packedBytes(model, encoding);
  const { arrowBytes } = await import('./model-writer.js');
  return (model) => {
    const { header, blocks } = encode(model, encoding).model;
    return arrowBytes({ header: { ...header, bias: { weight: LONGEST } }, blocks });
  };
}
