/** A model becomes the sentences that a reader of its report should not miss. */

import type { ModelHeader } from '../learn/model.js';
import { hasSummedLambda1 } from '../learn/summed-lambda1.js';

/** What to know before trusting a report's numbers; often nothing. */
export function warningsOf(header: ModelHeader): string[] {
  return [severalPasses(header), noWeights(header), collisions(header)].filter((warning) => warning !== null);
}

// more updates than first-pass examples by this factor mean epochs, whatever was skipped in between
const SEVERAL = 1.5;

function severalPasses({ updates, progressive, optimizer }: ModelHeader): string | null {
  if (!hasSummedLambda1(optimizer)) return null;
  if (progressive.examples === 0 || updates <= SEVERAL * progressive.examples) return null;
  const passes = (updates / progressive.examples).toFixed(1).replace('.0', '');
  return (
    `learned in ${passes} passes: at a fixed lambda1 nonzeros grow with the number of epochs; ` +
    `compare sparsity at equal epochs, or raise lambda1 with them`
  );
}

function noWeights({ nonzeros, optimizer: { hyperparameters } }: ModelHeader): string | null {
  if (nonzeros > 0) return null;
  const remedies = [
    ...('lambda1' in hyperparameters ? ['lower lambda1'] : []),
    ...('minCount' in hyperparameters ? ['lower min-count'] : []),
    'prune less',
  ];
  return `no weight is left: every example gets the same probability; ${remedies.join(' or ')}`;
}

// below this share, collisions cost less log loss than the noise between two days
const MANY_COLLISIONS = 0.1;

/**
 * Of f features hashed into n slots, about n (1 - e^(-f / n)) slots are touched. So t touched slots come from about
 * f = -n ln(1 - t / n) features, and 1 - t / f of those found their slot taken.
 */
function collisions({ hashing, touched }: ModelHeader): string | null {
  const load = touched / 2 ** hashing.bits;
  if (hashing.hash === 'identity' || load === 0) return null;
  const share = 1 - load / -Math.log1p(-load);
  if (share <= MANY_COLLISIONS) return null;
  return `about ${Math.round(100 * share)} % of the features came to a slot that another had taken; more --bits would part them`;
}
