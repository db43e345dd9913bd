/**
 * A model -> its weights as JSON lines, behind one line with all else that a prediction takes:
 *
 *   {"format":"leanctr-weights","version":1,"nonzeros":2,"bias":-1.1,"hashing":{"hash":"murmur3","seed":0,"bits":22,...}}
 *   {"slot":5,"weight":-0.25}
 *   {"slot":4194303,"weight":1.5}
 */

import type { Model } from '../learn/model.js';
import { decimalOf } from './decimal.js';
import { eachNonzero } from './nonzeros.js';
import { writeLines } from './write-lines.js';
import type { WrittenFile } from './write-with-parts.js';

/** What a reader must know; a later version may mean something else by the same keys. */
const FORMAT = { format: 'leanctr-weights', version: 1 };

export async function exportJsonLines(model: Model, path: string): Promise<readonly WrittenFile[]> {
  return [await writeLines(path, linesOf(model))];
}

function* linesOf(model: Model): Generator<string> {
  const { nonzeros, bias, hashing } = model.header;
  yield JSON.stringify({ ...FORMAT, nonzeros, bias: bias.weight, hashing });
  for (const [slot, weight] of eachNonzero(model)) yield `{"slot":${slot},"weight":${decimalOf(weight)}}`;
}
