/** A block of one column -> its slots, by the kernel: what it reads is copied into the lane's text. */

import type { Kernel } from '../kernel/kernel.js';
import { type LaneLayout, RECORD_BYTES } from '../kernel/layout.js';
import type { NumberColumn, NumberType, TextColumn, ViewColumn } from '../read/columns.js';
import { CELLS_BYTES, writeCountCells } from './count-cells.js';
import { BLOCK_EXAMPLES, type ColumnArea, type Fill, type Target, below, placeTarget } from './column-target.js';

const TYPES: readonly NumberType[] = [
  ...(['int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32', 'uint64', 'float32', 'float64'] as const),
];
/** Validity, then offsets, then data, in the lane's text. */
const OFFSETS = BLOCK_EXAMPLES / 8;
const DATA = OFFSETS + (BLOCK_EXAMPLES + 16) * 4;
/** The longest text that lies in its view. */
const INLINE = 12;

/** What a field makes of its values. */
export interface FieldSlots {
  readonly seed: number;
  /** 0xffffffff if a missing value is no feature. */
  readonly missingSlot: number;
  readonly minLength: number;
  /** The slot of a number; the address of a count's slots. */
  readonly slots: number;
}

export interface ColumnKernel {
  texts(column: TextColumn, field: FieldSlots, slowly: Fill): Fill;
  views(column: ViewColumn, field: FieldSlots, slowly: Fill): Fill;
  counts(column: NumberColumn, field: FieldSlots): Fill;
  numbers(column: NumberColumn, field: FieldSlots): Fill;
  decimals(column: NumberColumn, field: FieldSlots): Fill;
}

export function columnKernel({ exports, layout }: Kernel, lane: LaneLayout, area: ColumnArea): ColumnKernel {
  const { bytes, words } = area;
  const tables = layout.hashTables;
  writeCountCells(words.subarray(area.cells >> 2, (area.cells + CELLS_BYTES) >> 2));

  /** The address of bytes begin .. end of an array: its own, or that of a copy in the lane's text. */
  function place(array: Uint8Array | Int32Array, begin: number, end: number, at: number): number {
    if (array.buffer === bytes.buffer) return array.byteOffset + begin;
    bytes.set(new Uint8Array(array.buffer, array.byteOffset + begin, end - begin), lane.text + at);
    return lane.text + at;
  }

  function placeValidity(validity: Uint8Array | null, begin: number, end: number): number {
    return validity === null ? 0 : place(validity, begin >> 3, (end + 7) >> 3, 0);
  }

  /** Writes a Source's words. */
  function placeSource(count: number, validity: number, data: number, offsets: number, field: FieldSlots): void {
    const at = area.source >> 2;
    words[at] = count;
    words[at + 1] = validity;
    words[at + 2] = data;
    words[at + 3] = offsets;
    words[at + 4] = field.seed;
    words[at + 5] = field.missingSlot;
    words[at + 6] = field.minLength;
    words[at + 7] = field.slots;
  }

  /** @param slowly takes examples whose text does not fit into the lane */
  function texts({ offsets, bytes: content, validity }: TextColumn, field: FieldSlots, slowly: Fill): Fill {
    return function fill(begin, end, target) {
      const from = offsets[begin];
      const to = offsets[end];
      if (to - from > RECORD_BYTES && content.buffer !== bytes.buffer) {
        halve(fill, slowly, begin, end, target);
        return;
      }
      const starts = place(offsets, 4 * begin, 4 * (end + 1), OFFSETS);
      const data = place(content, from, to, DATA) - from;
      placeSource(end - begin, placeValidity(validity, begin, end), data, starts, field);
      exports.hashTexts(tables, lane.lane, placeTarget(area, target), area.source);
    };
  }

  function views(column: ViewColumn, field: FieldSlots, slowly: Fill): Fill {
    const { views: all, validity } = column;
    return (begin, end, target) => {
      for (let i = begin; i < end; i++) {
        if (all[4 * i] >>> 0 <= INLINE) continue;
        const copied = textsOf(column, begin, end);
        texts(copied, field, (from, to, into) => slowly(begin + from, begin + to, into))(0, end - begin, target);
        return;
      }
      const data = place(all, 16 * begin, 16 * end, DATA);
      placeSource(end - begin, placeValidity(validity, begin, end), data, 0, field);
      exports.hashViews(tables, lane.lane, placeTarget(area, target), area.source);
    };
  }

  /** Places blocks of numbers, each for the kernel to hash. */
  function numbersOf(
    { bytes: content, type, validity }: NumberColumn,
    field: FieldSlots,
    hash: (at: number) => void,
  ): Fill {
    const width = Number(/[0-9]+/.exec(type)![0]) / 8;
    const kind = TYPES.indexOf(type);
    return (begin, end, target) => {
      const data = place(content, begin * width, end * width, DATA);
      placeSource(end - begin, placeValidity(validity, begin, end), data, kind, field);
      hash(placeTarget(area, target));
    };
  }

  return {
    texts,
    views,
    counts: (column, field) =>
      numbersOf(column, field, (at) => exports.hashCounts(tables, lane.lane, at, area.source, area.cells)),
    numbers: (column, field) => numbersOf(column, field, (at) => exports.hashNumbers(at, area.source)),
    decimals: (column, field) =>
      numbersOf(column, field, (at) => exports.hashDecimals(tables, area.scratch, at, area.source)),
  };
}

/** Half the block after the other half; eight examples that still do not fit go another way. */
function halve(fill: Fill, slowly: Fill, begin: number, end: number, target: Target): void {
  const first = ((end - begin) >> 4) << 3;
  if (first === 0) {
    slowly(begin, end, target);
    return;
  }
  fill(begin, begin + first, target);
  fill(begin + first, end, below(target, first));
}

/** Texts one after the other; those that are missing are empty, which means the same. */
function textsOf({ views, buffers, validity }: ViewColumn, begin: number, end: number): TextColumn {
  const isThere = (i: number) => validity === null || ((validity[i >> 3] >> (i & 7)) & 1) === 1;
  const offsets = new Int32Array(end - begin + 1);
  for (let i = begin; i < end; i++) {
    offsets[i - begin + 1] = offsets[i - begin] + (isThere(i) ? views[4 * i] : 0);
    // more than an Int32Array can say: the twin refuses no text for its length, memory does
    if (offsets[i - begin + 1] < 0) throw new RangeError('texts of more than 2 GiB');
  }
  const bytes = new Uint8Array(offsets[end - begin]);
  const inline = new Uint8Array(views.buffer, views.byteOffset, views.byteLength);
  for (let i = begin; i < end; i++) {
    const length = offsets[i - begin + 1] - offsets[i - begin];
    const [buffer, at] = length > INLINE ? [buffers[views[4 * i + 2]], views[4 * i + 3]] : [inline, 16 * i + 4];
    bytes.set(buffer.subarray(at, at + length), offsets[i - begin]);
  }
  return { kind: 'text', validity: null, offsets, bytes };
}
