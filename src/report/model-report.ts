/** A model and its file become plain data: what it is, what it weighs, how good it is. */

import { meansOf, type MeanMetrics, type Metrics } from '../evaluate/metrics.js';
import type { ReliabilityBin } from '../evaluate/reliability.js';
import type { Model } from '../learn/model.js';
import type { ModelContents } from './model-contents.js';
import { type RateCurve, rateCurveOf } from './rate-curve.js';
import { measureSizes, type ModelSizes } from './sizes.js';
import { warningsOf } from './warnings.js';
import { summarizeWeights, type WeightSummary } from './weights.js';

export type { ReliabilityBin } from '../evaluate/reliability.js';
export type { FieldContents, ModelContents } from './model-contents.js';
export type { NamedFeature } from './heaviest.js';

/** Metrics on held-out examples: of the model before it was pruned, if there was one, and of this model. */
export interface HoldoutMetrics {
  readonly before: Metrics | null;
  readonly after: Metrics;
}

/** A model with so many of another's weights kept, its bias solved again. */
export interface TradeOffPoint {
  readonly nonzeros: number;
  /** Packed, in the trade-off's encoding. */
  readonly bytes: number;
  /** On the half of the holdout on which no bias was solved. */
  readonly logLoss: number;
  readonly auc: number | null;
  readonly calibration: number | null;
}

export interface TradeOff {
  readonly ranking: string;
  readonly encoding: string;
  /** Nonzeros descending; the first one is the whole model, or what it was pruned from. */
  readonly points: readonly TradeOffPoint[];
  /** The reported model, if it is not the first point itself. */
  readonly chosen: TradeOffPoint | null;
}

export interface CurvePoint {
  readonly examples: number;
  /** Progressive, of the examples since the point before, and of all so far. */
  readonly windowLogLoss: number;
  readonly logLoss: number;
  readonly nonzeros: number;
  readonly seconds: number;
}

/** What the report was made on. */
export interface Environment {
  readonly leanctr: string;
  readonly node: string;
  readonly platform: string;
  readonly cpu: string;
}

/** Everything a report says, as JSON can hold it: keys in a fixed order, no NaN, no infinity. */
export interface ModelReport {
  readonly model: {
    readonly path: string;
    readonly hash: string;
    readonly bits: number;
    readonly fields: number;
    readonly touched: number;
    readonly nonzeros: number;
    /** nonzeros / touched; null if nothing was touched. */
    readonly density: number | null;
    readonly bias: number;
    readonly optimizer: { readonly name: string; readonly hyperparameters: Readonly<Record<string, number>> };
    /** Whether the file also holds what training on needs. */
    readonly hasState: boolean;
  };
  /** The model it was pruned from; null if not known. */
  readonly before: { readonly nonzeros: number; readonly bytes: number } | null;
  readonly sizes: ModelSizes;
  readonly weights: WeightSummary;
  /** How the learning rate changed; null if it did not. */
  readonly schedule: RateCurve | null;
  /** While it was learned, each example predicted before it was learned; of the model before any pruning. */
  readonly progressive: MeanMetrics;
  readonly holdout: HoldoutMetrics | null;
  /** What fewer weights would cost, on the holdout. */
  readonly tradeOff: TradeOff | null;
  /** How true its probabilities are, on the holdout: bins of equal importance, ascending. */
  readonly reliability: readonly ReliabilityBin[] | null;
  /** What its fields and its heaviest features are, from the first records of the holdout. */
  readonly contents: ModelContents | null;
  /** How training went, from the run's folder. */
  readonly curve: readonly CurvePoint[] | null;
  readonly environment: Environment | null;
  readonly warnings: readonly string[];
}

/** What a report has from elsewhere than the model and its file; null where it was not measured. */
export type Measured = Pick<
  ModelReport,
  'before' | 'holdout' | 'tradeOff' | 'reliability' | 'contents' | 'curve' | 'environment'
>;

/**
 * Reports on a model. Streams its weights once and its file twice (to see what gzip and brotli make of it).
 *
 * @param file     the model's file
 * @param measured what else is known of it
 */
export async function reportOf(
  model: Model,
  file: { readonly path: string; readonly bytes: number },
  measured: Partial<Measured> = {},
): Promise<ModelReport> {
  const { header } = model;
  const { before = null, holdout = null, tradeOff = null, reliability = null } = measured;
  const { contents = null, curve = null, environment = null } = measured;
  return {
    model: describe(model, file.path),
    before,
    sizes: await measureSizes(model, file),
    weights: summarizeWeights(model),
    schedule: rateCurveOf(header),
    progressive: meansOf(header.progressive),
    ...{ holdout, tradeOff, reliability, contents, curve, environment },
    warnings: warningsOf(header),
  };
}

function describe({ header }: Model, path: string): ModelReport['model'] {
  const { hashing, optimizer, touched, nonzeros } = header;
  return {
    path,
    hash: hashing.hash,
    bits: hashing.bits,
    fields: hashing.fields.length,
    touched,
    nonzeros,
    density: touched > 0 ? nonzeros / touched : null,
    bias: header.bias.weight,
    optimizer: { name: optimizer.name, hyperparameters: optimizer.hyperparameters },
    hasState: header.hasState,
  };
}
