/** What fields have of a model becomes three pictures: slots, share of |weight|, and what leaving a field out costs. */

import type { FieldContents } from '../model-report.js';
import { startOf } from '../name.js';
import { grouped } from '../text.js';
import { brief, logAxis, logNumbers, named, namesLeft, plusOrMinus } from './axes.js';
import { FAINT, INK, type Library, MAIN, OTHER, type Picture } from './picture.js';

/** Fields that a picture has room for. */
export const FIELDS = 40;
const MARGIN = 118;

interface Line extends FieldContents {
  /** Short, and unlike any other's: two long names may begin alike. */
  readonly key: string;
}

export function fieldsPictures(fields: readonly FieldContents[]): Picture[] {
  const lines = fields.slice(0, FIELDS).map((field, i) => ({ ...field, key: String(i) }));
  if (lines.length === 0) return [];
  return [lossPicture(lines), sharePicture(lines), ...slotsPicture(lines)];
}

function sharePicture(lines: readonly Line[]): Picture {
  return {
    name: 'fields-weight',
    label: 'Share of the sum of |w| by field',
    plot: (library) => ({
      ...frame(lines),
      x: {
        ...named('share of |w|'),
        domain: [0, 1.2 * Math.max(...lines.map(({ weightShare }) => weightShare)) || 1],
        tickFormat: (share: number) => `${Number((100 * share).toPrecision(3))} %`,
        ticks: 4,
      },
      marks: [
        names(library, lines),
        library.barX(lines, { x: 'weightShare', y: 'key', fill: MAIN, title: titleOf((f) => percent(f.weightShare)) }),
        library.text(lines, {
          ...{ x: 'weightShare', y: 'key', text: (f: Line) => percent(f.weightShare), textAnchor: 'start', dx: 4 },
          fill: INK,
        }),
      ],
    }),
  };
}

function lossPicture(lines: readonly Line[]): Picture {
  const increases = lines.map(({ logLossIncrease }) => logLossIncrease);
  const [least, largest] = [Math.min(0, ...increases), Math.max(0, ...increases)];
  // for the numbers at the ends of bars
  const room = 0.38 * (largest - least) || 1e-6;
  return {
    name: 'fields-log-loss',
    label: 'How much the log loss grows without a field',
    plot: (library) => ({
      ...frame(lines),
      x: {
        ...named('increase of the log loss'),
        domain: [least < 0 ? least - room : 0, least < 0 && largest === 0 ? 0 : largest + room],
        ticks: 3,
      },
      marks: [
        names(library, lines),
        library.barX(lines, {
          x: 'logLossIncrease',
          y: 'key',
          fill: (f: Line) => (f.logLossIncrease < 0 ? OTHER : MAIN),
          title: titleOf((f) => plusOrMinus(f.logLossIncrease, 6)),
        }),
        ...[1, -1].map((side) =>
          library.text(
            lines.filter((f) => (f.logLossIncrease < 0 ? -1 : 1) === side),
            {
              ...{ x: 'logLossIncrease', y: 'key', text: (f: Line) => plusOrMinus(f.logLossIncrease, 5), fill: INK },
              ...{ textAnchor: side > 0 ? 'start' : 'end', dx: 4 * side },
            },
          ),
        ),
        library.ruleX([0], { stroke: INK }),
      ],
    }),
  };
}

/** Touched and nonzero slots, on a logarithmic axis; nothing without a nonzero anywhere. */
function slotsPicture(lines: readonly Line[]): Picture[] {
  const filled = lines.filter(({ nonzeros }) => nonzeros > 0);
  if (filled.length === 0) return [];
  const touched = filled.filter((line): line is Line & { touched: number } => line.touched !== null);
  const axis = logAxis([...filled.map((f) => f.nonzeros), ...touched.map((f) => f.touched)], 6);
  const plot = (library: Library) => ({
    ...frame(lines),
    x: { ...axis, ...named('slots'), grid: true },
    marks: [
      logNumbers(library, 'x', axis, (value) => brief(value)),
      names(library, lines),
      library.ruleY(touched, { y: 'key', x1: 'nonzeros', x2: 'touched', stroke: FAINT, strokeWidth: 3 }),
      library.dot(touched, { x: 'touched', y: 'key', fill: FAINT, r: 4, title: titleOf(slotsText) }),
      library.dot(filled, { x: 'nonzeros', y: 'key', fill: MAIN, r: 4.5, title: titleOf(slotsText) }),
      library.text(['● nonzero'], { frameAnchor: 'top-left', dy: -16, fill: MAIN, fontWeight: 'bold' }),
      ...(touched.length === 0
        ? []
        : [
            library.text(['●'], { frameAnchor: 'top-left', dx: 84, dy: -16, fill: FAINT }),
            library.text(['touched'], { frameAnchor: 'top-left', dx: 98, dy: -16, fontWeight: 'bold' }),
          ]),
    ],
  });
  return [
    {
      name: 'fields-slots',
      label: touched.length > 0 ? 'Touched and nonzero slots by field' : 'Nonzero slots by field',
      plot,
    },
  ];
}

function frame(lines: readonly Line[]) {
  return {
    height: 58 + 17 * lines.length,
    ...{ marginLeft: MARGIN, marginRight: 30, marginTop: 26 },
    y: { domain: lines.map(({ key }) => key), label: null },
  };
}

function names(library: Library, lines: readonly Line[]) {
  return namesLeft(library, MARGIN, (key) => startOf(lines[Number(key)].name, 18));
}

const titleOf = (text: (field: Line) => string) => (field: Line) => `${startOf(field.name, 60)}: ${text(field)}`;

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

const slotsText = ({ nonzeros, touched }: Line) =>
  `${grouped(nonzeros)} nonzeros${touched === null ? '' : ` of ${grouped(touched)} touched`}`;
