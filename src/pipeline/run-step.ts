/** What the steps of a pipeline file have in common: what they are told, and what they tell. */

import type { LogSummary } from '../generate/summary.js';
import type { ComparedModel, Comparison } from '../report/comparison.js';
import type { ModelReport } from '../report/model-report.js';
import type { InputOptions } from './evaluate.js';
import type { ReportProgress } from './progress.js';
import type { PruneFileResult } from './prune.js';
import type { TrainResult } from './train.js';

/** What a step left behind, told as soon as it is done. */
export type StepResult =
  | { readonly step: 'generate'; readonly output: string; readonly summary: LogSummary }
  | { readonly step: 'train'; readonly result: TrainResult }
  | { readonly step: 'prune'; readonly result: PruneFileResult }
  | { readonly step: 'report'; readonly report: ModelReport; readonly output: readonly string[] }
  | { readonly step: 'compare'; readonly result: Comparison };

export interface RunOptions extends Pick<InputOptions, 'onBadRecord' | 'signal'> {
  readonly onStep: (step: StepResult) => void;
  /** Told of each training of a comparison, once its model is measured. */
  readonly onModel?: ((model: ComparedModel, done: number, of: number) => void) | undefined;
  readonly onProgress?: ReportProgress | undefined;
}

/** Does the work of a section, unless the run was stopped; an error names the key that it is of. */
export type RunStep = <T>(section: readonly (string | number)[], work: () => Promise<T>) => Promise<T>;
