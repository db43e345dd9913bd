/** Criteo's columns as a schema, for tables that hold the same records. */

import { criteo } from '#dist/read/criteo.js';
import type { Schema } from '#dist/read/schema.js';

export const criteoColumns = ['label', ...criteo.fields.map(({ name }) => name)];

export const criteoSchema: Schema = {
  label: { column: 'label', positive: ['1'], negative: ['0'] },
  header: true,
  importance: null,
  trim: false,
  fields: criteo.fields,
  ignored: [],
  crosses: [],
};
