/** Table layout and hash specification -> the program of kernel/assembly/delimited.ts, for the kernel's memory. */

import type { FieldSpec, HashSpec } from '../batch/hash-spec.js';
import { CELLS_BYTES } from '../kernel/layout.js';
import type { Table } from '../read/table.js';
import { crossSeeds, fieldSeeds, slotMask } from './fields.js';
import { columnNames, placeNames } from './kernel-names.js';
import { bytesOf, countTexts, momentSlots, momentTexts } from './kernel-tokens.js';
import { murmur3 } from './murmur3.js';

const NONE = 0xffffffff;
const HEADER_WORDS = 16;
const STEP_WORDS = 20;
const CROSS_WORDS = 8;
const TYPES: Readonly<Record<string, number>> = { categorical: 0, count: 1, numeric: 2, time: 3, list: 4 };
const FOUR = 5;
const COUNTS = 6;
/** Each cell of a line begins where the one before ends. */
const CELL_GAP = 4;
const TIME_FORMATS = ['iso', 'seconds', 'milliseconds', 'yymmddhh'];

/** A text and the value that stands for it. */
type TextValue = readonly [text: string, value: number];

const utf8 = new TextEncoder();

/**
 * The program: a header, a step for each field, the steps that read columns one after the other, or several at once, the
 * crosses, and the tables and texts that they refer to.
 *
 * @param at      the address that it will have
 * @param slotsOf the address of a count field's slots
 */
export function programOf(table: Table, spec: HashSpec, at: number, slotsOf: (field: number) => number): Uint8Array {
  const { columns, delimiter, trim, label, importanceColumn } = table;
  const area = areaFrom(at);
  const header = new Uint32Array(HEADER_WORDS);
  area.place(bytesOf(header));
  const singles = singleSteps(table, spec, slotsOf, area);
  const singlesAt = area.placeWords(singles, STEP_WORDS);
  const steps = groupsOf(table, spec).map((group) => stepOf(group, singles));
  const crossed = crossedFields(spec);
  const crosses = crossesOf(spec, crossed);
  const hasNumbers = spec.fields.some(({ type }) => type === 'numeric');
  const froms = singles.map((step, i) => step[FROMS[spec.fields[i].type] ?? SEED]);
  header.set([
    ...[columns, delimiter, trim ? 1 : 0, label?.at ?? NONE, area.place(textBytes(labelTexts(label)))],
    ...[importanceColumn ?? NONE, hasNumbers ? 1 : 0, steps.length, area.placeWords(steps, STEP_WORDS)],
    crossed.length,
    area.placeWords([crossed.map((field) => singlesAt + field * STEP_WORDS * 4)], crossed.length),
    ...[crosses.length, area.placeWords(crosses, CROSS_WORDS)],
    ...(table.others ? [CELLS_BYTES, placeNames(columnNames(spec, table.others, froms), area.place)] : [CELL_GAP]),
  ]);
  return area.bytes();
}

type Words = readonly number[];

/** The step of each field by itself. */
function singleSteps(table: Table, spec: HashSpec, slotsOf: (field: number) => number, area: Area): Words[] {
  const seeds = fieldSeeds(spec);
  const mask = slotMask(spec.bits);
  const texts = crossedTexts(spec, area);
  return spec.fields.map((field, i) => {
    const { type, parts = [], minLength = 0, lowerCase = false } = field;
    const seed = seeds[i];
    const isFeature = (field.missing ?? spec.missing) === 'feature';
    const missing = isFeature ? (murmur3('', seed) & mask) >>> 0 : NONE;
    const slots = type === 'time' ? area.place(momentSlots(parts, seed, mask)) : type === 'count' ? slotsOf(i) : 0;
    const missingAt = field.missingTokens ? area.place(textBytes(missingTexts(field))) : 0;
    const read = [TYPES[type], table.fieldColumns[i], detailOf(field, table), slots];
    const hashed = [seed, 0, 0, 0, missing, 0, 0, 0, minLength, missingAt, (seed & mask) >>> 0];
    return [...read, ...hashed, lowerCase ? 1 : 0, parts.length, texts[i]];
  });
}

/** Of each field the address of its tokens' texts, where it is crossed and they are not in the cell; 0 elsewhere. */
function crossedTexts(spec: HashSpec, area: Area): number[] {
  const texts = spec.fields.map(() => 0);
  const crossed = crossedFields(spec).map((i) => ({ i, ...spec.fields[i] }));
  const countsAt = crossed.some(({ type }) => type === 'count') ? area.place(countTexts(area.place)) : 0;
  for (const { i, type, parts = [] } of crossed) {
    if (type === 'count') texts[i] = countsAt;
    if (type === 'time') texts[i] = area.place(momentTexts(parts, area.place));
  }
  return texts;
}

function detailOf({ type, timeFormat = 'iso', separator = ',' }: FieldSpec, { listSeparator }: Table): number {
  if (type === 'time') return TIME_FORMATS.indexOf(timeFormat);
  return type === 'list' ? (listSeparator ?? separator.charCodeAt(0)) : 0;
}

/** Indexes of the fields that are crossed, each once. */
function crossedFields({ fields, crosses = [] }: HashSpec): number[] {
  const names = new Set(crosses.flat());
  return fields.flatMap(({ name }, i) => (names.has(name) ? [i] : []));
}

function crossesOf(spec: HashSpec, crossed: readonly number[]): Words[] {
  const seeds = crossSeeds(spec);
  const indexOf = (name: string) => crossed.findIndex((field) => spec.fields[field].name === name);
  return (spec.crosses ?? []).map((names, i) => [seeds[i], names.length, ...names.map(indexOf)]);
}

const DETAIL = 2;
const SLOTS = 3;
const SEED = 4;
/** Of a field's step, what is kept with its name. */
const FROMS: Readonly<Partial<Record<string, number>>> = { count: SLOTS, list: DETAIL };
const MISSING_SLOT = 8;

/** One step for several fields: read+hash of Criteo's columns -40% against a step each. */
function stepOf({ type, begin, length }: Group, singles: readonly Words[]): Words {
  if (length === 1) return singles[begin];
  const [, column, , slots] = singles[begin];
  const members = singles.slice(begin, begin + length);
  if (type === COUNTS) return [COUNTS, column, length, slots];
  return [FOUR, column, 0, 0, ...members.map((step) => step[SEED]), ...members.map((step) => step[MISSING_SLOT])];
}

/** Fields that one step reads. */
interface Group {
  readonly type: number;
  readonly begin: number;
  readonly length: number;
}

/** Plain fields whose columns are neighbours too are read together: any number of counts, four tokens; others alone. */
function groupsOf({ fieldColumns, trim }: Table, { fields }: HashSpec): Group[] {
  const isPlain = (i: number) => !trim && !fields[i].minLength && !fields[i].missingTokens && !fields[i].lowerCase;
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

/** Bytes, one after the other, each at a multiple of eight. */
interface Area {
  /** @returns their address; they may be filled later */
  readonly place: (bytes: Uint8Array) => number;
  /** @param size of each, in words */
  readonly placeWords: (entries: readonly Words[], size: number) => number;
  readonly bytes: () => Uint8Array;
}

function areaFrom(begin: number): Area {
  const placed: Uint8Array[] = [];
  let at = begin;
  const place = (bytes: Uint8Array): number => {
    placed.push(bytes, new Uint8Array(-bytes.length & 7));
    const address = at;
    at += (bytes.length + 7) & ~7;
    return address;
  };
  const placeWords = (entries: readonly Words[], size: number): number => {
    const words = new Uint32Array(entries.length * size);
    entries.forEach((entry, i) => words.set(entry, i * size));
    return place(bytesOf(words));
  };
  return { place, placeWords, bytes: () => Buffer.concat(placed) };
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
