/** What a schema file may say, as zod's schema, and as the JSON Schema that editors read. */

import { z } from 'zod';

/** Numbers and truth values stand for the text that they are written with. */
const word = z.union([z.string().min(1, 'expected text'), z.number(), z.boolean()], 'expected text');
const words = z.union([word, z.array(word).min(1, 'expected at least one text')], 'expected text or a list of texts');

const common = {
  missing: z
    .enum(['ignore', 'feature'])
    .exactOptional()
    .describe('Whether a missing value is a feature of its own; without it as the training is told.'),
  missing_tokens: z
    .array(word)
    .exactOptional()
    .describe('Texts that mean a missing value, as an empty cell always does.'),
};

const LENGTH = 'expected an integer from 1 to 255';

const ofTokens = {
  min_length: z
    .int(LENGTH)
    .min(1, LENGTH)
    .max(255, LENGTH)
    .exactOptional()
    .describe('Tokens of fewer bytes are missing.'),
  lower_case: z.boolean().exactOptional().describe('A to Z become a to z; other letters stay.'),
};

const ofTime = {
  parts: z
    .array(z.enum(['hour', 'weekday', 'hour_of_week']))
    .min(1, 'expected at least one part')
    .meta({ uniqueItems: true })
    .exactOptional()
    .describe('What of a moment becomes a token; without it hour and weekday.'),
  format: z
    .enum(['iso', 'seconds', 'milliseconds', 'yymmddhh'])
    .exactOptional()
    .describe('How moments are written, in UTC: without it iso, as in 2026-11-24 08:44:43.'),
};

const separator = z
  .string()
  // ASCII but for line feed, carriage return and quote
  .regex(/^[^\n\r"\u0080-\uffff]$/, 'expected one ASCII character, not a line feed, carriage return or quote')
  .exactOptional()
  .describe('What stands between elements; without it a comma.');

const TYPES = ['categorical', 'count', 'numeric', 'time', 'list', 'ignore'] as const;

const options = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('categorical'), ...ofTokens, ...common }),
    z.strictObject({ type: z.literal('count'), ...common }),
    z.strictObject({ type: z.literal('numeric'), ...common }),
    z.strictObject({ type: z.literal('time'), ...ofTime, ...common }),
    z.strictObject({ type: z.literal('list'), separator, ...ofTokens, ...common }),
    z.strictObject({ type: z.literal('ignore') }),
  ])
  .describe('The type with its options.');

/** One field: its type, or a mapping with `type` and options. */
export const fieldShape = z
  .union([z.enum(TYPES), options])
  .describe(
    'categorical: text; count: an integer, by its log bucket; numeric: the number as value; time; list; ignore.',
  );

export type FieldShape = z.output<typeof fieldShape>;

const label = z
  .union([
    word,
    z.strictObject({
      column: word,
      positive: words.exactOptional().describe('Texts that mean 1.'),
      negative: words.exactOptional().describe('Texts that mean 0; without it the one other text that the data has.'),
    }),
  ])
  .describe('The column with the label, 1 or 0, or the texts that stand for them.');

const FIELDS = 'expected two or three fields';

/** A whole schema file. */
export const schemaShape = z
  .strictObject({
    label,
    header: z
      .union(
        [z.literal(true), z.array(word).min(1, 'expected at least one column')],
        'expected true or a list of column names',
      )
      .exactOptional()
      .describe('true: the first record of every file names the columns. A list: their names; files have no header.'),
    importance: word.exactOptional().describe('The column with the weight of an example, > 0.'),
    trim: z
      .boolean()
      .exactOptional()
      .describe('Whether spaces around unquoted cells are dropped; without it they stay.'),
    ...common,
    fields: z.record(z.string(), fieldShape).describe('Columns and what becomes of them, in the order of features.'),
    crosses: z
      .array(z.array(word).min(2, FIELDS).max(3, FIELDS))
      .exactOptional()
      .describe('Two or three fields whose tokens together are features; * in a name stands for any text.'),
  })
  .meta({ title: 'leanctr schema', description: 'What the columns of a table mean to leanctr: label and features.' });

/** The JSON Schema of data/schema.schema.json. It is laxer: which columns there are, only the whole file tells. */
export function schemaJson(): object {
  return z.toJSONSchema(schemaShape, { io: 'input' });
}
