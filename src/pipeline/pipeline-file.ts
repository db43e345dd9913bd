/** A pipeline file (YAML) -> what it asks for, checked: an unknown key is an error that names its line. */

import { readFileSync } from 'node:fs';

import { type Document, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';

import { InputError } from '../input-error.js';

const text = z.string().min(1);
const number = z.number();
const inputs = z.union([text.transform((path) => [path]), z.array(text).min(1)]);

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

export type PipelineFile = z.output<typeof schema>;

/**
 * Reads and checks a pipeline file. Nothing in it is run or followed before the whole of it is right.
 *
 * @throws InputError with file, line and key for YAML that is none, unknown and missing keys, wrong types
 */
export function readPipelineFile(path: string): PipelineFile {
  const lines = new LineCounter();
  // a few aliases are fine; thousands of them are an attack on memory
  const document = parseDocument(readText(path), { lineCounter: lines, uniqueKeys: true });
  const [broken] = document.errors;
  if (broken) {
    const line = broken.linePos?.[0].line ?? 1;
    throw new InputError({
      source: `${path}:${line}`,
      found: broken.message.split('\n', 1)[0].replace(/ at line.*$/, ''),
      expected: 'YAML',
    });
  }
  const result = schema.safeParse(document.toJS({ maxAliasCount: 100 }));
  if (result.success) return result.data;
  throw wrong(path, result.error.issues[0], document, lines);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const found = { ENOENT: 'no such file', EISDIR: 'a directory' }[code ?? ''];
    if (found === undefined) throw error;
    throw new InputError({ source: path, found, expected: 'a pipeline file' });
  }
}

function wrong(path: string, issue: z.core.$ZodIssue, document: Document, lines: LineCounter): InputError {
  const keys = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]] : issue.path;
  const at = `${path}:${lineOf(document, keys, lines)}`;
  const field = keys.join('.') || 'the file';
  if (issue.code === 'unrecognized_keys') {
    return new InputError({
      source: at,
      field,
      found: 'an unknown key',
      expected: `one of ${knownKeys(issue.path).join(', ')}`,
    });
  }
  const value = document.getIn(keys);
  const found = value === undefined ? 'nothing' : (JSON.stringify(value) ?? String(value));
  return new InputError({ source: at, field, found, expected: issue.message.replace(/^.*expected /, '') });
}

function lineOf(document: Document, keys: readonly PropertyKey[], lines: LineCounter): number {
  for (let depth = keys.length; depth >= 0; depth--) {
    const node = document.getIn(keys.slice(0, depth), true) as { range?: [number, number, number] } | undefined;
    if (node?.range) return lines.linePos(node.range[0]).line;
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
