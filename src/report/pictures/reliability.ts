/** Reliability bins become a picture: the rate that was found over the probability that was promised. */

import type { ReliabilityBin } from '../model-report.js';
import { grouped } from '../text.js';
import { type LogAxis, logAxis, logNumbers, named } from './axes.js';
import { MAIN, MUTED, type Picture } from './picture.js';

// rates of clicks lie over several powers of ten: a linear axis would put most bins on one point
const WIDE = 20;

export function reliabilityPicture(bins: readonly ReliabilityBin[]): Picture {
  const axis = axisOf(bins);
  const [least] = axis.domain;
  const inside = (value: number) => Math.max(value, least);
  const title = ({ probability, rate, low, high, examples }: ReliabilityBin) =>
    `promised ${percent(probability)}, found ${percent(rate)} (${percent(low)} to ${percent(high)}) in ${grouped(examples)} examples`;
  return {
    name: 'reliability',
    label: 'The rate found over the probability predicted, 95 % intervals',
    plot: (library) => ({
      height: 400,
      marginLeft: 58,
      x: { ...axis, ...named('predicted probability'), tickFormat: percent },
      y: { ...axis, label: 'rate found', tickFormat: percent, grid: true },
      marks: [
        ...(axis.type === 'log' ? (['x', 'y'] as const).map((side) => logNumbers(library, side, axis, percent)) : []),
        library.line(axis.domain, {
          ...{ x: (value: number) => value, y: (value: number) => value, stroke: MUTED, strokeDasharray: '4,3' },
        }),
        library.ruleX(bins, {
          ...{ x: 'probability', y1: (bin) => inside(bin.low), y2: (bin) => inside(bin.high), stroke: MAIN, title },
        }),
        library.dot(bins, { x: 'probability', y: (bin) => inside(bin.rate), fill: MAIN, r: 4, title }),
      ],
    }),
  };
}

function axisOf(bins: readonly ReliabilityBin[]): LogAxis | { type: 'linear'; domain: number[]; ticks: number } {
  const probabilities = bins.map(({ probability }) => probability);
  const largest = Math.max(...bins.map(({ high, probability }) => Math.max(high, probability)));
  const positive = bins.flatMap(({ probability, rate }) => [probability, rate]).filter((value) => value > 0);
  const least = Math.min(...positive);
  if (positive.length > 0 && Math.max(...probabilities) > WIDE * Math.min(...probabilities)) {
    const domain = [least / 1.5, largest * 1.1];
    return logAxis(domain, 7);
  }
  return { type: 'linear', domain: [0, Math.min(1, 1.05 * largest) || 1], ticks: 5 };
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}
