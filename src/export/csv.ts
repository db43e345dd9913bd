/**
 * A model -> its weights as CSV, the bias before them in no slot:
 *
 *   slot,weight
 *   ,-1.1
 *   5,-0.25
 *   4194303,1.5
 *
 * RFC 4180 with the line ends of Unix. An empty slot is what pandas, R and SQL take for a missing one: the slots stay
 * numbers, and no number means something else. How tokens become slots is not said; the JSON lines say it.
 */

import type { Model } from '../learn/model.js';
import { decimalOf } from './decimal.js';
import { eachNonzero } from './nonzeros.js';
import { writeLines } from './write-lines.js';
import type { WrittenFile } from './write-with-parts.js';

export async function exportCsv(model: Model, path: string): Promise<readonly WrittenFile[]> {
  return [await writeLines(path, linesOf(model))];
}

function* linesOf(model: Model): Generator<string> {
  yield 'slot,weight';
  yield `,${model.header.bias.weight}`;
  for (const [slot, weight] of eachNonzero(model)) yield `${slot},${decimalOf(weight)}`;
}
