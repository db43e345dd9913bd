/** A field's column -> what fills its slots: the kernel where it can, each dictionary entry once, the twin for the rest. */

import type { FieldSpec, HashSpec } from '../batch/hash-spec.js';
import { InputError } from '../input-error.js';
import type { Kernel } from '../kernel/kernel.js';
import type { LaneLayout } from '../kernel/layout.js';
import { FIRST, LAST, millisecondsAt, textAt } from '../read/column-values.js';
import {
  type BooleanColumn,
  type Column,
  type DictionaryColumn,
  type MomentColumn,
  bitAt,
  isThere,
} from '../read/columns.js';
import { type ColumnKernel, type FieldSlots, columnKernel } from './column-kernel.js';
import { BLOCK_EXAMPLES, type ColumnArea, type Fill, type Target } from './column-target.js';
import { fieldSeeds, slotMask } from './fields.js';
import { type Feature, featuresOf } from './hash-records.js';
import { countSlotsAt } from './kernel-tables.js';
import { murmur3 } from './murmur3.js';
import { timeToken } from './time.js';

const NONE = 0xffffffff;
const HOUR = 3_600_000;

/** Slots that a field has in a row. */
export function widthOf({ type, parts = [] }: FieldSpec): number {
  return type === 'time' ? parts.length : 1;
}

/** @returns what fills the slots of field i from a column, one after the other in each row, as the twin makes them */
export function columnSteps(
  kernel: Kernel,
  lane: LaneLayout,
  spec: HashSpec,
  area: ColumnArea,
): (column: Column, i: number) => Fill {
  const inKernel = columnKernel(kernel, lane, area);
  const seeds = fieldSeeds(spec);
  const mask = slotMask(spec.bits);
  const hashedEntries = new Map<number, HashedEntries>();

  function slotsOf(i: number): FieldSlots {
    const field = spec.fields[i];
    const missing = (field.missing ?? spec.missing) === 'feature';
    const missingSlot = missing ? (murmur3('', seeds[i]) & mask) >>> 0 : NONE;
    const own = (seeds[i] & mask) >>> 0;
    const slots = field.type === 'count' ? countSlotsAt(kernel.layout.hashTables, spec, i) : own;
    return { seed: seeds[i], missingSlot, minLength: field.minLength ?? 0, slots };
  }

  /** Writes an example's features and no others. */
  function put(features: readonly Feature[], target: Target, row: number, width: number): void {
    const at = row * target.stride;
    for (let j = 0; j < width; j++) {
      const [slot, value] = features[j] ?? [NONE, 1];
      area.words[((target.slots + at) >>> 2) + j] = slot;
      area.floats[((target.values + at) >>> 2) + j] = value;
    }
  }

  /** Value after value; what is malformed is left to whoever can say what is wrong. */
  function slowly(column: Column, i: number): Fill {
    const field = spec.fields[i];
    return (begin, end, target) => {
      for (let at = begin; at < end; at++) {
        const token = textAt(column, at, field.timeFormat);
        try {
          const features = featuresOf({ field: i, token, value: 1 }, spec, seeds, mask, new Map());
          put(features, target, at - begin, widthOf(field));
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
          area.floats[(target.labels >>> 2) + at - begin] = NaN;
        }
      }
    };
  }

  /** Hours repeat: the slots of each are made once. */
  function moments(column: MomentColumn, i: number): Fill {
    const { parts = [], timeFormat } = spec.fields[i];
    const [first, last] = timeFormat === 'yymmddhh' ? [Date.UTC(2000, 0), Date.UTC(2100, 0) - 1] : [FIRST, LAST];
    const missing: Feature[] = [[slotsOf(i).missingSlot, 1]];
    const hours = new Map<number, Feature[]>();
    const hourOf = (hour: number): Feature[] =>
      parts.map((part) => [(murmur3(timeToken(hour * HOUR, part), seeds[i]) & mask) >>> 0, 1]);
    return (begin, end, target) => {
      for (let at = begin; at < end; at++) {
        const time = isThere(column, at) ? millisecondsAt(column, at) : null;
        const hour = time === null ? 0 : Math.floor(time / HOUR);
        if (time !== null && !(time >= first && time <= last)) {
          area.floats[(target.labels >>> 2) + at - begin] = NaN;
          continue;
        }
        const features = time === null ? missing : (hours.get(hour) ?? hourOf(hour));
        if (time !== null) hours.set(hour, features);
        put(features, target, at - begin, parts.length);
      }
    };
  }

  function indexed(column: DictionaryColumn, i: number): Fill {
    const earlier = hashedEntries.get(i);
    const known = earlier?.entries === column.entries ? earlier : hashEntries(column, i);
    hashedEntries.set(i, known);
    return gather(column, known, slotsOf(i).missingSlot, area);
  }

  /** Each entry once, in blocks, where the rows of examples will be. */
  function hashEntries({ entries, entryCount }: DictionaryColumn, i: number): HashedEntries {
    const width = widthOf(spec.fields[i]);
    const target = { slots: lane.positions, values: lane.newlines, labels: area.entryLabels, stride: width * 4 };
    const fill = fillOf(entries, i);
    const slots = new Uint32Array(entryCount * width);
    const values = new Float32Array(entryCount * width);
    const labels = new Float32Array(entryCount);
    for (let begin = 0; begin < entryCount; begin += BLOCK_EXAMPLES) {
      const count = Math.min(BLOCK_EXAMPLES, entryCount - begin);
      const words = (from: number, length: number) => area.floats.subarray(from >>> 2, (from >>> 2) + length);
      words(target.labels, count).fill(0);
      words(target.values, count * width).fill(1);
      fill(begin, begin + count, target);
      slots.set(area.words.subarray(target.slots >>> 2, (target.slots >>> 2) + count * width), begin * width);
      values.set(words(target.values, count * width), begin * width);
      labels.set(words(target.labels, count), begin);
    }
    const isNumeric = spec.fields[i].type === 'numeric';
    return { entries, width, slots, values: isNumeric ? values : null, odd: labels.some(Number.isNaN) ? labels : null };
  }

  function fillOf(column: Column, i: number): Fill {
    const field = spec.fields[i];
    if (column.kind === 'boolean') return indexed(asDictionary(column), i);
    if (column.kind === 'dictionary') return indexed(column, i);
    return (
      fastFill(column, field, slotsOf(i), inKernel, slowly(column, i)) ??
      (column.kind === 'moment' && field.type === 'time' && !field.missingTokens
        ? moments(column, i)
        : slowly(column, i))
    );
  }

  return fillOf;
}

/** What the kernel does; null for what it leaves. */
function fastFill(
  column: Column,
  field: FieldSpec,
  slots: FieldSlots,
  kernel: ColumnKernel,
  slowly: Fill,
): Fill | null {
  if (field.missingTokens || field.lowerCase) return null;
  const { type } = field;
  if (column.kind === 'text' && type === 'categorical') return kernel.texts(column, slots, slowly);
  if (column.kind === 'views' && type === 'categorical') return kernel.views(column, slots, slowly);
  if (column.kind !== 'number') return null;
  if (type === 'count') return kernel.counts(column, slots);
  if (type === 'numeric') return kernel.numbers(column, slots);
  return type === 'categorical' && column.type.includes('int') ? kernel.decimals(column, slots) : null;
}

/** What a field makes of a dictionary. */
interface HashedEntries {
  readonly entries: Column;
  /** Slots of an entry. */
  readonly width: number;
  readonly slots: Uint32Array;
  /** Of numbers. */
  readonly values: Float32Array | null;
  /** NaN for entries that are malformed; null if none is. */
  readonly odd: Float32Array | null;
}

function gather(
  { indices, validity }: DictionaryColumn,
  { slots, values, odd, width }: HashedEntries,
  missingSlot: number,
  { matrix, words, floats }: ColumnArea,
): Fill {
  if (width === 1 && values === null && odd === null) return gatherPlain(indices, validity, slots, missingSlot, matrix);
  return (begin, end, target) => {
    const step = target.stride >>> 2;
    let to = target.slots >>> 2;
    for (let i = begin; i < end; i++, to += step) {
      const there = validity === null || bitAt(validity, i);
      const entry = indices[i];
      if (there && odd !== null && Number.isNaN(odd[entry])) floats[(target.labels >>> 2) + i - begin] = NaN;
      const value = to + ((target.values - target.slots) >> 2);
      for (let j = 0; j < width; j++) {
        words[to + j] = there ? slots[entry * width + j] : j === 0 ? missingSlot : NONE;
        if (values !== null) floats[value + j] = there ? values[entry * width + j] : 1;
      }
    }
  };
}

/** The usual case: one slot an entry. */
function gatherPlain(
  indices: Int32Array,
  validity: Uint8Array | null,
  slots: Uint32Array,
  missingSlot: number,
  matrix: Int32Array,
): Fill {
  const signed = new Int32Array(slots.buffer);
  const missing = missingSlot | 0;
  return (begin, end, { slots: address, stride }) => {
    const step = stride >>> 2;
    let to = (address - matrix.byteOffset) >>> 2;
    if (validity === null) {
      for (let i = begin; i < end; i++, to += step) matrix[to] = signed[indices[i]];
      return;
    }
    for (let i = begin; i < end; i++, to += step) {
      const there = (validity[i >> 3] >> (i & 7)) & 1;
      matrix[to] = there === 1 ? signed[indices[i]] : missing;
    }
  };
}

const TRUTHS: Column = {
  kind: 'text',
  validity: null,
  offsets: Int32Array.of(0, 5, 9),
  bytes: Buffer.from('falsetrue'),
};

function asDictionary({ bits, validity }: BooleanColumn): DictionaryColumn {
  const indices = Int32Array.from({ length: bits.length * 8 }, (_, i) => (bitAt(bits, i) ? 1 : 0));
  return { kind: 'dictionary', validity, indices, entryCount: 2, entries: TRUTHS };
}
