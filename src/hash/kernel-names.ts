/** Namespaces, or the keys of JSON -> the table by which kernel/assembly/names.ts finds their columns. */

import type { FieldSpec, HashSpec } from '../batch/hash-spec.js';
import { bytesOf } from './kernel-tokens.js';

// what a namespace's features are, as names.ts has it
const TEXT = 0;
const LIST = 1;
const NUMBER = 2;
const IGNORED = 3;

const ENTRY_WORDS = 8;
const GOLDEN = 0x9e3779b97f4a7c15n;

// what is enough for a feature in the order of the fields, as names.ts has it
const TOKEN_SLOT = 1;
const COUNT_SLOT = 2;
const PASSED_OVER = 3;

interface NamedColumn {
  readonly name: Uint8Array;
  readonly column: number;
  readonly kind: number;
  /** How to find the slot of a feature, and from what; 0 where a step is to be followed. */
  readonly way: readonly [way: number, from: number];
}

const utf8 = new TextEncoder();

/**
 * The columns of fields, in their order, then those of names that are no field's.
 *
 * @param from of each field, what its slots are found from: a seed, or the address of a count's slots; of a list, the byte
 *   between elements
 */
export function columnNames(spec: HashSpec, others: readonly string[], from: readonly number[]): NamedColumn[] {
  const kinds: Partial<Record<FieldSpec['type'], number>> = { list: LIST, numeric: NUMBER };
  const plain = arePlain(spec);
  return [
    ...spec.fields.map((field, column) => {
      const way = plain ? wayOf(field) : 0;
      const kind = kinds[field.type] ?? TEXT;
      return { name: utf8.encode(field.name), column, kind, way: [way, from[column]] as const };
    }),
    ...others.map((name, i) => {
      const column = spec.fields.length + i;
      return { name: utf8.encode(name), column, kind: IGNORED, way: [plain ? PASSED_OVER : 0, 0] as const };
    }),
  ];
}

/** Whether an example's features are those of its namespaces, each 1: no crosses, no numbers, none for what is missing. */
function arePlain({ fields, crosses = [], missing }: HashSpec): boolean {
  return (
    crosses.length === 0 && fields.every((field) => field.type !== 'numeric' && (field.missing ?? missing) === 'ignore')
  );
}

function wayOf({ name, type, minLength, missingTokens, lowerCase }: FieldSpec): number {
  if (minLength || missingTokens || lowerCase) return 0;
  // what is no namespace's name is not looked for in front of a feature
  if (/[ \t:|]/.test(name)) return 0;
  return { categorical: TOKEN_SLOT, count: COUNT_SLOT }[type as string] ?? 0;
}

/**
 * Places a table of names: the multiplier and the shift of its hash, then entries. An entry is the first eight bytes of a
 * name, its length, column, kind, the address of its bytes, and its way; it stands where its hash says, or in the next
 * entry that was free.
 *
 * @param place puts bytes into the kernel's memory and returns their address
 * @returns the table's address
 */
export function placeNames(columns: readonly NamedColumn[], place: (bytes: Uint8Array) => number): number {
  const named = columns.filter(({ name }) => name.length > 0);
  const bits = Math.ceil(Math.log2(named.length + 1)) + 3;
  const multiplier = multiplierFor(named, bits);
  // behind the last one, all that do not find a place, and one that stays free
  const words = new Uint32Array((2 ** bits + named.length + 1) * ENTRY_WORDS);
  for (const { name, column, kind, way } of named) {
    let at = hashOf(name, multiplier, bits) * ENTRY_WORDS;
    while (words[at + 2] !== 0) at += ENTRY_WORDS;
    words.set([...new Uint32Array(firstBytes(name).buffer), name.length, column, kind, place(name), ...way], at);
  }
  return place(Buffer.concat([bytesOf(BigUint64Array.of(multiplier, BigInt(64 - bits))), bytesOf(words)]));
}

/** Of a hundred, the first that gives each name a place of its own, or the one that comes closest. */
function multiplierFor(columns: readonly NamedColumn[], bits: number): bigint {
  let [best, most] = [0n, -1];
  for (let i = 0n; i < 100n && most < columns.length; i++) {
    const multiplier = BigInt.asUintN(64, (2n * i + 1n) * GOLDEN);
    const places = new Set(columns.map(({ name }) => hashOf(name, multiplier, bits))).size;
    if (places > most) [best, most] = [multiplier, places];
  }
  return best;
}

function hashOf(name: Uint8Array, multiplier: bigint, bits: number): number {
  const [word] = new BigUint64Array(firstBytes(name).buffer);
  return Number(BigInt.asUintN(64, word * multiplier) >> BigInt(64 - bits));
}

function firstBytes(name: Uint8Array): Uint8Array<ArrayBuffer> {
  const first = new Uint8Array(8);
  first.set(name.subarray(0, 8));
  return first;
}
