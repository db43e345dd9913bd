/** A model and held-out records -> what fewer of its weights would cost and save: the points of a frontier. */

import { packedBytes } from '../export/packed-writer.js';
import type { Model, ModelBlock } from '../learn/model.js';
import type { Encoding } from '../prune/encoding.js';
import { rungsOf } from '../prune/levels.js';
import type { RankingName } from '../prune/rankings.js';
import type { RungMetrics } from '../prune/rung-metrics.js';
import type { TradeOff, TradeOffPoint } from '../report/model-report.js';
import { climb, tryClimb } from './climb.js';
import type { InputOptions } from './evaluate.js';

/** What models are served in: 16 bits a weight that cost no log loss to speak of. */
const ENCODING: Encoding = 'q2.13';

/**
 * One pass over the records for the whole frontier, and one for the reported model if it was pruned from another.
 *
 * @param whole  what is pruned ever more
 * @param chosen the reported model, which was pruned from it; null if it is the whole one
 * @returns null if the records that biases are solved on have only one class
 * @throws InputError as evaluate does
 */
export async function tradeOffOf(whole: Model, chosen: Model | null, holdout: InputOptions): Promise<TradeOff | null> {
  const ladder = await tryClimb(whole, { holdout });
  if (ladder === null) return null;
  const { ranking, rungs } = ladder;
  const sizes = sizesOf(
    whole,
    ranking,
    rungs.map(({ nonzeros }) => nonzeros),
  );
  return {
    ranking,
    encoding: ENCODING,
    points: rungs.map(({ nonzeros, reporting }, i) => pointOf(nonzeros, sizes[i], reporting)),
    chosen: chosen && (await pointOfModel(chosen, holdout)),
  };
}

/** With its own bias. */
async function pointOfModel(model: Model, holdout: InputOptions): Promise<TradeOffPoint> {
  const { nonzeros } = model.header;
  const { before } = await climb(model, { holdout, keeps: [nonzeros] });
  return pointOf(nonzeros, packedBytes(model, ENCODING), before.reporting);
}

function pointOf(nonzeros: number, bytes: number, { logLoss, auc, calibration }: RungMetrics): TradeOffPoint {
  return { nonzeros, bytes, logLoss, auc, calibration };
}

/** The bytes of each of the nested models: together they have a few times the weights of the largest. */
function sizesOf(model: Model, ranking: RankingName, keeps: readonly number[]): number[] {
  const rungs = rungsOf(model, ranking, keeps);
  let blocks: readonly Levelled[] = Array.from(rungs.blocks(), (block) => ({ ...block, state: null }));
  return rungs.rungs.map(({ nonzeros }, rung) => {
    // looked for in the one before: in the whole of it each time took 12 times as long as packing
    blocks = blocks.map((block) => keptOf(block, rung));
    const header = { ...model.header, nonzeros, hasState: false };
    return packedBytes({ header, blocks: () => blocks }, ENCODING);
  });
}

interface Levelled extends ModelBlock {
  readonly levels: Uint8Array;
}

function keptOf({ slots, weights, levels }: Levelled, rung: number): Levelled {
  let length = 0;
  for (let i = 0; i < levels.length; i++) if (levels[i] > rung) length++;
  const kept = { slots: new Uint32Array(length), weights: new Float32Array(length), levels: new Uint8Array(length) };
  for (let i = 0, at = 0; i < levels.length; i++) {
    if (levels[i] <= rung) continue;
    kept.slots[at] = slots[i];
    kept.weights[at] = weights[i];
    kept.levels[at++] = levels[i];
  }
  return { ...kept, state: null };
}
