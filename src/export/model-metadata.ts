/** Turns a model's header into the one JSON text that the model file keeps, and back. */

import { z } from 'zod';
import { InputError, quoted, type InputProblem } from '../input-error.js';
import type { ModelHeader } from '../learn/model.js';
import { scheduleOf } from '../learn/schedules/schedule-text.js';

/** The model file's own version: a reader refuses a later one. */
export const FORMAT_VERSION = 1;

/** Key of the JSON among the metadata of the Arrow schema. */
export const METADATA_KEY = 'leanctr';

const count = z.int().min(0);
const sum = z.number().min(0);
const label = z.string().min(1);

const missing = z.enum(['ignore', 'feature']);

/** Keys that are not needed are not there. */
const field = z.strictObject({
  name: z.string(),
  type: z.enum(['categorical', 'count', 'numeric', 'time', 'list', 'pairs']),
  missing: missing.exactOptional(),
  missingTokens: z.array(z.string()).exactOptional(),
  minLength: z.int().min(1).max(255).exactOptional(),
  lowerCase: z.boolean().exactOptional(),
  parts: z.array(z.enum(['hour', 'weekday', 'hour_of_week'])).exactOptional(),
  timeFormat: z.enum(['iso', 'seconds', 'milliseconds', 'yymmddhh']).exactOptional(),
  separator: z.string().length(1).exactOptional(),
});

export const hashSpec = z.strictObject({
  hash: z.enum(['murmur3', 'identity']),
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1),
  bits: z.int().min(1).max(28),
  missing,
  fields: z.array(field),
  crosses: z.array(z.array(z.string()).min(2).max(3)).exactOptional(),
});

/** Where a schedule is. */
const pace = z.strictObject({
  clock: sum,
  losses: z
    .strictObject({
      best: sum.nullable(),
      stalls: count,
      importance: sum,
      loss: sum,
      drops: z.array(z.strictObject({ example: count, factor: sum, loss: sum })),
    })
    .exactOptional(),
});

/** In the order of the file: zod builds its result in the order of the shape, whatever the order of the input. */
const shape = z.strictObject({
  formatVersion: z.literal(FORMAT_VERSION),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  hashing: hashSpec,
  optimizer: z.strictObject({
    name: label,
    columns: z.array(label).refine((columns) => new Set([...columns, 'slot']).size === columns.length + 1, {
      error: 'expected different names, none of them slot',
    }),
    hyperparameters: z.record(z.string(), z.number()).transform(sorted),
    schedule: z.string().refine(isSchedule, { error: 'expected a schedule with all its numbers' }).exactOptional(),
  }),
  bias: z.record(z.string(), z.number()).refine(({ weight }) => weight !== undefined, { error: 'expected a weight' }),
  updates: count,
  pace: pace.exactOptional(),
  progressive: z.strictObject({
    examples: count,
    positives: count,
    importance: sum,
    positiveImportance: sum,
    logLoss: sum,
    probability: sum,
  }),
  touched: count.max(2 ** 28),
  nonzeros: count.max(2 ** 28),
  hasState: z.boolean(),
});

/** The bias has its weight first, then what it keeps of the optimizer's columns. */
const metadata = shape.transform((parsed, context) => {
  const { bias, optimizer } = parsed;
  const names = ['weight', ...optimizer.columns.filter((name) => name !== 'weight' && name in bias)];
  const wrong = Object.keys(bias).find((name) => !names.includes(name) || (name === 'n' && bias[name] < 0));
  if (wrong !== undefined) {
    const message = names.includes(wrong) ? 'expected a number of 0 or more' : 'expected columns of the optimizer';
    context.addIssue({ code: 'custom', path: ['bias', wrong], message });
  }
  const kept = parsed.pace && (parsed.pace.losses ? 'performance' : 'another');
  const needed = optimizer.schedule && (optimizer.schedule.startsWith('performance:') ? 'performance' : 'another');
  if (kept !== needed) {
    context.addIssue({ code: 'custom', path: ['pace'], message: 'expected what the schedule keeps' });
  }
  const ordered = Object.fromEntries(names.map((name) => [name, bias[name]])) as ModelHeader['bias'];
  return { ...parsed, bias: ordered };
});

/**
 * The header as JSON: always the same text for the same header, with the version and the digest at its beginning, where
 * every later version must keep them.
 *
 * @param sha256 64 hexadecimal digits
 * @throws Error if the header is none that {@link parseMetadata} would take: a bug, not the user's input
 */
export function metadataText(header: ModelHeader, sha256: string): string {
  return jsonText(metadata.parse({ formatVersion: FORMAT_VERSION, sha256, ...header }));
}

/**
 * @param source the file that the text comes from, for the error line
 * @throws InputError if the text is not exactly what {@link metadataText} writes, or a number is out of its range
 */
export function parseMetadata(text: string, source: string): ModelHeader {
  const value = parseJson(text, source);
  const parsed = metadata.safeParse(value);
  if (!parsed.success) throw foreign(source, firstIssue(parsed.error, value));
  // no key twice, no `__proto__` (zod drops it unseen), no number in another spelling
  if (jsonText(parsed.data) !== text) {
    throw foreign(source, { found: 'metadata spelled in another way', expected: 'what leanctr writes' });
  }
  const { formatVersion: _version, sha256: _digest, ...header } = parsed.data;
  return header;
}

/** Spelled as learning spells it, and not constant, which goes without saying. */
function isSchedule(text: string): boolean {
  try {
    return text !== 'constant' && scheduleOf(text).text === text;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}

/** By code unit: the order of a locale differs from machine to machine. */
function sorted(numbers: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(numbers).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** JSON without spaces. Its numbers come back to the bit, as those of JSON.stringify do, and -0 too. */
function jsonText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`;
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : JSON.stringify(value);
  const entries = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}:${jsonText(member)}`);
  return `{${entries.join(',')}}`;
}

function parseJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw foreign(source, { found: quoted(text), expected: `JSON under the metadata key ${METADATA_KEY}` });
  }
}

function firstIssue(error: z.ZodError, value: unknown) {
  const { path, message } = error.issues[0];
  const found = path.reduce<unknown>(
    (inner, key) => Object.entries(inner ?? {}).find(([k]) => k === String(key))?.[1],
    value,
  );
  const expected = message.replace(/^.*?expected /, '').replace(/, received .*$/, '');
  return { field: path.join('.'), found: (JSON.stringify(found) ?? 'nothing').slice(0, 40), expected };
}

function foreign(source: string, problem: InputProblem): InputError {
  return new InputError({ source, ...problem, advice: 'name a file that leanctr wrote' });
}
