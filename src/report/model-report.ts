/** A model and its file become plain data: what it is, what it weighs, how good it is. */

import { meansOf, type MeanMetrics, type Metrics } from '../evaluate/metrics.js';
import type { Model } from '../learn/model.js';
import { type RateCurve, rateCurveOf } from './rate-curve.js';
import { measureSizes, type ModelSizes } from './sizes.js';
import { warningsOf } from './warnings.js';
import { summarizeWeights, type WeightSummary } from './weights.js';

/** Metrics on held-out examples: of the model before it was pruned, if there was one, and of this model. */
export interface HoldoutMetrics {
  readonly before: Metrics | null;
  readonly after: Metrics;
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
  readonly warnings: readonly string[];
}

/**
 * Reports on a model. Streams its weights once and its file twice (to see what gzip and brotli make of it).
 *
 * @param file    the model's file
 * @param holdout its metrics on held-out examples, if they were measured
 * @param before  what it was pruned from, if it was
 */
export async function reportOf(
  model: Model,
  file: { readonly path: string; readonly bytes: number },
  holdout: HoldoutMetrics | null = null,
  before: ModelReport['before'] = null,
): Promise<ModelReport> {
  const { header } = model;
  return {
    model: describe(model, file.path),
    before,
    sizes: await measureSizes(file, header.hashing.bits, header.nonzeros),
    weights: summarizeWeights(model),
    schedule: rateCurveOf(header),
    progressive: meansOf(header.progressive),
    holdout,
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
