/**
 * leanctr: train very small, very fast click-prediction models.
 *
 * Exported in the order the data flows: read, hash, learn, prune; then model files, exports, evaluation, reports, and
 * whole jobs.
 */

export { InputError, type InputProblem } from './input-error.js';

export { read, type ReadOptions, type Records } from './read/read.js';

export { hash, type Batches, type HashCounts, type HashOptions } from './hash/hash.js';
export type { Batch } from './batch/batch.js';
export type { FieldSpec, HashSpec } from './batch/hash-spec.js';

export { learn, type LearnableBatches, type LearnOptions } from './learn/learn.js';
export { ftrl, type FtrlOptions } from './learn/ftrl.js';
export { adagrad, type AdagradOptions } from './learn/adagrad.js';
export { sgd, type SgdOptions } from './learn/sgd.js';
export { momentum, nesterov, type MomentumOptions } from './learn/momentum.js';
export { rmsprop, type RmspropOptions } from './learn/rmsprop.js';
export { adam, type AdamOptions } from './learn/adam.js';
export { rda, type RdaOptions } from './learn/rda.js';
export { fobos, type FobosOptions } from './learn/fobos.js';
export { truncatedGradient, type TruncatedGradientOptions } from './learn/truncated-gradient.js';
export { ogdCount, type OgdCountOptions } from './learn/ogd-count.js';
export * as schedules from './learn/schedules.js';
export type { Optimizer } from './learn/optimizer.js';
export type { Model, ModelBlock, ModelHeader } from './learn/model.js';

export { prune, type PruneOptions, type Pruned, type PruneRule } from './prune/prune.js';
export type { RankingName } from './prune/rankings.js';
export { encode, type Encoded, type Encoding } from './prune/encoding.js';

export {
  packedBytes,
  readModel,
  writeModel,
  writePacked,
  type WriteModelOptions,
  type WrittenModel,
} from './export/model-file.js';

export { exportModel, type Exported, type TargetName } from './export/targets.js';

export { evaluate, type InputOptions } from './pipeline/evaluate.js';
export { predict } from './pipeline/predict.js';
export { explain, explainExample, type ExplainOptions } from './pipeline/explain.js';
export type { Explanation, NamedFeature } from './report/heaviest.js';
export type { NamedToken } from './report/slot-names.js';
export type { Contribution, RecordExplanation } from './report/record-explanation.js';
export type { FieldContents, ModelContents } from './report/model-contents.js';
export { contentsOf } from './pipeline/contents.js';
export type { MeanMetrics, Metrics, ProgressiveSums } from './evaluate/metrics.js';

export { reportOf, type HoldoutMetrics, type ModelReport } from './report/model-report.js';
export { renderTerminal } from './report/terminal.js';
export { renderMarkdown } from './report/page/render-markdown.js';
export { renderHtml } from './report/page/render-html.js';

export { cache, type CacheOptions, type CacheResult } from './pipeline/cache.js';
export { train, type TrainOptions, type TrainResult } from './pipeline/train.js';
export { sweep, type SweepOptions } from './pipeline/sweep.js';
export type { SweepReport, SweptModelReport } from './report/sweep-report.js';
export { Interrupted } from './pipeline/interrupted.js';
export type { Progress, ReportProgress } from './pipeline/progress.js';
export { generateLog, type GeneratedLog, type GenerateOptions } from './generate/generate.js';
