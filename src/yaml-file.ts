/** A YAML file and the zod schema of what it may say -> its content, and an error's words for what is wrong with it. */

import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';

import { type Document, LineCounter, type Node, isAlias, isMap, isNode, isScalar, isSeq, parseDocument } from 'yaml';
import { z } from 'zod';

import { InputError, quoted } from './input-error.js';
import { didYouMean } from './nearest.js';

type Keys = readonly PropertyKey[];

/** A file that its schema takes. */
export interface YamlFile<T> {
  readonly content: T;
  /** A key's place, for an error: file and line, and the key itself. */
  placeOf(keys: Keys): { source: string; field?: string };
  has(keys: Keys): boolean;
  /** The keys of a mapping in the order of the file, which an object does not keep: it puts `7` first. */
  keysOf(keys: Keys): string[];
  /** A scalar as it is written: `1.0`, `007` and `True` are other texts than `1`, `7` and `true`. */
  textOf(keys: Keys): string;
  /** The scalars of a list, or one alone, as they are written. */
  textsOf(keys: Keys): string[];
  /** A part of the file by a schema of its own, for what zod leaves out of a record: `__proto__`. */
  part<S extends z.ZodType>(keys: Keys, schema: S): z.output<S>;
}

/** A document and what tells the line of a key. */
interface Place {
  readonly source: string;
  readonly document: Document;
  readonly lines: LineCounter;
  /** The schema of the whole document: it knows the keys. */
  readonly schema: z.ZodType;
}

/**
 * @param kind of file, for the error line: `pipeline file`
 * @throws InputError if it is missing, a folder, not readable or not UTF-8
 */
export function readYamlText(path: string, kind: string): string {
  let found: string | undefined = 'text that is no UTF-8';
  try {
    const bytes = readFileSync(path);
    if (isUtf8(bytes)) return bytes.toString('utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    found = { ENOENT: 'no such file', EISDIR: 'a directory', EACCES: 'a file that may not be read' }[code ?? ''];
    if (found === undefined) throw error;
  }
  throw new InputError({ source: path, found, expected: `a ${kind}` });
}

/**
 * Parses and checks the whole of a file.
 *
 * @param source the file's name, for the error line
 * @param kind   of file, for the error line: `pipeline file`
 * @throws InputError with file, line and key for YAML that is none, unknown and missing keys, wrong types
 */
export function parseYaml<S extends z.ZodType>(
  text: string,
  source: string,
  schema: S,
  kind: string,
): YamlFile<z.output<S>> {
  const lines = new LineCounter();
  // whatever a %YAML directive says: one way to read a file; a key is text, `01` too
  const options = { schema: 'core', uniqueKeys: true, stringKeys: true } as const;
  const document = parseDocument(text, { ...options, lineCounter: lines });
  const [broken] = document.errors;
  if (broken) throw notYaml(`${source}:${broken.linePos?.[0].line ?? 1}`, broken.message, kind);
  const place: Place = { source, document, lines, schema };
  const plain = plainOf(place, kind);
  const textsOf = (keys: Keys) => {
    const node = nodeAt(keys, document);
    return isSeq(node) ? node.items.map((_, i) => textOf(nodeAt([...keys, i], document))) : [textOf(node)];
  };
  return {
    content: checked(plain, schema, [], place),
    placeOf: (keys) => placeOf(keys, place),
    has: (keys) => nodeAt(keys, document) !== undefined,
    keysOf: (keys) => keysOf(nodeAt(keys, document)),
    textOf: (keys) => textOf(nodeAt(keys, document)),
    textsOf,
    part: (keys, part) => checked(valueAt(plain, keys), part, keys, place),
  };
}

function notYaml(source: string, message: string, kind: string): InputError {
  const what = message.split(/[\n;]/, 1)[0].replace(/ at line.*$/, '');
  return new InputError({ source, found: `what is no YAML (${what})`, expected: `a ${kind}` });
}

function plainOf({ source, document }: Place, kind: string): unknown {
  try {
    // a few aliases are fine; thousands of them are an attack on memory
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    const found = error.message.startsWith('Excessive') ? 'more than 100 aliases' : 'an alias without its anchor';
    throw new InputError({ source, found, expected: `a plain ${kind}` });
  }
}

function checked<S extends z.ZodType>(value: unknown, schema: S, keys: Keys, place: Place): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues.map((issue) => innermost({ ...issue, path: [...keys, ...issue.path] }));
  // a misspelt key first: what is missing may be just that
  throw wrong(issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0], place);
}

/** Of alternatives that all fail, what is wrong with the one that was meant; all of them if that is not plain. */
function innermost(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  // alternatives with words of their own need no others
  if (issue.code !== 'invalid_union' || issue.message !== 'Invalid input' || issue.errors.length === 0) return issue;
  const firsts = issue.errors.map(([first]) => first);
  const inside = firsts.find(({ code, path }) => path.length > 0 || code === 'unrecognized_keys');
  const meant = inside ?? firsts.find(({ code }) => code !== 'invalid_type' && code !== 'invalid_union');
  if (meant) return innermost({ ...meant, path: [...issue.path, ...meant.path] });
  return { ...issue, message: `expected ${firsts.map(expectedBy).join(' or ')}` };
}

function wrong(issue: z.core.$ZodIssue, place: Place): InputError {
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(place.schema, issue.path, place.document.toJS());
    const at = placeOf([...issue.path, issue.keys[0]], place);
    const advice = didYouMean(issue.keys[0], known);
    return new InputError({ ...at, found: 'an unknown key', expected: `one of ${known.join(', ')}`, ...advice });
  }
  const found = foundIn(nodeAt(issue.path, place.document));
  return new InputError({ ...placeOf(issue.path, place), found, expected: expectedBy(issue) });
}

/** zod's names of types in words. */
const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  object: 'keys and values',
  record: 'keys and values',
  array: 'a list',
};

function expectedBy(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_union' && 'options' in issue && Array.isArray(issue.options)) {
    return `one of ${issue.options.map((option) => JSON.stringify(option)).join('|')}`;
  }
  const expected = issue.message.replace(/^.*expected /, '').replace(/, received .*$/, '');
  return TYPES[expected] ?? expected;
}

function foundIn(node: Node | undefined): string {
  if (node === undefined) return 'nothing';
  if (isMap(node)) return `the keys ${keysOf(node).join(', ') || '(none)'}`;
  if (!isScalar(node)) return 'a list';
  if (typeof node.value === 'string') return quoted(node.value);
  return typeof node.value === 'number' ? String(node.value) : JSON.stringify(node.value);
}

/** The keys that a schema has at a path, of alternatives those whose discriminator is the value's. */
function knownKeys(schema: unknown, path: Keys, value: unknown): string[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodExactOptional)
    return knownKeys(schema.unwrap(), path, value);
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const { discriminator, options } = schema.def;
    const tag = valueAt(value, [discriminator]);
    const fitting = (options as z.ZodObject[]).filter(
      ({ shape }) => (shape[discriminator] as z.ZodType).safeParse(tag).success,
    );
    return fitting.flatMap((option) => knownKeys(option, path, value));
  }
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => knownKeys(option, path, value));
  const [key, ...rest] = path;
  if (schema instanceof z.ZodArray) return knownKeys(schema.element, rest, valueAt(value, [key]));
  if (schema instanceof z.ZodRecord) return knownKeys(schema.valueType, rest, valueAt(value, [key]));
  if (!(schema instanceof z.ZodObject)) return [];
  if (path.length === 0) return Object.keys(schema.shape);
  return Object.hasOwn(schema.shape, key) ? knownKeys(schema.shape[String(key)], rest, valueAt(value, [key])) : [];
}

/** What is at a path of plain values: own members only, `__proto__` among them. */
function valueAt(value: unknown, keys: Keys): unknown {
  return keys.reduce<unknown>((inner, key) => {
    if (typeof inner !== 'object' || inner === null) return undefined;
    return Object.getOwnPropertyDescriptor(inner, key)?.value;
  }, value);
}

function placeOf(keys: Keys, { source, document, lines }: Place): { source: string; field?: string } {
  const at = `${source}:${lineOf(document, keys, lines)}`;
  return keys.length === 0 ? { source: at } : { source: at, field: keys.join('.') };
}

/** The line of a key, or of what is around it if it is not there. */
function lineOf(document: Document, keys: Keys, lines: LineCounter): number {
  for (let depth = keys.length; depth > 0; depth--) {
    const key = keys[depth - 1];
    const holder = nodeAt(keys.slice(0, depth - 1), document);
    const node = isSeq(holder) ? holder.items[Number(key)] : pairOf(holder, key)?.key;
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

/** What is at a path, aliases followed; undefined if nothing is. */
function nodeAt(keys: Keys, document: Document): Node | undefined {
  return keys.reduce<Node | undefined>(
    (holder, key) => resolved(isSeq(holder) ? holder.items[Number(key)] : pairOf(holder, key)?.value, document),
    resolved(document.contents ?? document.createNode(null), document),
  );
}

function resolved(node: unknown, document: Document): Node | undefined {
  if (isAlias(node)) return node.resolve(document);
  return isNode(node) ? node : undefined;
}

function pairOf(holder: Node | undefined, key: PropertyKey) {
  return isMap(holder) ? holder.items.find((item) => isScalar(item.key) && item.key.value === key) : undefined;
}

function keysOf(node: Node | undefined): string[] {
  return isMap(node) ? node.items.map(({ key }) => String(key)) : [];
}

function textOf(node: Node | undefined): string {
  if (!isScalar(node)) return '';
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
}
