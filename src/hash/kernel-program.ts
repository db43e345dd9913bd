/** Table layout and hash specification -> the program of kernel/assembly/delimited.ts, in the kernel's memory. */

import type { FieldSpec, HashSpec } from '../batch/hash-spec.js';
import type { Table } from '../read/table.js';
import { crossSeeds, fieldSeeds, slotMask } from './fields.js';
import { murmur3 } from './murmur3.js';

const NONE = 0xffffffff;
const HEADER_BYTES = 64;
const OP_BYTES = 64;
const CROSS_BYTES = 32;
const TYPES: Readonly<Record<string, number>> = { categorical: 0, count: 1, numeric: 2 };
const FOUR = 3;
const COUNTS = 4;

/** A text and the value that stands for it. */
type TextValue = readonly [text: string, value: number];

const utf8 = new TextEncoder();

/** Bytes that the program of a table takes at most. */
export function programBytes({ label }: Table, { fields, crosses = [] }: HashSpec): number {
  const texts = [labelTexts(label), ...fields.map(missingTexts)].map((list) => textBytes(list).length);
  // the ops of crossed fields are there a second time
  const ops = 2 * fields.length * OP_BYTES;
  return HEADER_BYTES + ops + crosses.length * CROSS_BYTES + texts.reduce((sum, bytes) => sum + bytes, 0);
}

/**
 * Writes the program at `at`: a header, the steps that read each field's column, or four at once, a step for each field
 * that crosses refer to, the crosses, and the texts.
 *
 * @param slotsOf the address of a count field's slots
 */
export function writeProgram(
  memory: ArrayBufferLike,
  at: number,
  table: Table,
  spec: HashSpec,
  slotsOf: (field: number) => number,
): void {
  const { fields, crosses = [] } = spec;
  const groups = groupsOf(table, spec);
  const singlesAt = at + HEADER_BYTES;
  const opsAt = singlesAt + fields.length * OP_BYTES;
  const crossesAt = opsAt + groups.length * OP_BYTES;
  const texts = textArea(memory, crossesAt + crosses.length * CROSS_BYTES);
  const { columns, delimiter, trim, label, importanceColumn } = table;
  const hasNumbers = fields.some(({ type }) => type === 'numeric');
  new Uint32Array(memory, at, 12).set([
    ...[fields.length, columns, delimiter, trim ? 1 : 0, label?.at ?? NONE, texts.place(labelTexts(label))],
    ...[importanceColumn ?? NONE, hasNumbers ? 1 : 0, groups.length, opsAt, crosses.length, crossesAt],
  ]);
  const seeds = fieldSeeds(spec);
  const mask = slotMask(spec.bits);
  const singles = fields.map((field, i) => {
    const missing = (field.missing ?? spec.missing) === 'feature' ? (murmur3('', seeds[i]) & mask) >>> 0 : NONE;
    const missingAt = field.missingTokens ? texts.place(missingTexts(field)) : 0;
    const slots = field.type === 'count' ? slotsOf(i) : 0;
    const own = (seeds[i] & mask) >>> 0;
    const where = [TYPES[field.type], table.fieldColumns[i], i, slots];
    return [...where, seeds[i], 0, 0, 0, missing, 0, 0, 0, field.minLength ?? 0, missingAt, own];
  });
  const put = (base: number, i: number, op: readonly number[]) =>
    new Uint32Array(memory, base + i * OP_BYTES, op.length).set(op);
  singles.forEach((op, i) => put(singlesAt, i, op));
  groups.forEach((group, i) => put(opsAt, i, group.length === 1 ? singles[group.begin] : stepOf(group, singles)));
  const seedsOfCrosses = crossSeeds(spec);
  crosses.forEach((names, i) => {
    const ops = names.map((name) => singlesAt + fields.findIndex((field) => field.name === name) * OP_BYTES);
    new Uint32Array(memory, crossesAt + i * CROSS_BYTES, 2 + ops.length).set([seedsOfCrosses[i], names.length, ...ops]);
  });
}

const SEED = 4;
const MISSING_SLOT = 8;

type Op = readonly number[];

/** One step for several fields: read+hash of Criteo's columns -40% against a step each. */
function stepOf(group: Group, singles: readonly Op[]): Op {
  const [, column, field, slots] = singles[group.begin];
  const members = singles.slice(group.begin, group.begin + group.length);
  if (group.type === COUNTS) return [COUNTS, column, field, slots, group.length];
  return [FOUR, column, field, 0, ...members.map((op) => op[SEED]), ...members.map((op) => op[MISSING_SLOT])];
}

/** Fields that one step reads. */
interface Group {
  readonly type: number;
  readonly begin: number;
  readonly length: number;
}

/** Plain fields whose columns are neighbours too are read together: any number of counts, four tokens; others alone. */
function groupsOf({ fieldColumns, trim }: Table, { fields }: HashSpec): Group[] {
  const apart = trim || fields.some(({ type }) => type === 'numeric');
  const isPlain = (i: number) => !apart && !fields[i].minLength && !fields[i].missingTokens;
  const together = (begin: number, i: number) =>
    fields[i]?.type === fields[begin].type && isPlain(i) && fieldColumns[i] === fieldColumns[begin] + i - begin;
  const groups: Group[] = [];
  for (let begin = 0; begin < fields.length; begin += groups.at(-1)!.length) {
    const { type } = fields[begin];
    const most = type === 'categorical' ? 4 : fields.length;
    let length = 0;
    while (length < most && together(begin, begin + length)) length++;
    if (type === 'count' && length > 1) groups.push({ type: COUNTS, begin, length });
    else if (type === 'categorical' && length === 4) groups.push({ type: FOUR, begin, length });
    else groups.push({ type: TYPES[type], begin, length: 1 });
  }
  return groups;
}

/** Texts, one list after the other. */
function textArea(memory: ArrayBufferLike, begin: number) {
  let at = begin;
  return {
    /** @returns the address of the list */
    place(texts: readonly TextValue[]): number {
      const bytes = textBytes(texts);
      new Uint8Array(memory, at, bytes.length).set(bytes);
      at += bytes.length;
      return at - bytes.length;
    },
  };
}

function labelTexts(label: Table['label']): TextValue[] {
  if (label === null) return [];
  return [...label.positive.map((text) => [text, 1] as const), ...label.negative.map((text) => [text, 0] as const)];
}

function missingTexts({ missingTokens = [] }: FieldSpec): TextValue[] {
  return missingTokens.map((text) => [text, 1] as const);
}

/** Their number; of each the value, the length in bytes, and the bytes, to a multiple of eight. */
function textBytes(texts: readonly TextValue[]): Uint8Array {
  const parts = texts.map(([text, value]) => {
    const bytes = utf8.encode(text);
    const part = new Uint8Array(8 + Math.ceil(Math.max(bytes.length, 1) / 8) * 8);
    new Uint32Array(part.buffer, 0, 2).set([value, bytes.length]);
    part.set(bytes, 8);
    return part;
  });
  return Buffer.concat([new Uint8Array(Uint32Array.of(texts.length, 0).buffer), ...parts]);
}
