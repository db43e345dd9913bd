/** What a model's quality is on the holdout, before and after pruning. */

import type { Metrics } from '../../../evaluate/metrics.js';
import { type Change, difference, relative } from '../../change.js';
import type { HoldoutMetrics, ModelReport } from '../../model-report.js';
import { fixed, grouped } from '../../text.js';
import { type Line, type Section, type Table, line, section, table } from '../section.js';

export function cost({ holdout, progressive }: ModelReport): Section {
  const { logLoss, normalizedEntropy, calibration, examples } = progressive;
  const learned =
    `While learning, each of ${grouped(examples)} examples predicted before it was learned: log loss ${fixed(logLoss, 5)}, ` +
    `normalized entropy ${fixed(normalizedEntropy, 4)}, calibration ${fixed(calibration, 4)}.`;
  // a packed model does not tell
  const learning = examples > 0 ? [learned] : [];
  if (holdout === null) return section('cost', 'What it cost', { text: ['Not measured: no holdout.', ...learning] });
  const { examples: heldOut, positives } = holdout.after;
  const on = `On ${grouped(heldOut)} held-out examples, ${grouped(positives)} of them positive.`;
  return section('cost', 'What it cost', { text: [on, ...learning], tables: [metricsTable(holdout)] });
}

function metricsTable({ before, after }: HoldoutMetrics): Table {
  const of = (label: string, name: keyof Metrics, digits: number, change: Change, note: string): Line =>
    line([
      label,
      ...(before === null ? [] : [fixed(before[name], digits)]),
      fixed(after[name], digits),
      ...(before === null ? [] : [change(before[name], after[name])]),
      note,
    ]);
  const columns =
    before === null
      ? (['left: metric', 'right: this model', 'left: note'] as const)
      : (['left: metric', 'right: before', 'right: this model', 'right: change', 'left: note'] as const);
  return table('Metrics on the holdout', columns, [
    of('log loss', 'logLoss', 5, relative, 'less is better'),
    of('normalized entropy', 'normalizedEntropy', 4, relative, '1 is a constant guess'),
    of('AUC', 'auc', 4, difference, '0.5 is a coin toss'),
    of('calibration', 'calibration', 4, difference, 'above 1 overpromises'),
    of('calibration error, ECE', 'ece', 4, difference, 'in 20 bins'),
  ]);
}
