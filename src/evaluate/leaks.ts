/** Labelled records, field by field -> the fields that alone tell the label, which no honest field does. */

import type { FieldTokens } from '../hash/field-tokens.js';
import { exactAuc } from './exact-auc.js';
import type { Metrics } from './metrics.js';

/** A field that alone orders the examples nearly without error. */
export interface Leak {
  /** Index of the field. */
  readonly field: number;
  readonly auc: number;
}

export interface LeakFinder {
  /** @param fields the example's, without crosses; they are kept */
  add(label: 0 | 1, fields: readonly FieldTokens[]): void;
  /** Examples so far. */
  examples(): number;
  /** Whether there are enough, of both classes, to tell; true at whole thousands only. */
  enough(): boolean;
  /** The fields with an AUC above 0.99, in their order; none where too few examples are of one class to tell. */
  leaks(): Leak[];
}

const TELLING = 0.99;
/** Positives and negatives after which a model has learned a leak, and the AUC that it then has at least. */
const KNOWN = 1000;
const SUSPECT = 0.9;

/**
 * Whether a model may have learned from a leak: looking for one costs 0.1 to 0.2 s, which a model spares that has seen a
 * thousand examples of both classes and still does not tell them apart.
 */
export function mayLeak({ examples, positives, auc }: Pick<Metrics, 'examples' | 'positives' | 'auc'>): boolean {
  return auc === null || auc > SUSPECT || Math.min(positives, examples - positives) < KNOWN;
}

/** Positives and negatives that the scored half must have: an AUC of fewer may be chance. */
const ENOUGH = 20;

/** More examples than these are not needed if both classes have {@link ENOUGH} of them. */
const FEW = 4000;

/** What a field has in an example, in little memory. */
interface Example {
  readonly label: 0 | 1;
  /** Hashes of its tokens; of several in a list. Null for a missing value. */
  readonly tokens: number | readonly number[] | null;
  /** Of a numeric field. */
  readonly value: number | null;
}

/**
 * Scores the second half of the examples by what each field alone says of the first half, and takes the AUC of that:
 *
 *   score of a token = (clicks + r) / (examples + 1),   r = rate of all
 *
 * so that a token not seen before has the score r: an id that is new in every example says nothing, and a time that only
 * clicks have says all, since the others lack it. Several tokens have the mean of their scores, a missing value has its own. A
 * numeric field's score is its value, upward or downward, missing values below or above all others.
 */
export function leakFinder(): LeakFinder {
  const fields = new Map<number, Example[]>();
  const labels: number[] = [];

  function add(label: 0 | 1, found: readonly FieldTokens[]): void {
    labels.push(label);
    for (const { field, missing, tokens, value } of found) {
      const hashes = tokens.length === 1 ? tokens[0].hash | 0 : tokens.map(({ hash }) => hash | 0);
      const example = { label, tokens: missing ? null : hashes, value };
      const examples = fields.get(field);
      if (examples) examples.push(example);
      else fields.set(field, [example]);
    }
  }

  function enough(): boolean {
    return labels.length >= FEW && labels.length % (FEW / 4) === 0 && tells(labels);
  }

  function leaks(): Leak[] {
    if (!tells(labels)) return [];
    return [...fields]
      .map(([field, examples]) => ({ field, auc: aucOf(examples) ?? 0 }))
      .filter(({ auc }) => auc > TELLING)
      .toSorted((a, b) => a.field - b.field);
  }

  return { add, examples: () => labels.length, enough, leaks };
}

/** Whether the second half has enough of both classes. */
function tells(labels: readonly number[]): boolean {
  const middle = labels.length >> 1;
  let positives = 0;
  for (let i = middle; i < labels.length; i++) positives += labels[i];
  return Math.min(positives, labels.length - middle - positives) >= ENOUGH;
}

function aucOf(examples: readonly Example[]): number | null {
  const middle = examples.length >> 1;
  const scored = examples.slice(middle);
  const labels = scored.map(({ label }) => label);
  if (examples.some(({ value }) => value !== null)) return aucOfValues(scored, labels);
  return exactAuc(scored.map(scorer(examples.slice(0, middle))), labels);
}

function aucOfValues(scored: readonly Example[], labels: readonly number[]): number | null {
  const aucs = [-Infinity, Infinity].map((missing) => {
    const auc = exactAuc(
      scored.map(({ value }) => value ?? missing),
      labels,
    );
    return auc === null ? null : Math.max(auc, 1 - auc);
  });
  return aucs[0] === null || aucs[1] === null ? null : Math.max(aucs[0], aucs[1]);
}

interface Rate {
  examples: number;
  clicks: number;
}

function scorer(fitted: readonly Example[]): (example: Example) => number {
  const seen = new Map<number, Rate>();
  const missing = { examples: 0, clicks: 0 };
  for (const { label, tokens } of fitted) {
    if (tokens === null) count(missing, label);
    else for (const token of several(tokens)) count(rateIn(seen, token), label);
  }
  const rate = fitted.reduce((sum, { label }) => sum + label, 0) / Math.max(fitted.length, 1);
  return ({ tokens }) => {
    if (tokens === null) return smoothed(missing, rate);
    const scores = several(tokens).map((token) => smoothed(seen.get(token) ?? NONE, rate));
    return scores.reduce((sum, score) => sum + score, 0) / scores.length;
  };
}

function several(tokens: number | readonly number[]): readonly number[] {
  return typeof tokens === 'number' ? [tokens] : tokens;
}

const NONE: Rate = { examples: 0, clicks: 0 };

function count(rate: Rate, clicks: number): void {
  rate.examples++;
  rate.clicks += clicks;
}

function rateIn(seen: Map<number, Rate>, hash: number): Rate {
  let rate = seen.get(hash);
  if (rate === undefined) seen.set(hash, (rate = { examples: 0, clicks: 0 }));
  return rate;
}

function smoothed({ examples, clicks }: Rate, prior: number): number {
  return (clicks + prior) / (examples + 1);
}
