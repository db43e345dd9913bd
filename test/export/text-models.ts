/** Exported text in the hands of a reader who has the file alone: its own parser, sums in float64. */

import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { Batch } from '#dist/batch/batch.js';

interface Weights {
  readonly bias: number;
  /** Slot -> weight. */
  readonly weights: ReadonlyMap<number, number>;
}

export function weightsOfCsv(path: string): Weights {
  const [names, [none, bias], ...lines]: string[][] = parse(readFileSync(path));
  if (names.join() !== 'slot,weight' || none !== '') throw new Error(`${names.join()}: no weights of leanctr`);
  return { bias: Number(bias), weights: new Map(lines.map(([slot, weight]) => [Number(slot), Number(weight)])) };
}

export function weightsOfJsonLines(path: string): Weights {
  const [first, ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
  const { bias } = JSON.parse(first) as { bias: number };
  const entries = lines.map((line) => JSON.parse(line) as { slot: number; weight: number });
  return { bias, weights: new Map(entries.map(({ slot, weight }) => [slot, weight])) };
}

/** Of each example: sigmoid(bias + sum of weight * value). */
export function probabilitiesOf({ bias, weights }: Weights, { size, offsets, slots, values }: Batch): number[] {
  return Array.from({ length: size }, (_, example) => {
    let margin = bias;
    for (let i = offsets[example]; i < offsets[example + 1]; i++) {
      margin += (weights.get(slots[i]) ?? 0) * (values?.[i] ?? 1);
    }
    return 1 / (1 + Math.exp(-margin));
  });
}
