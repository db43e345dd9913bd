/** What a weight is worth to a model: the rankings by which pruning chooses, each a formula. */

export interface Ranking {
  /** Whether it needs the optimizer's state, beside the weight. */
  readonly needsState: boolean;
  /**
   * @param size      |w|, > 0
   * @param pull      size of the gradient of the loss at w, >= 0
   * @param curvature of the loss in w, >= 0
   * @returns >= 0; larger stays longer
   */
  score(size: number, pull: number, curvature: number): number;
}

/**
 * - `loss`: by how much the log loss of the training would grow if the weight became 0, to second order
 * - `frequency`: |w| times how often the feature is there, of which n is a multiple: n / (r (1 - r)) at a click rate r
 * - `magnitude`: |w|
 */
export const RANKINGS = {
  loss: { needsState: true, score: (size, pull, n) => size * (pull + 0.5 * n * size) },
  frequency: { needsState: true, score: (size, _pull, n) => size * n },
  magnitude: { needsState: false, score: (size) => size },
} as const satisfies Readonly<Record<string, Ranking>>;

export type RankingName = keyof typeof RANKINGS;

export const RANKING_NAMES = Object.keys(RANKINGS) as [RankingName, ...RankingName[]];
