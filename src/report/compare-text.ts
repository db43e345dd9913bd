/** A comparison becomes a page for a terminal: every model, then the methods against the first, at equal cost. */

import type { ComparedModel, Comparison } from './comparison.js';
import { frontierChart } from './frontier-chart.js';
import { fixed, grouped, short, signed, visible, wrapped } from './text.js';

/** The page, ending with a line feed. No colours and no cursor movements: it reads the same in a log. */
export function renderComparison(comparison: Comparison): string {
  const sections = [title, models, chart, equalNonzeros, equalLogLoss, warnings];
  return sections
    .map((section) => section(comparison))
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

/** `lambda1 0.3, keep 1,000`: what tells a model from the others of its variant. */
export function settingText({ setting }: Pick<ComparedModel, 'setting'>): string {
  return Object.entries(setting)
    .map(([key, value]) => `${visible(key)} ${Number.isInteger(value) ? grouped(value) : short(value)}`)
    .join(', ');
}

function title({ models: all, frontiers, examples, epochs, holdout, time }: Comparison): string[] {
  const passes = epochs === 1 ? '' : ` in ${epochs} epochs`;
  return wrapped(
    'leanctr comparison:',
    `${grouped(all.length)} models of ${grouped(frontiers.length)} methods, learned from ${grouped(examples)} ` +
      `examples${passes}, judged on ${grouped(holdout.examples)} others, ${grouped(holdout.positives)} of them ` +
      `positive; ${grouped(time.seconds)} seconds in all, ${grouped(time.hashSeconds, 1)} of them hashing`,
  );
}

// widths of the columns, 100 in all
const NAME = 35;
const MODEL_CELLS = [9, 8, 11, 10, 12, 9] as const;

function models({ models: all, frontiers }: Comparison): string[] {
  const places = new Map(frontiers.flatMap(({ points }) => points.map(({ model, overall }) => [model, overall])));
  const lines = all.flatMap((model, i) => {
    const isFirst = all[i - 1]?.variant !== model.variant;
    const overall = places.get(i);
    return [
      ...(isFirst ? [visible(model.variant)] : []),
      modelLine(model, overall === undefined ? '' : overall ? '**' : '*'),
    ];
  });
  return [
    heading('Models', ['log loss', 'AUC', 'nonzeros', 'density', 'bytes', 'seconds'], MODEL_CELLS),
    ...lines,
    ...wrapped(' ', '* on the frontier of its method: none with as few nonzeros loses less; ** of all methods'),
    ...wrapped(
      ' ',
      'bytes: of the file as it is served, weights alone; seconds: learning, the hashing done once for all',
    ),
  ];
}

function modelLine(model: ComparedModel, mark: string): string {
  const { logLoss, auc, nonzeros, density, bytes, seconds } = model;
  const share = `${(100 * density).toFixed(2)} %`;
  const cells = [fixed(logLoss, 5), fixed(auc, 4), grouped(nonzeros), share, grouped(bytes), fixed(seconds, 2)];
  return line(`  ${settingText(model) || 'as it is'}`, cells, MODEL_CELLS, mark);
}

function chart({ frontiers }: Comparison): string[] {
  return frontierChart(frontiers);
}

const CELL = 13;

function equalNonzeros({ atEqualNonzeros: places, frontiers }: Comparison): string[] {
  const first = frontiers[0].variant;
  if (places.length === 0 || frontiers.length === 1) return [];
  const widths = places.map(() => CELL);
  const rows = frontiers.map(({ variant }, v) => {
    const cells = places.map(({ variants }) => {
      const { logLoss, relative } = variants[v];
      return v === 0 || relative === null ? fixed(logLoss, 5) : `${signed(100 * relative, 2)} %`;
    });
    return line(`  ${visible(variant)}`, cells, widths);
  });
  return [
    heading(
      `Log loss at equal nonzeros`,
      places.map(({ nonzeros }) => grouped(nonzeros)),
      widths,
    ),
    ...rows,
    ...wrapped(' ', `others against ${visible(first)}: what they lose more; - so few nonzeros were not tried`),
  ];
}

function equalLogLoss({ atEqualLogLoss: places, frontiers }: Comparison): string[] {
  const first = frontiers[0].variant;
  if (places.length === 0 || frontiers.length === 1) return [];
  const widths = places.map(() => CELL);
  const rows = frontiers.map(({ variant }, v) => {
    const cells = places.map(({ variants }) => {
      const { nonzeros, ratio, reached } = variants[v];
      if (!reached) return 'never';
      if (nonzeros === null) return '-';
      return v === 0 || ratio === null ? grouped(Math.round(nonzeros)) : `${short(ratio, 3)}x`;
    });
    return line(`  ${visible(variant)}`, cells, widths);
  });
  return [
    heading(
      `Nonzeros at equal log loss`,
      places.map(({ logLoss }) => logLoss.toFixed(5)),
      widths,
    ),
    ...rows,
    ...wrapped(
      ' ',
      `others against ${visible(first)}: how many times its nonzeros; never: none of the models loses so little; ` +
        '- fewer nonzeros than were tried',
    ),
  ];
}

function warnings(comparison: Comparison): string[] {
  return comparison.warnings.flatMap((warning) => wrapped('  !', warning));
}

function heading(title: string, columns: readonly string[], widths: readonly number[]): string {
  return line(title, columns, widths);
}

/** A name on the left, cells aligned on the right, a mark after them. */
function line(name: string, cells: readonly string[], widths: readonly number[], mark = ''): string {
  const columns = cells.map((cell, i) => ` ${cell}`.padStart(widths[i]));
  return `${name.padEnd(NAME)}${columns.join('')} ${mark}`.trimEnd();
}
