/** A batch of columns -> blocks of a few hundred examples: a matrix of slots in a lane, which the kernel appends to batches. */

import type { HashSpec } from '../batch/hash-spec.js';
import type { Kernel } from '../kernel/kernel.js';
import type { LaneLayout } from '../kernel/layout.js';
import type { ColumnBatch } from '../read/columns.js';
import type { ColumnFormat } from '../read/record.js';
import { areFixed, crossFill } from './column-crosses.js';
import { importancesOf, labelsOf } from './column-labels.js';
import { columnSteps, widthOf } from './column-steps.js';
import { BLOCK_EXAMPLES, MATRIX_BYTES, type Target, columnArea, placeTarget } from './column-target.js';
import type { BatchSlot } from './kernel-batch.js';

/** The blocks of one batch of columns after the other. */
export interface ColumnBlocks {
  /** Takes the columns of the next batch. */
  open(columns: ColumnBatch): void;
  /**
   * Appends examples of the block that `at` lies in, or of the next.
   *
   * @returns where it stopped, and the kernel's reason: the block's end, a full batch, or an example for the twin
   */
  append(batch: BatchSlot, at: number): { readonly next: number; readonly state: number };
}

/** Fills its part of a row for examples begin .. end. */
type Step = (begin: number, end: number) => void;

export function columnBlocks(kernel: Kernel, lane: LaneLayout, format: ColumnFormat, spec: HashSpec): ColumnBlocks {
  const { classes, schema } = format.spec;
  const { crosses = [] } = spec;
  const width = spec.fields.reduce((sum, field) => sum + widthOf(field), crosses.length);
  const stride = Math.ceil(width / 4) * 16;
  const fitting = Math.floor((MATRIX_BYTES - 16) / stride) & ~7;
  const isFast = fitting > 0 && areFixed(spec) && spec.fields.every(({ type }) => type !== 'list');
  const most = isFast ? Math.min(fitting, BLOCK_EXAMPLES) : BLOCK_EXAMPLES;
  const isNumeric = spec.fields.some(({ type }) => type === 'numeric');
  const area = columnArea(kernel, lane);
  const floatsAt = (at: number, length: number) => area.floats.subarray(at >>> 2, (at >>> 2) + length);
  const labels = floatsAt(area.labels, BLOCK_EXAMPLES);
  const importances = floatsAt(area.importances, BLOCK_EXAMPLES);
  const matrix: Target = { slots: lane.positions, values: lane.newlines, labels: area.labels, stride };
  const fillOf = columnSteps(kernel, lane, spec, area);
  let steps: Step[] = [];
  let length = 0;
  let block = { begin: 0, end: 0 };

  function open(batch: ColumnBatch): void {
    length = batch.length;
    block = { begin: 0, end: 0 };
    const learned = [() => void labels.fill(0), ...(classes === null ? [] : learnedSteps(batch))];
    steps = [...learned, ...(isFast ? rowSteps(batch) : [() => void labels.fill(NaN)])];
    // tokens have the value 1, whatever stood there before
    if (isNumeric && isFast) floatsAt(matrix.values, (stride / 4) * most).fill(1);
  }

  function learnedSteps({ columns }: ColumnBatch): Step[] {
    const readLabels = labelsOf(columns.get(classes!.column)!, classes!, schema);
    const ofLabels: Step = (begin, end) => readLabels(begin, end, labels);
    if (!format.weighted) return [ofLabels];
    const readImportances = importancesOf(columns.get(schema.importance!)!);
    return [ofLabels, (begin, end) => readImportances(begin, end, importances, labels)];
  }

  function rowSteps(batch: ColumnBatch): Step[] {
    let at = 0;
    const next = (slots: number): Target => {
      const from = at * 4;
      at += slots;
      return { ...matrix, slots: matrix.slots + from, values: matrix.values + from };
    };
    const fields = spec.fields.map(
      (field, i) => [fillOf(batch.columns.get(field.name)!, i), next(widthOf(field))] as const,
    );
    const crossed = crosses.map((_, i) => [crossFill(spec, i, batch, area), next(1)] as const);
    return [...fields, ...crossed].map(
      ([fill, target]): Step =>
        (begin, end) =>
          fill(begin, end, target),
    );
  }

  function append(batch: BatchSlot, at: number): { next: number; state: number } {
    if (at >= block.end) {
      block = { begin: at, end: Math.min(at + most, length) };
      for (const step of steps) step(block.begin, block.end);
    }
    const state = kernel.exports.addColumns(
      batch.area,
      kernel.layout.hashTables,
      lane.lane,
      placeTarget(area, matrix),
      at - block.begin,
      block.end - block.begin,
      isFast ? width : 0,
      format.weighted ? area.importances : 0,
      isNumeric ? 1 : 0,
    );
    return { next: block.begin + batch.next(), state };
  }

  return { open, append };
}
