/** The curve of a learning rate becomes a picture: its factor over examples. */

import type { RateCurve } from '../rate-curve.js';
import { short } from '../text.js';
import { brief, named } from './axes.js';
import { INK, MAIN, MUTED, type Picture } from './picture.js';

export function schedulePicture({ name, points, drops }: RateCurve): Picture {
  const [first, last] = [points[0], points.at(-1)!];
  return {
    name: 'schedule',
    label: `Learning rate as a factor of alpha, ${name}: from ${short(first.factor)} to ${short(last.factor)}`,
    plot: (library) => ({
      height: 240,
      marginLeft: 48,
      x: { ...named('examples'), tickFormat: (value: number) => brief(value), ticks: 5 },
      y: { label: 'factor of alpha', grid: true, zero: true, ticks: 5 },
      marks: [
        library.ruleY([0], { stroke: INK }),
        library.ruleX(drops, { x: 'example', stroke: MUTED, strokeDasharray: '2,3' }),
        library.line(points, { x: 'example', y: 'factor', stroke: MAIN, strokeWidth: 2.5 }),
      ],
    }),
  };
}
