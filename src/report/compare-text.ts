/** A comparison becomes a page for a terminal: every model, then the methods against the first, at equal cost. */

import { keyOf } from '../learn/parameters.js';
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
    .map(([key, value]) => `${visible(key)} ${numberText(value)}`)
    .join(', ');
}

/** 1,000, 0.05 or 1e-5. */
function numberText(value: number): string {
  if (Number.isInteger(value)) return grouped(value);
  return Math.abs(value) < 1e-3 ? value.toExponential() : short(value);
}

function title({ models: all, frontiers, examples, epochs, holdout, time }: Comparison): string[] {
  const passes = epochs === 1 ? '' : ` in ${epochs} epochs`;
  return wrapped(
    'leanctr comparison:',
    `${grouped(all.length)} models of ${frontiers.length === 1 ? '1 method' : `${frontiers.length} methods`}, learned from ${grouped(examples)} ` +
      `examples${passes}, judged on ${grouped(holdout.examples)} others, ${grouped(holdout.positives)} of them ` +
      `positive; ${grouped(time.seconds)} seconds in all, ${grouped(time.hashSeconds, 1)} of them hashing`,
  );
}

// widths of the columns, 100 in all
const NAME = 30;
const MODEL_CELLS = [9, 7, 12, 10, 9, 11, 8] as const;

function models({ models: all, frontiers }: Comparison): string[] {
  const places = new Map(frontiers.flatMap(({ points }) => points.map(({ model, overall }) => [model, overall])));
  const marks = all.map((_, i) => (places.has(i) ? (places.get(i) ? '**' : '*') : ''));
  const methods = frontiers.flatMap(({ variant }) => {
    const ofVariant = [...all.entries()].filter(([, model]) => model.variant === variant);
    const lines = ofVariant.map(([i, model]) => modelLine(model, marks[i]));
    return [...wrapped(`${visible(variant)}:`, methodText(ofVariant.map(([, model]) => model))), ...lines];
  });
  return [
    line('Models', ['log loss', 'AUC', 'calibration', 'nonzeros', 'density', 'bytes', 'seconds'], MODEL_CELLS),
    ...methods,
    ...wrapped(' ', '* on the frontier of its method: none with as few nonzeros loses less; ** on that of all methods'),
    ...wrapped(' ', 'bytes: of the file as it is served, weights alone; seconds: of learning, hashed once for all'),
  ];
}

/** The optimizer and the numbers that all models of a variant have: `adagrad, alpha 0.05, beta 1`. */
function methodText(ofVariant: readonly ComparedModel[]): string {
  const [{ variant, optimizer, hyperparameters }] = ofVariant;
  const common = Object.entries(hyperparameters).filter(([key, value]) =>
    ofVariant.every((model) => model.hyperparameters[key] === value),
  );
  const numbers = common.map(([key, value]) => `${visible(keyOf(key))} ${numberText(value)}`);
  return [...(optimizer === variant ? [] : [visible(optimizer)]), ...numbers].join(', ');
}

function modelLine(model: ComparedModel, mark: string): string {
  const { logLoss, auc, calibration, nonzeros, density, bytes, seconds } = model;
  const share = `${(100 * density).toFixed(2)} %`;
  const cells = [
    fixed(logLoss, 5),
    fixed(auc, 4),
    fixed(calibration, 3),
    grouped(nonzeros),
    share,
    grouped(bytes),
    fixed(seconds, 2),
  ];
  return line(`  ${settingText(model) || 'as trained'}`, cells, MODEL_CELLS, mark);
}

function chart({ frontiers }: Comparison): string[] {
  return frontierChart(frontiers);
}

const CELL = 14;

function equalNonzeros({ atEqualNonzeros: places, frontiers }: Comparison): string[] {
  return againstFirst(frontiers, places.length, {
    title: 'Log loss at equal nonzeros',
    columns: places.map(({ nonzeros }) => grouped(nonzeros)),
    first: (place) => fixed(places[place].variants[0].logLoss, 5),
    other(place, variant) {
      const { relative } = places[place].variants[variant];
      return relative === null ? '-' : `${signed(100 * relative, 2)} %`;
    },
    note: 'how much more they lose; -: so few nonzeros were not tried',
  });
}

function equalLogLoss({ atEqualLogLoss: places, frontiers }: Comparison): string[] {
  return againstFirst(frontiers, places.length, {
    title: 'Nonzeros at equal log loss',
    columns: places.map(({ logLoss }) => fixed(logLoss, 5)),
    first: (place) => grouped(Math.round(places[place].variants[0].nonzeros ?? 0)),
    other(place, variant) {
      const { ratio, reached } = places[place].variants[variant];
      if (!reached) return 'never';
      return ratio === null ? '-' : `${short(ratio, 3)}x`;
    },
    note: 'times its nonzeros; never: no model loses so little; -: fewer than were tried',
  });
}

/** A table with a line for each variant and a column for each place at which the others are held against the first. */
interface AgainstFirst {
  readonly title: string;
  readonly columns: readonly string[];
  readonly first: (place: number) => string;
  readonly other: (place: number, variant: number) => string;
  readonly note: string;
}

function againstFirst(frontiers: Comparison['frontiers'], places: number, table: AgainstFirst): string[] {
  if (places === 0 || frontiers.length === 1) return [];
  const { title: name, columns, first, other, note } = table;
  const widths = columns.map(() => CELL);
  const lines = frontiers.map(({ variant }, v) =>
    line(
      `  ${visible(variant)}`,
      columns.map((_, place) => (v === 0 ? first(place) : other(place, v))),
      widths,
    ),
  );
  return [line(name, columns, widths), ...lines, ...wrapped(' ', `against ${visible(frontiers[0].variant)}: ${note}`)];
}

function warnings(comparison: Comparison): string[] {
  return comparison.warnings.flatMap((warning) => wrapped('  !', warning));
}

/** A name on the left, cells aligned on the right, a mark after them. */
export function line(name: string, cells: readonly string[], widths: readonly number[], mark = ''): string {
  const columns = cells.map((cell, i) => ` ${cell}`.padStart(widths[i]));
  return `${name.padEnd(NAME)}${columns.join('')} ${mark}`.trimEnd();
}
