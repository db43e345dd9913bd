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
  const sorted = all.toSorted((a, b) => b.logLossIncrease - a.logLossIncrease);
  // only a model with state knows what else it touched
  const hasTouched = sorted.some(({ touched }) => touched !== null);
  const columns = [
    ...(['left: field', 'right: loss without', 'right: share of |w|', 'right: nonzeros'] as const),
    ...(hasTouched ? (['right: touched', 'right: density'] as const) : []),
    'left: type',
  ] as const;
  return section('fields', 'What its fields are worth', {
    text: [
      `From ${grouped(records)} records of the holdout, on which the log loss is ${fixed(logLoss, 5)}; loss without: by how much it ` +
        'grows when a field is left out.',
      ...leftOut(sorted.length),
    ],
    pictures: fieldsPictures(sorted),
    tables: [
      table(
        'Fields',
        columns,
        sorted.slice(0, LINES).map((field) => lineOf(field, hasTouched)),
      ),
    ],
  });
}

function leftOut(fieldCount: number): Text[] {
  if (fieldCount <= FIELDS) return [];
  const inTable = fieldCount > LINES ? `, the table the first ${grouped(LINES)}` : '';
  return [`The pictures show the ${FIELDS} fields that are worth most, of ${grouped(fieldCount)}${inTable}.`];
}

function lineOf(field: FieldContents, hasTouched: boolean): Line {
  const { name, type, touched, nonzeros, weightShare, logLossIncrease } = field;
  const density = touched === null || touched === 0 ? '-' : `${((100 * nonzeros) / touched).toFixed(1)} %`;
  return line([
    [{ name }],
    signed(logLossIncrease, 6),
    `${(100 * weightShare).toFixed(2)} %`,
    grouped(nonzeros),
    ...(hasTouched ? [touched === null ? '-' : grouped(touched), density] : []),
    [{ name: type }],
  ]);
}
