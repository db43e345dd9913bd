/** A trade-off becomes four pictures: log loss and AUC, each against nonzeros and against bytes. */

import type { TradeOff, TradeOffPoint } from '../model-report.js';
import { startOf } from '../name.js';
import { grouped } from '../text.js';
import { brief, bytesText, logAxis, logNumbers, named, thinned } from './axes.js';
import { type Corner, note } from './note.js';
import { MAIN, MUTED, OTHER, type Picture } from './picture.js';

/** A size: what a model is drawn over. */
interface Size {
  readonly key: 'nonzeros' | 'bytes';
  readonly label: string;
  readonly text: (value: number) => string;
  /** As many as there is room for. */
  readonly ticks: number;
}

/** A quality: how high a model is drawn. */
interface Quality {
  readonly key: 'logLoss' | 'auc';
  readonly label: string;
  readonly title: string;
  readonly file: string;
  readonly better: string;
  /** Where no curve comes: it falls, or rises, to the right. */
  readonly corner: Corner;
  readonly digits: number;
}

const QUALITIES: readonly Quality[] = [
  {
    key: 'logLoss',
    label: 'log loss',
    title: 'Log loss',
    file: 'log-loss',
    better: 'lower is better',
    corner: 'top-right',
    digits: 5,
  },
  {
    key: 'auc',
    label: 'AUC',
    title: 'AUC',
    file: 'auc',
    better: 'higher is better',
    corner: 'bottom-right',
    digits: 4,
  },
];

// a model that costs more is nobody's choice, and would flatten what lies below: tenths of a percent
const DEAREST = 1.03;

// more than there are pixels for
const POINTS = 200;

/** The log loss up to which points are drawn: not much dearer than the whole model, or the chosen one. */
export function dearestDrawn({ points, chosen }: TradeOff): number {
  return Math.max(DEAREST * points[0].logLoss, 1.02 * (chosen?.logLoss ?? 0));
}

/** Points that are drawn. */
export function drawnPoints(tradeOff: TradeOff): readonly TradeOffPoint[] {
  const most = dearestDrawn(tradeOff);
  return tradeOff.points.filter(({ nonzeros, bytes, logLoss }) => nonzeros > 0 && bytes > 0 && logLoss <= most);
}

export function tradeOffPictures(tradeOff: TradeOff): Picture[] {
  const points = thinned(drawnPoints(tradeOff), POINTS);
  if (points.length < 2) return [];
  const sizes: readonly Size[] = [
    { key: 'nonzeros', label: 'nonzero weights', text: (value) => brief(value), ticks: 8 },
    { key: 'bytes', label: `bytes, packed as ${startOf(tradeOff.encoding, 12)}`, text: bytesText, ticks: 7 },
  ];
  return QUALITIES.flatMap((quality) =>
    points.some((point) => point[quality.key] === null)
      ? []
      : sizes.map((size) => pictureOf(tradeOff, points, size, quality)),
  );
}

function pictureOf({ chosen }: TradeOff, points: readonly TradeOffPoint[], size: Size, quality: Quality): Picture {
  const { digits, corner } = quality;
  const title = (p: TradeOffPoint) =>
    `${grouped(p.nonzeros)} nonzeros, ${bytesText(p.bytes)}: ${quality.label} ${p[quality.key]?.toFixed(digits)}`;
  const drawn = chosen === null || chosen.nonzeros === 0 || chosen[quality.key] === null ? [] : [chosen];
  const whole = points[0];
  const values = [...points, ...drawn].map((p) => p[size.key]);
  const axis = logAxis(values, size.ticks);
  return {
    name: `trade-off-${quality.file}-${size.key}`,
    label: `${quality.title} against ${size.label}${drawn.length > 0 ? '; this model is marked' : ''}`,
    plot: (library) => ({
      height: 280,
      marginLeft: 58,
      marginRight: 24,
      marginTop: 28,
      x: { ...axis, ...named(size.label) },
      y: { label: `${quality.label} (${quality.better})`, grid: true, nice: true, ticks: 5 },
      marks: [
        logNumbers(library, 'x', axis, size.text),
        library.ruleY([whole], { y: quality.key, stroke: MUTED, strokeDasharray: '4,3' }),
        library.line(points, { x: size.key, y: quality.key, stroke: MAIN, strokeWidth: 2 }),
        library.dot(points, { x: size.key, y: quality.key, fill: MAIN, r: 2.5, title }),
        library.dot(drawn, { x: size.key, y: quality.key, stroke: OTHER, strokeWidth: 3, r: 7, title }),
        ...(drawn.length === 0
          ? []
          : [note(library, `○ this model: ${size.text(drawn[0][size.key])}`, OTHER, 0, corner)]),
        note(library, '- - the whole model', MUTED, 1, corner),
      ],
    }),
  };
}
