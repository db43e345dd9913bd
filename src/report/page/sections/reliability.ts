/** How true a model's probabilities are. */

import type { ModelReport } from '../../model-report.js';
import { reliabilityPicture } from '../../pictures/reliability.js';
import { grouped } from '../../text.js';
import { type Section, line, section, table } from '../section.js';

export function reliability({ reliability: bins }: ModelReport): Section | null {
  if (bins === null || bins.length === 0) return null;
  const lines = bins.map(({ probability, rate, low, high, examples }) =>
    line([percent(probability), percent(rate), `${percent(low)} – ${percent(high)}`, grouped(examples)]),
  );
  const columns = ['right: predicted', 'right: found', 'right: 95 % interval', 'right: examples'] as const;
  return section('reliability', 'How true its probabilities are', {
    text: [
      'Held-out examples in the order of their predicted probability, in bins of equal weight: the mean prediction of each bin, ' +
        'and the rate of positives found in it. On the diagonal is right, below it the model promises too much.',
    ],
    pictures: [reliabilityPicture(bins)],
    tables: [table('Reliability', columns, lines)],
  });
}

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
