/** Margins and what each field gave to them -> by how much the log loss grows when a field is left out. */

import { logLoss } from '../kernel/math.js';

export interface LeftOut {
  /**
   * Adds an example.
   *
   * @param margin        of all fields and the bias
   * @param contributions of each field to the margin
   */
  add(margin: number, contributions: Float64Array, label: number, importance: number): void;
  /** Mean over the examples, weighted by importance; null without examples. */
  logLoss(): number | null;
  /** For each field the mean without it minus the mean with it; 0 without examples. */
  increases(): Float64Array;
}

/**
 * All fields in one pass, in float64:
 *
 *   increase of f = sum c (loss(m - m_f, y) - loss(m, y)) / sum c,   m_f = what f gave to the margin m
 *
 * The other weights and the bias stay as they are: a model trained without the field would make up for some of it.
 *
 * @param fields how many
 */
export function leftOut(fields: number): LeftOut {
  const increased = new Float64Array(fields);
  let [importances, losses] = [0, 0];
  return {
    add(margin, contributions, label, importance) {
      const loss = logLoss(margin, label);
      importances += importance;
      losses += importance * loss;
      for (let f = 0; f < fields; f++) {
        if (contributions[f] === 0) continue;
        increased[f] += importance * (logLoss(margin - contributions[f], label) - loss);
      }
    },
    logLoss: () => (importances > 0 ? losses / importances : null),
    increases: () => increased.map((sum) => (importances > 0 ? sum / importances : 0)),
  };
}
