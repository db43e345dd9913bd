/** A pipeline file (YAML) -> what it asks for, checked: an unknown key is an error that names its line. */

import { readFileSync } from 'node:fs';

import { type Document, LineCounter, isMap, isNode, isScalar, isSeq, parseDocument } from 'yaml';
import { z } from 'zod';

import { InputError, quoted } from '../input-error.js';

const text = z.string().min(1);
const number = z.number();
const inputs = z.union(
  [text.transform((path) => [path]), z.array(text).min(1, 'expected at least one file')],
  'expected a file or a list of files',
);

const reading = {
  format: text.optional(),
  workers: number.optional(),
  bad_records: z.enum(['fail', 'skip']).optional(),
};

const schema = z.strictObject({
  /** Folder that is made, if it is not there, before anything else. */
  folder: text.optional(),
  /** Logs to generate first. */
  generate: z
    .array(z.strictObject({ examples: number, seed: number.optional(), skip: number.optional(), output: text }))
    .optional(),
  train: z.strictObject({
    inputs,
    ...reading,
    bits: number.optional(),
    hash: z.enum(['murmur3', 'identity']).optional(),
    hash_seed: number.optional(),
    missing: z.enum(['ignore', 'feature']).optional(),
    alpha: number.optional(),
    beta: number.optional(),
    lambda1: number.optional(),
    lambda2: number.optional(),
    epochs: number.optional(),
    initial: text.optional(),
    model: text,
  }),
  prune: z
    .strictObject({ threshold: number.optional(), keep: number.optional(), density: number.optional(), output: text })
    .refine(
      ({ threshold, keep, density }) => [threshold, keep, density].filter((rule) => rule !== undefined).length === 1,
      {
        message: 'exactly one of threshold, keep, density',
      },
    )
    .optional(),
  report: z.strictObject({ holdout: inputs.optional(), ...reading, output: text.optional() }).optional(),
});

/** What a pipeline file asks for. */
export type Steps = z.output<typeof schema>;

export interface PipelineFile {
  readonly steps: Steps;
  /** What a step found wrong with a flag (`--bits`), said of the key of the file that holds its value. */
  located(error: unknown, section: readonly (string | number)[]): unknown;
}

/**
 * Reads and checks a pipeline file. Nothing in it is run or followed before the whole of it is right.
 *
 * @throws InputError with file, line and key for YAML that is none, unknown and missing keys, wrong types
 */
export function readPipelineFile(path: string): PipelineFile {
  const lines = new LineCounter();
  const document = parseDocument(readText(path), { lineCounter: lines, uniqueKeys: true });
  const [broken] = document.errors;
  if (broken) throw notYaml(`${path}:${broken.linePos?.[0].line ?? 1}`, broken.message);
  const place: Place = { path, document, lines };
  const result = schema.safeParse(plainOf(place));
  if (result.success) return { steps: result.data, located: (error, section) => located(error, section, place) };
  // a misspelt key first: what is missing may be just that
  const { issues } = result.error;
  throw wrong(issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0], place);
}

/** A file and what tells the line of a key. */
interface Place {
  readonly path: string;
  readonly document: Document;
  readonly lines: LineCounter;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const found = { ENOENT: 'no such file', EISDIR: 'a directory', EACCES: 'a file that may not be read' }[code ?? ''];
    if (found === undefined) throw error;
    throw new InputError({ source: path, found, expected: 'a pipeline file' });
  }
}

function plainOf({ path, document }: Place): unknown {
  try {
    // a few aliases are fine; thousands of them are an attack on memory
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    throw new InputError({ source: path, found: 'more than 100 aliases', expected: 'a plain pipeline file' });
  }
}

function notYaml(source: string, message: string): InputError {
  const what = message.split(/[\n;]/, 1)[0].replace(/ at line.*$/, '');
  return new InputError({ source, found: `what is no YAML (${what})`, expected: 'a pipeline file' });
}

function wrong(issue: z.core.$ZodIssue, place: Place): InputError {
  const keys = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]] : issue.path;
  const at = placeOf(keys, place);
  if (issue.code === 'unrecognized_keys') {
    return new InputError({ ...at, found: 'an unknown key', expected: `one of ${knownKeys(issue.path).join(', ')}` });
  }
  const expected = issue.message.replace(/^.*expected /, '').replace(/, received .*$/, '');
  return new InputError({ ...at, found: foundIn(place.document.getIn(keys)), expected: TYPES[expected] ?? expected });
}

/** zod's names of types in words. */
const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  object: 'keys and values',
  array: 'a list',
};

function foundIn(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return quoted(value);
  if (isMap(value)) return `the keys ${value.items.map(({ key }) => String(key)).join(', ') || '(none)'}`;
  if (isSeq(value)) return 'a list';
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}

function located(error: unknown, section: readonly (string | number)[], place: Place): unknown {
  if (!(error instanceof InputError)) return error;
  const [, flag] = /^--([a-z][a-z0-9-]*)/.exec(error.problem.source ?? '') ?? [];
  if (flag === undefined) return error;
  const key = flag.replaceAll('-', '_');
  // how the holdout is read stands with the report, or with the training
  const sections = [section, ['report'], ['train']];
  const holder = sections.find((keys) => place.document.hasIn([...keys, key])) ?? section;
  return new InputError({ ...error.problem, ...placeOf([...holder, key], place) });
}

function placeOf(keys: readonly PropertyKey[], { path, document, lines }: Place): { source: string; field?: string } {
  const source = `${path}:${lineOf(document, keys, lines)}`;
  return keys.length === 0 ? { source } : { source, field: keys.join('.') };
}

/** The line of a key, or of what is around it if it is not there. */
function lineOf(document: Document, keys: readonly PropertyKey[], lines: LineCounter): number {
  for (let depth = keys.length; depth > 0; depth--) {
    const key = keys[depth - 1];
    const holder = document.getIn(keys.slice(0, depth - 1), true);
    const pair = isMap(holder) ? holder.items.find((item) => isScalar(item.key) && item.key.value === key) : undefined;
    const node = isSeq(holder) ? holder.items[Number(key)] : pair?.key;
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function knownKeys(path: readonly PropertyKey[]): string[] {
  const inside = path.filter((key) => typeof key === 'string').at(-1);
  const shapes: Readonly<Record<string, object>> = {
    generate: schema.shape.generate.unwrap().element.shape,
    train: schema.shape.train.shape,
    prune: schema.shape.prune.unwrap().shape,
    report: schema.shape.report.unwrap().shape,
  };
  return Object.keys(typeof inside === 'string' && Object.hasOwn(shapes, inside) ? shapes[inside] : schema.shape);
}
