/** What the generated log looks like: its 39 fields, how many tokens each has and how often it is missing. */

/** Shares of examples in which a group of fields is missing: in real logs, too, whole groups are missing together. */
export const ABSENCES: readonly number[] = [0, 0.033, 0.05, 0.13, 0.2, 0.25, 0.45, 0.45, 0.78, 0.82];

export interface GeneratedField {
  readonly name: string;
  /** The field has 2^octaves - 1 tokens or integers; at most 23, so that a token fits into 32 bits with its field. */
  readonly octaves: number;
  /** The group it is missing with: an index into `ABSENCES`. */
  readonly absence: number;
  /** The most frequent integer; null where tokens are categories. */
  readonly smallest: number | null;
}

// [octaves, absence] each: the vocabularies, magnitudes and missing values of the challenge's data, to a factor of two
// prettier-ignore
const INTEGERS = [
  [6, 6], [12, 0], [8, 4], [6, 4], [17, 2], [10, 5], [7, 2], [6, 0], [10, 2], [3, 6], [5, 2], [5, 8], [7, 4],
] as const;
// prettier-ignore
const CATEGORIES = [
  [10, 0], [9, 0], [23, 1], [21, 1], [8, 0], [4, 3], [13, 0], [9, 0], [2, 0], [16, 0], [12, 0], [23, 1], [12, 0],
  [5, 0], [13, 0], [22, 1], [4, 0], [12, 0], [11, 7], [2, 7], [23, 1], [4, 9], [4, 0], [18, 1], [7, 7], [17, 7],
] as const;

/** I1 to I13, then C1 to C26: the order of the columns after the label. I2 alone goes down to -1. */
export const FIELDS: readonly GeneratedField[] = [
  ...INTEGERS.map(([octaves, absence], i) => ({ name: `I${i + 1}`, octaves, absence, smallest: i === 1 ? -1 : 0 })),
  ...CATEGORIES.map(([octaves, absence], i) => ({ name: `C${i + 1}`, octaves, absence, smallest: null })),
];
