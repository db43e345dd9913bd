/** Avazu's click logs: a CSV whose columns are known, so that it needs no schema file. */

import type { FieldSpec } from '../batch/hash-spec.js';
import type { Schema } from './schema.js';

const CATEGORICAL = [
  ...['C1', 'banner_pos', 'site_id', 'site_domain', 'site_category', 'app_id', 'app_domain', 'app_category'],
  ...['device_id', 'device_ip', 'device_model', 'device_type', 'device_conn_type'],
  ...['C14', 'C15', 'C16', 'C17', 'C18', 'C19', 'C20', 'C21'],
];

const fields: readonly FieldSpec[] = [
  { name: 'hour', type: 'time', parts: ['hour', 'weekday'], timeFormat: 'yymmddhh' },
  ...CATEGORICAL.map((name) => ({ name, type: 'categorical' as const })),
];

/** What its columns mean. The number of an example says nothing; integers are names. */
export const avazuSchema: Schema = {
  label: { column: 'click', positive: ['1'], negative: ['0'] },
  header: true,
  importance: null,
  trim: false,
  fields,
  ignored: ['id'],
  crosses: [],
};

/** Whether a first line is its header; files to predict have no clicks. */
export function isAvazuHeader(line: string): boolean {
  const names = line.replace(/^\ufeff/, '').replace(/\r$/, '');
  const known = fields.map(({ name }) => name);
  return names === ['id', 'click', ...known].join(',') || names === ['id', ...known].join(',');
}
