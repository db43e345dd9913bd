/** Whether more passes over the same examples weaken l1. */

import type { ModelHeader } from './model.js';

type Kept = Pick<ModelHeader['optimizer'], 'columns' | 'hyperparameters'>;

/**
 * True where lambda1 is a strength against the sum of all gradients, which grows with each pass; false where it counts
 * for each example, and without l1.
 */
export function hasSummedLambda1({ columns, hyperparameters }: Kept): boolean {
  return columns.includes('z') && !hyperparameters['globalRate'];
}
