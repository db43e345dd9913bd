/** What fields and crosses have of a model, and what it would lose without them. */

import type { FieldContents, ModelReport } from '../../model-report.js';
import { FIELDS, fieldsPictures } from '../../pictures/fields.js';
import { fixed, grouped, signed } from '../../text.js';
import { type Line, type Section, type Text, line, section, table } from '../section.js';

// a libffm file may have thousands
const LINES = 300;

export function fields({ contents }: ModelReport): Section | null {
  if (contents === null || contents.fields.length === 0) return null;
  const { records, logLoss, fields: all } = contents;
  const sorted = all.toSorted((a, b) => b.weightShare - a.weightShare);
  const columns = [
    ...(['left: field', 'right: share of |w|', 'right: loss without', 'right: nonzeros', 'right: touched'] as const),
    ...(['right: density', 'left: type'] as const),
  ];
  return section('fields', 'What its fields are worth', {
    text: [
      `From ${grouped(records)} records of the holdout, on which the log loss is ${fixed(logLoss, 5)}; loss without: by how much it ` +
        'grows when a field is left out.',
      ...leftOut(sorted.length),
    ],
    pictures: fieldsPictures(sorted),
    tables: [table('Fields', columns, sorted.slice(0, LINES).map(lineOf))],
  });
}

function leftOut(fieldCount: number): Text[] {
  if (fieldCount <= FIELDS) return [];
  const inTable = fieldCount > LINES ? `, the table the first ${grouped(LINES)}` : '';
  return [`The pictures show the ${FIELDS} fields of the largest weight, of ${grouped(fieldCount)}${inTable}.`];
}

function lineOf({ name, type, touched, nonzeros, weightShare, logLossIncrease }: FieldContents): Line {
  const density = touched === null || touched === 0 ? '-' : `${((100 * nonzeros) / touched).toFixed(1)} %`;
  return line([
    [{ name }],
    `${(100 * weightShare).toFixed(2)} %`,
    signed(logLossIncrease, 6),
    grouped(nonzeros),
    touched === null ? '-' : grouped(touched),
    density,
    [{ name: type }],
  ]);
}
