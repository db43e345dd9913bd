/** A few scores and their labels -> the area under the ROC curve, exactly. */

/**
 * The probability that a positive's score is above a negative's, ties half, by ranks:
 *
 *   AUC = (sum of the ranks of positives - P (P + 1) / 2) / (P N),   tied scores sharing the mean of their ranks
 *
 * @param labels 0 or 1, one for each score
 * @returns null where one class is missing
 */
export function exactAuc(scores: readonly number[], labels: readonly number[]): number | null {
  const order = Uint32Array.from(scores.keys()).toSorted((a, b) =>
    scores[a] < scores[b] ? -1 : scores[a] > scores[b] ? 1 : 0,
  );
  const positives = labels.reduce((sum, label) => sum + label, 0);
  const pairs = positives * (labels.length - positives);
  if (pairs === 0) return null;
  let ranks = 0;
  for (let begin = 0, end = 0; begin < order.length; begin = end) {
    let tied = 0;
    for (end = begin; end < order.length && scores[order[end]] === scores[order[begin]]; end++)
      tied += labels[order[end]];
    // ranks count from 1
    ranks += (tied * (begin + 1 + end)) / 2;
  }
  return (ranks - (positives * (positives + 1)) / 2) / pairs;
}
