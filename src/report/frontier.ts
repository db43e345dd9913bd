/** Models of one method, as points -> its Pareto frontier, and what it reaches between them. */

/** A model as it is judged: smaller is better in both. */
export interface Point {
  readonly nonzeros: number;
  /** Mean, in nats. */
  readonly logLoss: number;
}

/**
 * The points that no other point beats: each one with more nonzeros has a smaller loss. A model without weights is on no
 * frontier, since frontiers are drawn over the logarithm of nonzeros.
 *
 * @returns points with nonzeros ascending and losses descending, both strictly
 */
export function frontierOf<P extends Point>(points: readonly P[]): P[] {
  const ascending = points
    .filter(({ nonzeros }) => nonzeros > 0)
    .toSorted((a, b) => a.nonzeros - b.nonzeros || a.logLoss - b.logLoss);
  let least = Infinity;
  return ascending.filter(({ logLoss }) => {
    const isBetter = logLoss < least;
    if (isBetter) least = logLoss;
    return isBetter;
  });
}

/**
 * The loss that a method reaches with at most so many nonzeros: linear in the logarithm of nonzeros between two points of
 * its frontier, and beyond the last one, which may be used for more, the loss of that one.
 *
 *   loss(k) = loss_a + (loss_b - loss_a) ln(k / k_a) / ln(k_b / k_a)      for k_a <= k <= k_b
 *
 * @param frontier as frontierOf gives it
 * @returns null for fewer nonzeros than any point has: that was not tried
 */
export function logLossAt(frontier: readonly Point[], nonzeros: number): number | null {
  const after = frontier.findIndex((point) => point.nonzeros >= nonzeros);
  if (after < 0) return frontier.at(-1)?.logLoss ?? null;
  const [a, b] = [frontier[after - 1], frontier[after]];
  if (b.nonzeros === nonzeros) return b.logLoss;
  if (a === undefined) return null;
  const share = Math.log(nonzeros / a.nonzeros) / Math.log(b.nonzeros / a.nonzeros);
  return a.logLoss + (b.logLoss - a.logLoss) * share;
}

/**
 * The nonzeros that a method needs for a loss: the inverse of logLossAt.
 *
 * @param frontier as frontierOf gives it
 * @returns null for a larger loss than any point has, which fewer nonzeros than were tried may reach; Infinity for a
 *   smaller loss than any point has
 */
export function nonzerosAt(frontier: readonly Point[], logLoss: number): number | null {
  const after = frontier.findIndex((point) => point.logLoss <= logLoss);
  if (after < 0) return frontier.length > 0 ? Infinity : null;
  const [a, b] = [frontier[after - 1], frontier[after]];
  if (b.logLoss === logLoss) return b.nonzeros;
  if (a === undefined) return null;
  const share = (logLoss - a.logLoss) / (b.logLoss - a.logLoss);
  return a.nonzeros * (b.nonzeros / a.nonzeros) ** share;
}
