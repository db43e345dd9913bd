/** A report becomes the numbers that matter most: nonzeros, bytes, log loss, AUC. */

import { difference, relative, times } from '../change.js';
import type { ModelReport } from '../model-report.js';
import { bytesText } from '../pictures/axes.js';
import { fixed, grouped } from '../text.js';
import type { Figure } from './section.js';

export function headline(report: ModelReport): Figure[] {
  const figures = [nonzeros(report), bytes(report), packed(report), logLoss(report), ...auc(report)];
  // a number and its unit stay on one line
  return figures.map((figure) => ({ ...figure, note: figure.note.replace(/(\d) (%|[kMG]?B)/g, '$1\u00a0$2') }));
}

function nonzeros({ model, before }: ModelReport): Figure {
  const of = `of ${grouped(before?.nonzeros ?? 2 ** model.bits)} ${before === null ? 'slots' : 'before pruning'}`;
  return { label: 'nonzero weights', value: grouped(model.nonzeros), note: of };
}

function bytes({ sizes: { file, denseFloat32 }, before }: ModelReport): Figure {
  const from = before?.bytes ?? denseFloat32;
  const smaller = file < from ? `${times(from / file)} smaller than ` : 'instead of ';
  const what = before === null ? 'as a dense table' : 'before pruning';
  return { label: 'bytes of the file', value: bytesText(file), note: `${smaller}${bytesText(from)} ${what}` };
}

function packed({ sizes }: ModelReport): Figure {
  const { f32, 'q2.13': short } = sizes.packed;
  const note = `as q2.13; ${bytesText(f32)} as float32, bound ${bytesText(sizes.entropyBound)}`;
  return { label: 'bytes packed', value: bytesText(short), note };
}

function logLoss({ holdout, progressive }: ModelReport): Figure {
  if (holdout === null) {
    // a packed model does not tell how it was while learning
    const note = `${progressive.logLoss === null ? 'not measured' : 'while learning, before any pruning'}; no holdout`;
    return { label: 'log loss', value: fixed(progressive.logLoss, 5), note };
  }
  const { before, after } = holdout;
  const note =
    before === null
      ? `on ${grouped(after.examples)} held-out examples`
      : `${fixed(before.logLoss, 5)} before: ${relative(before.logLoss, after.logLoss)}`;
  return { label: 'log loss', value: fixed(after.logLoss, 5), note };
}

function auc({ holdout }: ModelReport): Figure[] {
  if (holdout === null) return [];
  const { before, after } = holdout;
  const note =
    before === null ? '0.5 is a coin toss' : `${fixed(before.auc, 4)} before: ${difference(before.auc, after.auc)}`;
  return [{ label: 'AUC', value: fixed(after.auc, 4), note }];
}
