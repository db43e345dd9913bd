/** Many trainings on the same hashed examples, each model pruned as asked and judged on the same held-out ones. */

import { InputError } from '../input-error.js';
import { type ComparedModel, type Comparison, comparisonOf } from '../report/comparison.js';
import { checkNotRead } from './checks.js';
import type { Setting } from './compare-file.js';
import { type SettingResult, modelPaths, trainSetting } from './compare-models.js';
import { type HashOnceOptions, hashOnce } from './hash-once.js';
import { Interrupted } from './interrupted.js';

export interface CompareOptions extends HashOnceOptions {
  readonly settings: readonly Setting[];
  readonly epochs?: number | undefined;
  /** The folder of the models, which is there. */
  readonly models: string;
  /** Told of each model that was trained, once it is measured. */
  readonly onModel?: ((model: ComparedModel, done: number, of: number) => void) | undefined;
}

/**
 * Hashes once, then trains, prunes and measures setting after setting.
 *
 * @throws InputError for wrong options and malformed input, and for a training that diverges
 * @throws Interrupted if the signal was aborted; models that were written stay, each whole
 */
export async function compare(options: CompareOptions): Promise<Comparison> {
  const { settings, models: folder, epochs = 1, signal, onProgress, onModel } = options;
  const start = performance.now();
  const { learning, holdout, kernel, read } = await hashOnce(options);
  const hashed = performance.now();
  const paths = settings.flatMap((setting) => modelPaths(setting, folder));
  for (const path of paths) checkNotRead('--models', path, [...read, ...learning, ...holdout]);

  const results: SettingResult[] = [];
  for (const setting of settings) {
    try {
      if (signal?.aborted) throw new Interrupted();
      results.push(await trainSetting(setting, folder, { learning, holdout, kernel, epochs, signal, onProgress }));
    } catch (error) {
      throw error instanceof Interrupted ? stoppedAfter(results.length, settings.length) : named(error, setting);
    }
    onModel?.(results.at(-1)!.models[0], results.length, settings.length);
  }

  const [{ examples, holdout: judged }] = results;
  return comparisonOf({
    ...{ examples, epochs, holdout: { examples: judged.examples, positives: judged.positives } },
    models: results.flatMap(({ models }) => models),
    warnings: [...new Set(results.flatMap((result) => result.warnings))],
    time: { hashSeconds: (hashed - start) / 1000, seconds: (performance.now() - start) / 1000 },
  });
}

function stoppedAfter(done: number, all: number): Interrupted {
  return new Interrupted(`${done} of ${all} trainings are done, and their models written`);
}

/** An error of one training of many says which. */
function named(error: unknown, { variant, swept }: Setting): unknown {
  if (!(error instanceof InputError) || error.problem.source?.startsWith('--')) return error;
  const numbers = Object.entries(swept).map(([key, value]) => `, ${key} ${value}`);
  return new InputError({ ...error.problem, source: `variant ${variant}${numbers.join('')}: ${error.problem.source}` });
}
