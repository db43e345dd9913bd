/** The training curve becomes two pictures: progressive log loss and nonzeros, over examples. */

import type { CurvePoint } from '../model-report.js';
import { fixed, grouped } from '../text.js';
import { brief, named, thinned } from './axes.js';
import { note } from './note.js';
import { INK, MAIN, OTHER, type Picture } from './picture.js';

const POINTS = 400;
// the first losses are those of a model that knows nothing: shown whole, they flatten all that comes after
const LEARNED = 0.05;

const examples = { ...named('examples'), tickFormat: (value: number) => brief(value), ticks: 5 };

export function lossPicture(curve: readonly CurvePoint[]): Picture {
  const points = thinned(curve, POINTS);
  const settled = points.slice(Math.floor(points.length * LEARNED));
  const losses = settled.flatMap(({ windowLogLoss, logLoss }) => [windowLogLoss, logLoss]);
  const [least, largest] = [Math.min(...losses), Math.max(...losses)];
  const shown = (loss: number) => (loss <= largest && loss >= least ? loss : Number.NaN);
  const last = points.at(-1)!;
  return {
    name: 'training-log-loss',
    label: `Progressive log loss over ${brief(last.examples)} examples: ${fixed(last.logLoss, 5)} after them`,
    plot: (library) => ({
      height: 260,
      marginLeft: 52,
      x: examples,
      y: { label: 'log loss', grid: true, nice: true, ticks: 5 },
      marks: [
        library.lineY(points, { x: 'examples', y: (p) => shown(p.windowLogLoss), stroke: OTHER, strokeWidth: 1 }),
        library.lineY(points, { x: 'examples', y: (p) => shown(p.logLoss), stroke: MAIN, strokeWidth: 2.5 }),
        note(library, 'since the point before', OTHER),
        note(library, 'all examples so far', MAIN, 1),
      ],
    }),
  };
}

export function nonzerosPicture(curve: readonly CurvePoint[]): Picture {
  const points = thinned(curve, POINTS);
  const last = points.at(-1)!;
  return {
    name: 'training-nonzeros',
    label: `Nonzero weights over ${brief(last.examples)} examples: ${grouped(last.nonzeros)} after them`,
    plot: (library) => ({
      height: 260,
      marginLeft: 52,
      x: examples,
      y: { label: 'nonzero weights', grid: true, tickFormat: (value: number) => brief(value), ticks: 5, zero: true },
      marks: [
        library.ruleY([0], { stroke: INK }),
        library.lineY(points, { x: 'examples', y: 'nonzeros', stroke: MAIN, strokeWidth: 2.5 }),
      ],
    }),
  };
}
