/** The histogram of weights becomes a picture: negative weights to the left, positive ones to the right. */

import { grouped } from '../text.js';
import { intervalOf } from '../weight-chart.js';
import type { WeightBin } from '../weights.js';
import { brief, named } from './axes.js';
import { INK, MAIN, OTHER, type Picture } from './picture.js';

export function weightsPicture(histogram: readonly WeightBin[]): Picture {
  const half = histogram.length / 2;
  const positive = histogram.slice(half);
  const filled = positive.map((bin, i) => bin.count + histogram[half - 1 - i].count > 0);
  const [from, to] = [filled.indexOf(true), filled.lastIndexOf(true) + 1];
  const bars = positive.slice(from, to).flatMap((bin, i) => {
    const interval = intervalOf(bin);
    return [
      { interval, count: bin.count, sign: 1 },
      { interval, count: histogram[half - 1 - (from + i)].count, sign: -1 },
    ];
  });
  const largest = Math.max(...bars.map(({ count }) => count));
  return {
    name: 'weights',
    label: 'How many weights have which size: negative ones to the left, positive ones to the right',
    plot: (library) => ({
      height: 64 + 26 * (to - from),
      marginLeft: 92,
      marginTop: 30,
      // a part of it for the numbers at the ends of bars
      x: {
        domain: [-1.4 * largest, 1.4 * largest],
        ...{ ...named('weights'), ticks: 5, tickFormat: (count: number) => brief(Math.abs(count)) },
      },
      y: { label: null, domain: bars.filter(({ sign }) => sign > 0).map(({ interval }) => interval) },
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
        library.text(['|w|'], { frameAnchor: 'top-left', dx: -30, dy: -18 }),
        library.text(['negative'], { frameAnchor: 'top-left', dy: -18, fill: OTHER, fontWeight: 'bold' }),
        library.text(['positive'], { frameAnchor: 'top-right', dy: -18, fill: MAIN, fontWeight: 'bold' }),
      ],
    }),
  };
}
