/** What a slot means: the specification that training, prediction and every later day must share. */

/** How records became slots: everything that decides a feature's slot and value. */
export interface HashSpec {
  /** `murmur3` hashes tokens; `identity` takes integer tokens as slots. */
  readonly hash: 'murmur3' | 'identity';
  /** Seed of the field seeds, uint32. */
  readonly seed: number;
  /** Slots are below 2^bits. */
  readonly bits: number;
  /** Whether an empty token of a categorical or count field is a feature. */
  readonly missing: 'ignore' | 'feature';
  /** In the order their features appear in an example. */
  readonly fields: readonly FieldSpec[];
}

/**
 * A field and how its tokens become features: `categorical` (hash of the token), `count` (hash of the log bucket),
 * `pairs` (index:value pairs, as in svmlight).
 */
export interface FieldSpec {
  readonly name: string;
  readonly type: 'categorical' | 'count' | 'pairs';
}
