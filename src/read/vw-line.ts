/** A line of Vowpal Wabbit's text -> its label, its importance and its namespaces, features still text. */

import { InputError, quoted } from '../input-error.js';
import { float32Of } from './pairs.js';

/** Names are latin1: one character a byte, so that no byte of them is lost. */
export interface VwLine {
  readonly label: 0 | 1;
  /** > 0. */
  readonly importance: number;
  /** In the order of the line; a name may come again. */
  readonly namespaces: readonly VwNamespace[];
}

export interface VwNamespace {
  readonly name: string;
  /** What its values are multiplied by; finite. */
  readonly scale: number;
  readonly features: readonly VwFeature[];
}

export interface VwFeature {
  /** Not empty. */
  readonly name: string;
  /** A finite float32 as it is written; null where there is none, which means 1. */
  readonly value: string | null;
}

/**
 * @param line     latin1, without its line feed
 * @param labelled false for a line to predict: what stands before the first bar is not looked at, its label is 0
 * @returns null for a blank line
 * @throws InputError for a line that is malformed, has no label but should, or starts from a prediction
 */
export function vwLine(line: string, labelled = true): VwLine | null {
  const text = line.replace(/\r$/, '');
  if (wordsOf(text).length === 0) return null;
  const [head, ...sections] = text.split('|');
  if (sections.length === 0) {
    throw new InputError({ found: 'no "|"', expected: 'a label, "|" and features' });
  }
  return { ...(labelled ? headOf(head) : NO_HEAD), namespaces: sections.map(namespaceOf) };
}

const NO_HEAD = { label: 0, importance: 1 } as const;

/** Names as messages show them. */
export function shownName(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString();
}

/** Where a namespace's problem is. */
export function placeOf(namespace: string): { readonly field?: string } {
  return namespace === '' ? {} : { field: shownName(namespace).slice(0, 40) };
}

function wordsOf(text: string): string[] {
  return text.split(/[ \t]+/).filter((word) => word !== '');
}

/** What stands before the first bar: label, importance, tag. */
function headOf(head: string): Pick<VwLine, 'label' | 'importance'> {
  const all = wordsOf(head);
  const tag = tagOf(head, all);
  const [label, importance = '1', base, ...more] = tag === null ? all : all.slice(0, -1);
  if (label === undefined) throw unlabelled(tag);
  const numbers = { label: labelOf(label), importance: importanceOf(importance) };
  if (base === undefined) return numbers;
  if (more.length > 0 || Number.isNaN(float32Of(base))) {
    const found = shown([base, ...more].join(' '));
    throw new InputError({ found, expected: 'a label, an importance and a tag before "|"' });
  }
  const advice = 'take it out: learning from a prediction is not supported';
  throw new InputError({ found: `the initial prediction ${shown(base)}`, expected: 'none', advice });
}

/** The last word, if it has a quote in front or touches the bar: as Vowpal Wabbit has it, `1|a` has a tag and no label. */
function tagOf(head: string, words: readonly string[]): string | null {
  const last = words.at(-1);
  return last !== undefined && (last.startsWith("'") || /[^ \t]$/.test(head)) ? last : null;
}

function unlabelled(tag: string | null): InputError {
  const isNumber = tag !== null && !Number.isNaN(float32Of(tag));
  return new InputError({
    field: 'label',
    found: isNumber ? `none: ${shown(tag)} touches "|" and is a tag` : 'none',
    expected: LABELS,
    advice: isNumber ? 'put a space before "|"' : 'take the line out: only predict reads it',
  });
}

const LABELS = '1 or -1 (or 0)';

function labelOf(word: string): 0 | 1 {
  const number = float32Of(word);
  if (number === 1) return 1;
  if (number === -1 || number === 0) return 0;
  throw new InputError({ field: 'label', found: shown(word), expected: LABELS });
}

function importanceOf(word: string): number {
  const number = float32Of(word);
  if (number > 0) return number;
  throw new InputError({ field: 'importance', found: shown(word), expected: 'a number above 0' });
}

/** What stands behind a bar; with a blank there, its namespace has no name. */
function namespaceOf(section: string): VwNamespace {
  const words = wordsOf(section);
  if (words.length === 0 || /^[ \t]/.test(section)) {
    return { name: '', scale: 1, features: words.map((word) => featureOf(word, '')) };
  }
  const [first, ...others] = words;
  const { name, value } = pairIn(first, {}, 'name or name:scale, a finite number');
  const scale = value === null ? 1 : float32Of(value);
  return { name, scale, features: others.map((word) => featureOf(word, name)) };
}

function featureOf(word: string, namespace: string): VwFeature {
  return pairIn(word, placeOf(namespace), 'name or name:value, a finite number');
}

function pairIn(word: string, place: ReturnType<typeof placeOf>, expected: string): VwFeature {
  const [name, value, ...more] = word.split(':');
  const isNumber = value === undefined || !Number.isNaN(float32Of(value));
  if (name !== '' && isNumber && more.length === 0) return { name, value: value ?? null };
  throw new InputError({ ...place, found: shown(word), expected });
}

function shown(word: string): string {
  return quoted(shownName(word));
}
