/** The histogram of weights becomes a picture: negative weights to the left, positive ones to the right. */

import { grouped } from '../text.js';
import { intervalOf } from '../weight-chart.js';
import type { WeightBin } from '../weights.js';
import { brief, named } from './axes.js';
import { INK, MAIN, OTHER, type Picture } from './picture.js';

interface Interval {
  readonly interval: string;
  readonly negative: number;
  readonly positive: number;
}

/** From the first interval of |w| to the last that holds a weight. */
export function weightIntervals(histogram: readonly WeightBin[]): Interval[] {
  const half = histogram.length / 2;
  const intervals = histogram.slice(half).map((bin, i) => ({
    interval: intervalOf(bin),
    negative: histogram[half - 1 - i].count,
    positive: bin.count,
  }));
  const filled = intervals.map(({ negative, positive }) => negative + positive > 0);
  return intervals.slice(filled.indexOf(true), filled.lastIndexOf(true) + 1);
}

export function weightsPicture(histogram: readonly WeightBin[]): Picture {
  const intervals = weightIntervals(histogram);
  const bars = intervals.flatMap(({ interval, negative, positive }) => [
    { interval, count: positive, sign: 1 },
    { interval, count: negative, sign: -1 },
  ]);
  const largest = Math.max(...bars.map(({ count }) => count));
  return {
    name: 'weights',
    label: 'Weights by their size, negative and positive',
    plot: (library) => ({
      height: 64 + 26 * intervals.length,
      marginLeft: 112,
      marginTop: 30,
      // a part of it for the numbers at the ends of bars
      x: {
        domain: [-1.4 * largest, 1.4 * largest],
        ...{ ...named('weights'), ticks: 5, tickFormat: (count: number) => brief(Math.abs(count)) },
      },
      y: { label: null, domain: intervals.map(({ interval }) => interval) },
      marks: [
        library.axisY({ tickSize: 0 }),
        library.barX(bars, {
          x: ({ count, sign }) => count * sign,
          y: 'interval',
          fill: ({ sign }) => (sign > 0 ? MAIN : OTHER),
          title: ({ interval, count, sign }) =>
            `${grouped(count)} ${sign > 0 ? 'positive' : 'negative'}, |w| ${interval}`,
        }),
        ...[1, -1].map((side) =>
          library.text(
            bars.filter(({ sign, count }) => sign === side && count > 0),
            {
              x: ({ count }) => count * side,
              y: 'interval',
              text: ({ count }) => brief(count),
              ...{ textAnchor: side > 0 ? 'start' : 'end', dx: 5 * side, fill: INK },
            },
          ),
        ),
        library.ruleX([0], { stroke: INK }),
        library.text(['|w|'], { frameAnchor: 'top-left', dx: -36, dy: -18 }),
        library.text(['negative'], { frameAnchor: 'top-left', dy: -18, fill: OTHER, fontWeight: 'bold' }),
        library.text(['positive'], { frameAnchor: 'top-right', dy: -18, fill: MAIN, fontWeight: 'bold' }),
      ],
    }),
  };
}
