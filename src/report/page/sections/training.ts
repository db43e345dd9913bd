/** How training went: loss and nonzeros over examples. */

import type { ModelReport } from '../../model-report.js';
import { lossPicture, nonzerosPicture } from '../../pictures/training.js';
import { fixed, grouped } from '../../text.js';
import { type Section, section } from '../section.js';

export function training({ curve }: ModelReport): Section | null {
  if (curve === null || curve.length === 0) return null;
  const { examples, seconds, nonzeros, logLoss } = curve.at(-1)!;
  const pace = seconds > 0 ? ` in ${grouped(seconds, 1)} s, ${grouped(Math.round(examples / seconds))} a second` : '';
  return section('training', 'How training went', {
    text: [
      `The first pass: ${grouped(examples)} examples${pace}; at its end ${grouped(nonzeros)} nonzero weights and a progressive ` +
        `log loss of ${fixed(logLoss, 5)}.`,
    ],
    // one point is no curve
    pictures: curve.length > 1 ? [lossPicture(curve), nonzerosPicture(curve)] : [],
  });
}
