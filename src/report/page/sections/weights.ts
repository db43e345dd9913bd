/** Where a model's weights lie. */

import type { ModelReport } from '../../model-report.js';
import { weightIntervals, weightsPicture } from '../../pictures/weights.js';
import { grouped, short } from '../../text.js';
import { type Section, line, section, table } from '../section.js';

export function weights({ weights: { histogram, min, max, meanAbsolute, l1, l2 } }: ModelReport): Section | null {
  if (min === null) return null;
  const lines = weightIntervals(histogram).map(({ interval, negative, positive }) =>
    line([interval, grouped(negative), grouped(positive)]),
  );
  return section('weights', 'Where its weights lie', {
    text: [
      `From ${short(min)} to ${short(max)}; mean |w| ${short(meanAbsolute)}, sum of |w| ${short(l1)}, root of the sum of w^2 ${short(l2)}.`,
    ],
    pictures: [weightsPicture(histogram)],
    tables: [table('Weights by size', ['left: |w|', 'right: negative', 'right: positive'], lines)],
  });
}
