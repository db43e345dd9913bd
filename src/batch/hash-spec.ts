/** What a slot means: the specification that training, prediction and every later day must share. */

/** How records became slots: everything that decides a feature's slot and value. */
export interface HashSpec {
  /** `murmur3` hashes tokens; `identity` takes integer tokens as slots. */
  readonly hash: 'murmur3' | 'identity';
  /** Seed of the field seeds, uint32. */
  readonly seed: number;
  /** Slots are below 2^bits. */
  readonly bits: number;
  /** Whether an empty token of a field is a feature, where the field itself does not say. */
  readonly missing: 'ignore' | 'feature';
  /** In the order their features appear in an example. */
  readonly fields: readonly FieldSpec[];
  /** Pairs and triples of field names whose tokens together are features, after those of the fields; absent means none. */
  readonly crosses?: readonly (readonly string[])[];
}

/**
 * A field and how its cell becomes features:
 *
 * - `categorical`: the hash of the token
 * - `count`: the hash of an integer's log bucket
 * - `numeric`: the field's own slot, with the number as value
 * - `time`: a token for each part of a moment
 * - `list`: a token for each element
 * - `pairs`: index:value pairs, as in svmlight
 */
export interface FieldSpec {
  readonly name: string;
  readonly type: 'categorical' | 'count' | 'numeric' | 'time' | 'list' | 'pairs';
  /** Whether a missing value is a feature; absent means as the specification says. */
  readonly missing?: 'ignore' | 'feature';
  /** Tokens that mean a missing value, as the empty one always does: `?`, `NA`. */
  readonly missingTokens?: readonly string[];
  /** categorical, list: tokens of fewer bytes count as missing. */
  readonly minLength?: number;
  /** categorical, list: A to Z become a to z before hashing; other bytes stay. */
  readonly lowerCase?: boolean;
  /** time: what becomes a token. */
  readonly parts?: readonly TimePart[];
  /** time: how moments are written; UTC. */
  readonly timeFormat?: TimeFormat;
  /** list: what stands between elements; one byte. */
  readonly separator?: string;
}

export type TimePart = 'hour' | 'weekday' | 'hour_of_week';

/** `iso`: 2026-11-24, 2026-11-24T08:44:43Z, with a space for the T, with an offset; `yymmddhh`: Avazu's 14102100. */
export type TimeFormat = 'iso' | 'seconds' | 'milliseconds' | 'yymmddhh';

/**
 * The first difference in what two specifications make of a record's fields: what it is about, and how each has it; null
 * if there is none.
 */
export function differentFields(one: HashSpec, other: HashSpec): [what: string, one: string, other: string] | null {
  const names = ({ fields }: HashSpec) => fields.map(({ name }) => name).join(', ');
  if (names(one) !== names(other)) return ['fields', names(one), names(other)];
  const at = one.fields.findIndex((field, i) => textOf(field) !== textOf(other.fields[i]));
  if (at >= 0) return ['field', textOf(one.fields[at]), textOf(other.fields[at])];
  const crosses = ({ crosses: list = [] }: HashSpec) => list.map((cross) => cross.join('*')).join(', ') || 'none';
  return crosses(one) === crosses(other) ? null : ['crosses', crosses(one), crosses(other)];
}

/** A field with its options, always in one order: `age: numeric, missing feature`. */
function textOf({ name, type, ...options }: FieldSpec): string {
  const entries = Object.entries(options).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return [`${name}: ${type}`, ...entries.map(([key, value]) => `${key} ${JSON.stringify(value)}`)].join(', ');
}
