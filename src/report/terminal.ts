/** A report becomes a page for a terminal: on one screen, what the model cost, what it saved, where its weights lie. */

import type { Metrics } from '../evaluate/metrics.js';
import { bitsPerNonzero } from '../prune/size.js';
import { type Change, difference, relative, times } from './change.js';
import type { HoldoutMetrics, ModelReport } from './model-report.js';
import { endOf, fixed, grouped, heading, row, short, signed, visible, WIDTH, wrapped } from './text.js';
import { rateChart } from './rate-chart.js';
import { featuresLines, fieldsLines, tradeOffLines } from './terminal-parts.js';
import { weightChart } from './weight-chart.js';

/** The page, ending with a line feed. No colours and no cursor movements: it reads the same in a log. */
export function renderTerminal(report: ModelReport): string {
  const parts = [tradeOffLines, fieldsLines, featuresLines];
  const sections = [title, pace, cost, saving, sizes, ...parts, weights, warnings];
  return sections
    .map((section) => section(report))
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

function title({ model }: ModelReport): string[] {
  const { name, hyperparameters } = model.optimizer;
  const numbers = Object.entries(hyperparameters).map(([key, value]) => `${visible(key)} ${short(value)}`);
  const fields = model.fields === 1 ? '1 field' : `${grouped(model.fields)} fields`;
  return [
    `leanctr report: ${endOf(visible(model.path), WIDTH - 16)}`,
    ...wrapped(
      ' ',
      `${[visible(name), ...numbers].join(', ')}; ${fields} in 2^${model.bits} slots (${visible(model.hash)}); ` +
        `bias ${short(model.bias)}`,
    ),
  ];
}

function pace({ schedule }: ModelReport): string[] {
  if (schedule === null) return [];
  const { text, points, drops } = schedule;
  const [first, last] = [points[0], points.at(-1)!];
  const dropped = drops.length === 0 ? '' : `; ${grouped(drops.length)} ${drops.length === 1 ? 'drop' : 'drops'}`;
  return [
    heading('How fast it learned'),
    ...wrapped(' ', `${visible(text)}: from ${short(first.factor)} to ${short(last.factor)} of alpha${dropped}`),
    ...rateChart(points),
  ];
}

function cost({ holdout, progressive }: ModelReport): string[] {
  const { examples, logLoss, normalizedEntropy, calibration } = progressive;
  const learning =
    `while learning: log loss ${fixed(logLoss, 5)}, normalized entropy ${fixed(normalizedEntropy, 4)}, ` +
    `calibration ${fixed(calibration, 4)}`;
  return [
    ...(holdout === null ? [heading('What it cost'), row('not measured: no holdout', [])] : holdoutTable(holdout)),
    // a packed model does not tell
    ...(examples > 0 ? [row(learning, [])] : []),
  ];
}

function holdoutTable({ before, after }: HoldoutMetrics): string[] {
  const line = (label: string, name: keyof Metrics, digits: number, change: Change, note = '') => {
    const [from, to] = [before?.[name] ?? null, after[name]];
    return row(
      label,
      before === null ? ['', fixed(to, digits)] : [fixed(from, digits), fixed(to, digits), change(from, to)],
      note,
    );
  };
  return [
    heading('What it cost', before === null ? ['', 'this model'] : ['before', 'this model', 'change']),
    line('log loss', 'logLoss', 5, relative, 'less is better'),
    line('normalized entropy', 'normalizedEntropy', 4, relative, '1 is a constant guess'),
    line('AUC', 'auc', 4, difference, aucNote(before, after)),
    line('calibration', 'calibration', 4, difference, 'above 1 overpromises'),
    line('calibration error, ECE', 'ece', 4, difference, 'in 20 bins'),
    row(`on ${grouped(after.examples)} held-out examples, ${grouped(after.positives)} of them positive`, []),
  ];
}

/** How far binning may have moved the AUC, where its last digit shows it. */
function aucNote(before: Metrics | null, after: Metrics): string {
  const bound = Math.max(before?.aucErrorBound ?? 0, after.aucErrorBound ?? 0).toFixed(4);
  return Number(bound) > 0 ? `± ${bound} by binning` : '0.5 is a coin toss';
}

function saving({ model, sizes: { denseFloat32, file }, before }: ModelReport): string[] {
  // a model that was not pruned is held against a table with a weight in every slot
  const from = before ?? { nonzeros: 2 ** model.bits, bytes: denseFloat32 };
  const density = model.density === null ? '' : `density ${(100 * model.density).toFixed(2)} %`;
  return [
    heading('What it saved', [before === null ? 'dense table' : 'before', 'this model', 'saved']),
    row('touched slots', ['', grouped(model.touched)]),
    row('nonzero weights', savingCells(from.nonzeros, model.nonzeros, 'fewer'), density),
    row('bytes of the file', savingCells(from.bytes, file, 'smaller'), model.hasState ? 'with its state' : ''),
  ];
}

function savingCells(from: number, to: number, word: string): string[] {
  const saved = to < from && to > 0 ? `${times(from / to)} ${word}` : `${signed(100 * (to / from - 1), 1)} %`;
  return [grouped(from), grouped(to), from > 0 ? saved : '-'];
}

function sizes({ model, sizes: { denseFloat32, file, gzip, brotli, packed, entropyBound } }: ModelReport): string[] {
  const line = (label: string, bytes: number, note = '') => {
    const perNonzero = bitsPerNonzero(bytes, model.nonzeros);
    const timesBound = entropyBound > 0 ? times(bytes / entropyBound) : '-';
    return row(label, [grouped(bytes), perNonzero === null ? '-' : grouped(perNonzero, 1), timesBound], note);
  };
  return [
    heading('What it weighs', ['bytes', 'bits/nonzero', 'x the bound']),
    line(`float32 in 2^${model.bits} slots`, denseFloat32),
    line('the file', file, model.hasState ? 'with its state' : ''),
    line('the file, gzip', gzip),
    line('the file, brotli', brotli, 'quality 5'),
    line('packed, float32', packed.f32),
    line('packed, bfloat16', packed.bf16),
    line('packed, q2.13', packed['q2.13'], '16 bits'),
    line('packed, q8', packed.q8, '8 bits'),
    line('entropy bound', entropyBound, 'of float32'),
  ];
}

function weights({ weights: { histogram, min, max, meanAbsolute, l1, l2 } }: ModelReport): string[] {
  if (min === null) return [];
  return [
    heading('Where its weights lie'),
    ...weightChart(histogram),
    row(
      `from ${short(min)} to ${short(max)}; mean |w| ${short(meanAbsolute)}, sum of |w| ${short(l1)}, ` +
        `root of the sum of w^2 ${short(l2)}`,
      [],
    ),
  ];
}

function warnings(report: ModelReport): string[] {
  return report.warnings.flatMap((warning) => wrapped('  !', warning));
}
