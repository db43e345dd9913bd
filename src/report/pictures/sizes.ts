/** A model's sizes become a picture: bytes by encoding, by their logarithm, beside the entropy bound. */

import { ENCODINGS } from '../../prune/encoding.js';
import type { ModelSizes } from '../sizes.js';
import { bytesText, logAxis, logNumbers } from './axes.js';
import { HALO, INK, MAIN, MUTED, OTHER, type Picture } from './picture.js';

/** The ways to store the model, the largest first as a rule. */
export function sizesByName({ denseFloat32, file, gzip, brotli, packed }: ModelSizes): [name: string, bytes: number][] {
  return [
    ['dense float32', denseFloat32],
    ['this file', file],
    ['this file, gzip', gzip],
    ['this file, brotli', brotli],
    ...ENCODINGS.map((encoding): [string, number] => [`packed, ${encoding}`, packed[encoding]]),
  ];
}

export function sizesPicture(sizes: ModelSizes): Picture {
  const bars = sizesByName(sizes).filter(([, bytes]) => bytes > 0);
  const { entropyBound } = sizes;
  const bound = entropyBound > 0 ? [entropyBound] : [];
  const values = [...bars.map(([, bytes]) => bytes), ...bound];
  const axis = logAxis([0.8 * Math.min(...values), ...values], 5);
  return {
    name: 'sizes',
    label: `Bytes by encoding; at the least ${bytesText(entropyBound)} for these weights as float32`,
    plot: (library) => ({
      height: 60 + 26 * bars.length,
      marginLeft: 122,
      marginRight: 64,
      marginTop: 30,
      x: { ...axis, label: null, grid: true },
      y: { domain: bars.map(([name]) => name), label: null },
      marks: [
        logNumbers(library, 'x', axis, bytesText),
        library.axisY({ tickSize: 0, label: null }),
        library.ruleX(bound, { stroke: OTHER, strokeWidth: 2 }),
        library.text(bound, {
          ...{ x: (bytes: number) => bytes, frameAnchor: 'top', dy: -14, fill: OTHER, fontWeight: 'bold' },
          text: (bytes: number) => `entropy bound, float32: ${bytesText(bytes)}`,
          ...anchorAt(entropyBound, axis.domain),
        }),
        library.ruleY(bars, { y: '0', x1: axis.domain[0], x2: '1', stroke: MUTED, strokeDasharray: '1,3' }),
        library.dot(bars, {
          x: '1',
          y: '0',
          fill: MAIN,
          r: 5,
          title: ([name, bytes]) => `${name}: ${bytesText(bytes)}`,
        }),
        library.text(bars, {
          x: '1',
          y: '0',
          text: ([, bytes]) => bytesText(bytes),
          textAnchor: 'start',
          dx: 10,
          fill: INK,
          ...HALO,
        }),
      ],
    }),
  };
}

/** A text over a place of a logarithmic axis stays inside the frame. */
function anchorAt(value: number, [least, largest]: readonly number[]) {
  const place = Math.log(value / least) / Math.log(largest / least);
  return { textAnchor: place < 0.3 ? ('start' as const) : place > 0.7 ? ('end' as const) : ('middle' as const) };
}
