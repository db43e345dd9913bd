/** A sweep becomes a page for a terminal: every model, their frontier, the best. */

import { line, settingText } from './compare-text.js';
import { frontierChart } from './frontier-chart.js';
import type { SweepReport, SweptModelReport } from './sweep-report.js';
import { fixed, grouped, wrapped } from './text.js';

/** The page, ending with a line feed. */
export function renderSweep(report: SweepReport): string {
  return [title, models, chart, chosen, warnings]
    .map((section) => section(report))
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

const JUDGED = {
  split: 'held-out examples',
  holdout: 'examples of the holdout',
  'last-half': 'last examples of the first pass, each predicted before it was learned',
};

function title({ models: all, failed, examples, epochs, judgedBy, time }: SweepReport): string[] {
  const count = all.length + failed.length;
  const passes = epochs === 1 ? 'one pass' : `${epochs} epochs`;
  return wrapped(
    'leanctr sweep:',
    `${grouped(count)} ${count === 1 ? 'model' : 'models'} of ${grouped(examples)} examples in ${passes}, ` +
      `judged by the ${grouped(judgedBy.examples)} ${JUDGED[judgedBy.kind]} (${grouped(judgedBy.positives)} positive); ` +
      `${grouped(time.seconds, 1)} seconds, ${grouped(time.writeSeconds, 1)} of them writing`,
  );
}

// widths of the columns, 100 in all
const CELLS = [10, 8, 12, 12, 10, 14] as const;

function models({ models: all, frontiers, best, failed, judgedBy }: SweepReport): string[] {
  const onFrontier = new Set(frontiers.flatMap(({ points }) => points.map(({ model }) => model)));
  const marks = all.map((_, i) => `${onFrontier.has(i) ? '*' : ' '}${i === best.model ? ' best' : ''}`);
  return [
    line('Models', ['log loss', 'AUC', 'calibration', 'nonzeros', 'density', 'bytes'], CELLS),
    ...all.map((model, i) => modelLine(model, marks[i])),
    ...failed.map(({ setting, problem }) => `  ${settingText({ setting })}: ${problem}`),
    ...(judgedBy.kind === 'last-half' ? wrapped(' ', 'AUC: only with --split or --holdout') : []),
    ...wrapped(
      ' ',
      '* on the frontier: none with as few nonzeros loses less; bytes: of the file as it is served, weights alone',
    ),
  ];
}

function modelLine(model: SweptModelReport, mark: string): string {
  const { logLoss, auc, calibration, nonzeros, density, bytes } = model;
  const share = `${(100 * density).toFixed(2)} %`;
  const cells = [fixed(logLoss, 5), fixed(auc, 4), fixed(calibration, 3), grouped(nonzeros), share, grouped(bytes)];
  return line(`  ${settingText(model) || 'the only one'}`, cells, CELLS, mark);
}

function chart({ frontiers }: SweepReport): string[] {
  return frontierChart(frontiers);
}

function chosen({ models: all, best: { rule, model, path } }: SweepReport): string[] {
  const { logLoss, nonzeros } = all[model];
  const what = settingText(all[model]) || 'the only one';
  return wrapped('best by', `${rule}: ${what}, log loss ${fixed(logLoss, 5)}, ${grouped(nonzeros)} nonzeros: ${path}`);
}

function warnings(report: SweepReport): string[] {
  return report.warnings.flatMap((warning) => wrapped('  !', warning));
}
