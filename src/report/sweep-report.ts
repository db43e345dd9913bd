/** What a sweep found: its models, judged alike, their frontier, and the best by a rule. */

import type { MeanMetrics } from '../evaluate/metrics.js';
import type { ComparedModel, Comparison } from './comparison.js';

/** One model of a sweep; what it is judged by stands in its log loss, AUC and calibration. */
export interface SweptModelReport extends Omit<ComparedModel, 'seconds'> {
  /** Of the file that was written, with the state that learning on needs unless it was left out. */
  readonly fileBytes: number;
  /** Of all examples of the first pass, each predicted before it was learned. */
  readonly progressive: MeanMetrics;
}

export interface SweepReport {
  /** Learned by each model in each epoch. */
  readonly examples: number;
  readonly epochs: number;
  /**
   * What the models are judged by: examples that the split held out, inputs of their own, or the last half of the first
   * pass, each example of it predicted before it was learned.
   */
  readonly judgedBy: {
    readonly kind: 'split' | 'holdout' | 'last-half';
    readonly examples: number;
    readonly positives: number;
  };
  readonly models: readonly SweptModelReport[];
  /** Settings that diverged: there is no model of them. */
  readonly failed: readonly { readonly setting: ComparedModel['setting']; readonly problem: string }[];
  /** One, of nonzeros against log loss: as a comparison has its frontiers. */
  readonly frontiers: Comparison['frontiers'];
  readonly best: {
    readonly rule: string;
    /** Its index in the models. */
    readonly model: number;
    readonly path: string;
  };
  readonly warnings: readonly string[];
  readonly time: {
    /** Reading, hashing and learning. */
    readonly streamSeconds: number;
    readonly judgeSeconds: number;
    readonly writeSeconds: number;
    readonly seconds: number;
    /** Examples of all passes by streamSeconds, whatever the number of models. */
    readonly examplesPerSecond: number;
  };
  readonly memory: { readonly peakRssBytes: number };
}
