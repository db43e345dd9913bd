/** Numbers on the axes of pictures: few, round, and as short as they can be. */

import { grouped, signed } from '../text.js';
import type { Library } from './picture.js';

const PREFIXES = ['', 'k', 'M', 'G', 'T'];

/** 1500 -> 1.5k */
export function brief(value: number, unit = ''): string {
  const rounded = Number(value.toPrecision(3));
  const power = Math.floor(Math.log10(Math.max(Math.abs(rounded), 1)) / 3 + 1e-9);
  const prefix = PREFIXES[Math.min(power, PREFIXES.length - 1)];
  const scaled = Number((rounded / 1000 ** PREFIXES.indexOf(prefix)).toPrecision(3));
  return unit === '' ? `${scaled}${prefix}` : `${scaled} ${prefix}${unit}`;
}

/** 1500 -> 1.5 kB */
export function bytesText(bytes: number): string {
  return bytes < 1000 ? `${grouped(bytes)} B` : brief(bytes, 'B');
}

/** Round numbers from the least to the largest: every digit of every power of ten, 1, 2 and 5, or 1 alone, whatever fits. */
export function logTicks(least: number, largest: number, most: number): number[] {
  const [from, to] = [Math.floor(Math.log10(least)), Math.ceil(Math.log10(largest))];
  const powers = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const ticksOf = (digits: readonly number[]) =>
    powers
      .flatMap((power) => digits.map((digit) => Number(`${digit}e${power}`)))
      .filter((tick) => tick >= least * 0.999 && tick <= largest * 1.001);
  const fitting = [
    [1, 2, 3, 4, 5, 6, 7, 8, 9],
    [1, 2, 5],
  ]
    .map(ticksOf)
    .find(({ length }) => length <= most);
  if (fitting !== undefined) return fitting;
  const tens = ticksOf([1]);
  const step = Math.ceil(tens.length / most);
  return tens.filter((_, i) => (tens.length - 1 - i) % step === 0);
}

/** A logarithmic axis as the library's scales know it. */
export interface LogAxis {
  readonly type: 'log';
  readonly domain: number[];
  readonly ticks: number[];
}

export function logAxis(values: readonly number[], most = 6): LogAxis {
  const [least, largest] = [Math.min(...values), Math.max(...values)];
  const domain = least === largest ? [least / 2, largest * 2] : [least, largest];
  return { type: 'log', domain, ticks: logTicks(domain[0], domain[1], most) };
}

const BELOW = { labelAnchor: 'center', labelArrow: 'none', labelOffset: 38 } as const;

/** The numbers of a logarithmic axis: the library itself leaves out what begins with a 5, whatever it is told. */
export function logNumbers(library: Library, axis: 'x' | 'y', { ticks }: LogAxis, text: (value: number) => string) {
  const options = { text: (value: unknown) => text(value as number), ...(axis === 'x' ? BELOW : {}) };
  return axis === 'x' ? library.axisX(ticks, options) : library.axisY(ticks, options);
}

/** What an axis below a picture says: in its middle, clear of the numbers. */
export function named(label: string) {
  return { label, ...BELOW };
}

/**
 * Names to the left of a picture, cut where they do not fit.
 *
 * @param margin in pixels
 */
export function namesLeft(library: Library, margin: number, nameOf: (key: string) => string) {
  // the library measures Helvetica; the widest font that a page falls back to, DejaVu Sans, is a seventh wider
  const lineWidth = (margin - 10) / 12 / 1.15;
  return library.axisY({ tickSize: 0, label: null, tickFormat: nameOf, lineWidth, textOverflow: 'ellipsis' });
}

/** With its sign, and a minus as wide as the plus. */
export function plusOrMinus(value: number, digits: number): string {
  return signed(value, digits).replace('-', '−');
}

/** At most `most` of many, evenly spread, with the first and the last. */
export function thinned<T>(points: readonly T[], most: number): readonly T[] {
  if (points.length <= most) return points;
  return Array.from({ length: most }, (_, i) => points[Math.round((i * (points.length - 1)) / (most - 1))]);
}
