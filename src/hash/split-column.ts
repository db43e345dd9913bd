/** A rule over a column, applied where records are read: by the kernel to what the kernel read, by the twin to the rest. */

import { InputError } from '../input-error.js';
import type { Kernel } from '../kernel/kernel.js';
import type { BatchLayout, LaneLayout } from '../kernel/layout.js';
import { BATCH_EXAMPLES } from '../kernel/layout.js';
import { type Column, columnOf } from '../read/column.js';
import { textAt } from '../read/column-values.js';
import type { ColumnBatch } from '../read/columns.js';
import { type Framing, indexIn } from '../read/framing.js';
import type { Format } from '../read/record.js';
import type { BatchSlot } from './kernel-batch.js';
import { SPLIT_SEED, hashThreshold, isHeld } from './split-cell.js';
import type { ColumnRule } from './split-rule.js';

/** What a thread needs to apply the rule. Plain data. */
export interface ColumnSplit {
  readonly rule: ColumnRule;
  /** Address of the rule in the kernel's memory: {@link writeColumnRule}. */
  readonly at: number;
  /** Which examples stay: those held out, or the others. */
  readonly wanted: 'rest' | 'heldOut';
}

/** Marks examples as they are read into a batch, and drops those that are not wanted once it is filled. */
export interface ColumnMarker {
  /** Whether the kernel finds the column in what it read; without it, every record is the twin's. */
  readonly inKernel: boolean;
  /** Marks the examples from index `from` on, which the kernel read from the lines at addresses [begin, end). */
  markRead(batch: number, from: number, begin: number, end: number): void;
  /** Whether the rule holds out a record. @throws InputError if its cell is none that can be compared */
  isHeld(record: Uint8Array): boolean;
  /** Marks one example. */
  mark(batch: number, example: number, held: boolean): void;
  /** Drops what is not wanted. @returns how many examples */
  drop(batch: number, slot: BatchSlot): number;
}

/** @param batches the lane's; they are named by their index */
export function columnMarker(kernel: Kernel, lane: LaneLayout, format: Format, split: ColumnSplit): ColumnMarker {
  const { rule, at, wanted } = split;
  const column = columnOf(format, rule.column);
  const held = lane.batches.map((batch) => heldOf(kernel, batch));
  return {
    inKernel: column.place !== null,
    markRead(batch, from, begin, end) {
      const text = new Uint8Array(kernel.memory.buffer, 0, end);
      if (format.table === undefined || indexIn(text, QUOTE, begin, end) < 0) {
        kernel.exports.markHeld(at, lane.lane, lane.batches[batch].held + from, begin, end);
        return;
      }
      // quotes may hide delimiters: the cells of these records are the twin's
      let example = from;
      for (const record of recordsIn(text, begin, end, format.framing)) {
        held[batch][example++] = isHeld(rule, column.cellOf(record)) ? 1 : 0;
      }
    },
    isHeld: (record) => isHeld(rule, column.cellOf(record)),
    mark: (batch, example, isOut) => void (held[batch][example] = isOut ? 1 : 0),
    drop: (batch, slot) => dropUnwanted(kernel, slot, lane.batches[batch].held, wanted),
  };
}

/** Marks examples of columns as they are appended to a batch, and drops those that are not wanted once it is filled. */
export interface RowMarker extends Pick<ColumnMarker, 'drop'> {
  /** Marks the examples from index `from` on, which are those at [begin, end) of the columns. */
  mark(batch: number, from: number, columns: ColumnBatch, begin: number, end: number): void;
}

export function rowMarker(kernel: Kernel, lane: LaneLayout, { rule, wanted }: ColumnSplit): RowMarker {
  const held = lane.batches.map((batch) => heldOf(kernel, batch));
  return {
    mark(batch, from, { columns }, begin, end) {
      const column = columns.get(rule.column);
      if (column === undefined) {
        throw new InputError({ field: rule.column, found: 'no such column', expected: 'it, for --split' });
      }
      for (let i = begin; i < end; i++) held[batch][from + i - begin] = isHeld(rule, textAt(column, i)) ? 1 : 0;
    },
    drop: (batch, slot) => dropUnwanted(kernel, slot, lane.batches[batch].held, wanted),
  };
}

/** Records that are not blank, without their line feeds. */
function* recordsIn(text: Uint8Array, begin: number, end: number, framing: Framing): Generator<Uint8Array> {
  for (let at = begin; at < end;) {
    const next = framing.endOfRecord(text, at, end);
    const record = text.slice(at, next - 1);
    if (record.length > 1 || (record.length === 1 && record[0] !== RETURN)) yield record;
    at = next;
  }
}

/** Bytes of a batch's examples: 1 if a split holds it out. */
export function heldOf({ memory }: Kernel, { held }: BatchLayout): Uint8Array {
  return new Uint8Array(memory.buffer, held, BATCH_EXAMPLES);
}

/**
 * Leaves the held-out examples of a batch, or the others.
 *
 * @param held address of a byte an example
 * @returns how many examples were dropped
 */
export function dropUnwanted(
  { exports }: Kernel,
  slot: BatchSlot,
  held: number,
  wanted: ColumnSplit['wanted'],
): number {
  const before = slot.size();
  exports.keepExamples(slot.area, held, wanted === 'heldOut' ? 1 : 0);
  return before - slot.size();
}

const QUOTE = 0x22;
const RETURN = 0x0d;
const RULE_BYTES = 40;
// kinds of kernel/assembly/split.ts
const TEXTS = { '==': 1, '!=': 2 } as const;
const NUMBERS = { '>=': 3, '>': 4, '<=': 5, '<': 6, '==': 7, '!=': 8 } as const;
const HASHED = 0;

/** Bytes that the rule takes in the kernel's memory. */
export function ruleBytes(rule: ColumnRule): number {
  return RULE_BYTES + (rule.kind === 'text' ? Buffer.byteLength(rule.value) : 0);
}

/**
 * Writes the rule as the kernel's ColumnRule.
 *
 * @param at    a multiple of 8
 * @param place of its column, where the kernel finds it
 */
export function writeColumnRule(
  memory: ArrayBufferLike,
  at: number,
  rule: ColumnRule,
  place: NonNullable<Column['place']>,
): void {
  const { index, delimiter, trim } = place;
  const text = rule.kind === 'text' ? Buffer.from(rule.value) : Buffer.alloc(0);
  new Float64Array(memory, at, 1)[0] = rule.kind === 'number' ? rule.value : 0;
  new Uint32Array(memory, at + 8, 8).set([
    ...[index, delimiter, trim ? 1 : 0, kindOf(rule)],
    ...[rule.kind === 'hash' ? hashThreshold(rule.share) : 0, SPLIT_SEED, at + RULE_BYTES, text.length],
  ]);
  new Uint8Array(memory, at + RULE_BYTES, text.length).set(text);
}

function kindOf(rule: ColumnRule): number {
  if (rule.kind === 'hash') return HASHED;
  return rule.kind === 'text' ? TEXTS[rule.operator] : NUMBERS[rule.operator];
}
