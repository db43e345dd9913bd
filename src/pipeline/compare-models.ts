/** One setting of a comparison -> its trained model and those pruned from it, written, and judged on the holdout. */

import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { readModel, writeModel } from '../export/model-file.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Model } from '../learn/model.js';
import { type PruneRule, prune } from '../prune/prune.js';
import type { ComparedModel } from '../report/comparison.js';
import type { Setting } from './compare-file.js';
import { type Evaluation, type InputOptions, evaluate } from './evaluate.js';
import { Interrupted } from './interrupted.js';
import { type TrainOptions, train } from './train.js';

export interface SettingResult {
  /** The trained model first. */
  readonly models: readonly ComparedModel[];
  readonly examples: number;
  /** Of the trained model. */
  readonly holdout: Evaluation;
  readonly warnings: readonly string[];
}

/** How all settings are trained and measured. */
export interface SettingOptions extends Pick<TrainOptions, 'epochs' | 'signal' | 'onProgress'> {
  /** The caches to learn from, and those to measure on. */
  readonly learning: readonly string[];
  readonly holdout: readonly string[];
  readonly kernel: Kernel;
}

/** Where the models of a setting are written: that of the training first, then one for each pruning. */
export function modelPaths({ variant, swept, prunings }: Setting, folder: string): string[] {
  const names = [swept, ...prunings.map((rule) => ({ ...swept, ...rule }))].map((label) =>
    Object.entries(label)
      .map(([key, value]) => `${key}-${value}`)
      .join('_'),
  );
  return names.map((name) => join(folder, variant, `${name || 'model'}.arrow`));
}

/** @throws InputError for a training that diverges @throws Interrupted if the signal was aborted */
export async function trainSetting(setting: Setting, folder: string, options: SettingOptions): Promise<SettingResult> {
  const { epochs, learning: inputs, kernel, signal, onProgress } = options;
  const [path, ...prunedPaths] = modelPaths(setting, folder);
  mkdirSync(dirname(path), { recursive: true });
  const trained = await train({
    ...{ inputs, ...setting.learning, epochs, model: path, state: false, kernel, signal, onProgress },
  });
  const model = readModel(path);
  const measuring = { inputs: options.holdout, kernel, signal };
  const learned = { variant: setting.variant, seconds: trained.time.streamSeconds };
  const { holdout, ...first } = await measured(model, trained.model, measuring);
  const models: ComparedModel[] = [{ ...learned, setting: setting.swept, ...first }];
  for (const [i, rule] of setting.prunings.entries()) {
    const pruned = await prunedModel(model, rule, prunedPaths[i], measuring);
    models.push({ ...learned, setting: { ...setting.swept, ...rule }, ...pruned });
  }
  return { models, examples: trained.examples, holdout, warnings: trained.warnings };
}

async function prunedModel(model: Model, rule: PruneRule, path: string, measuring: InputOptions) {
  if (measuring.signal?.aborted) throw new Interrupted();
  const pruned = prune(model, rule).model;
  const { holdout: _holdout, ...compared } = await measured(pruned, await writeModel(path, pruned), measuring);
  return compared;
}

type Written = Pick<ComparedModel, 'path' | 'bytes' | 'sha256'>;

async function measured(model: Model, { path, bytes, sha256 }: Written, measuring: InputOptions) {
  const holdout = await evaluate(model, measuring);
  const { touched, nonzeros, optimizer } = model.header;
  const { logLoss, normalizedEntropy, auc, calibration } = holdout;
  return {
    ...{ optimizer: optimizer.name, hyperparameters: optimizer.hyperparameters, path, bytes, sha256 },
    ...{ touched, nonzeros, density: touched > 0 ? nonzeros / touched : 0 },
    ...{ logLoss, normalizedEntropy, auc, calibration, holdout },
  };
}
