/** A report becomes the sections of a page; what it does not have is left out, and a hint says how to get it. */

import type { ModelReport } from '../model-report.js';
import type { Section } from './section.js';
import { cost } from './sections/cost.js';
import { features } from './sections/features.js';
import { fields } from './sections/fields.js';
import { reliability } from './sections/reliability.js';
import { schedule } from './sections/schedule.js';
import { settings } from './sections/settings.js';
import { sizes } from './sections/sizes.js';
import { tradeOff } from './sections/trade-off.js';
import { training } from './sections/training.js';
import { weights } from './sections/weights.js';

/** In the order of a reader's questions: is it good, what does it cost, what is in it, how was it made. */
const SECTIONS: readonly ((report: ModelReport) => Section | null)[] = [
  ...[cost, tradeOff, sizes, reliability, fields, features, weights, training, schedule, settings],
];

export function sectionsOf(report: ModelReport): Section[] {
  return SECTIONS.map((section) => section(report)).filter((found) => found !== null);
}

/** How to get what a report lacks. */
export function hintsOf({ before, holdout, tradeOff: frontier, contents, curve }: ModelReport): string[] {
  const measured = holdout === null || frontier === null || contents === null;
  return [
    ...(measured
      ? ['log loss, trade-off, calibration, fields and features by name: report MODEL --holdout FILE...']
      : []),
    ...(before === null ? ['what pruning changed: report MODEL --before UNPRUNED'] : []),
    ...(curve === null ? ['training curve: train --run FOLDER, and report FOLDER'] : []),
  ];
}
