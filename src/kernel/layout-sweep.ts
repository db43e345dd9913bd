/** Where everything lies in a memory that several models are trained in side by side. */

import {
  BATCH_EXAMPLES,
  BATCH_FEATURES,
  BLOCK_SLOTS,
  type Layout,
  MAX_PAGES,
  PAGE,
  SCORE_BYTES,
  layOutBatch,
  places,
} from './layout.js';

/** Models whose numbers fill a vector. */
export const QUAD = 4;
/** Bytes that four models have in a slot: z and n of each, float32. */
export const QUAD_BYTES = 32;
/** The widest group of models: the state that they have in a slot fills a cache line. */
export const MAX_QUADS = 2;

/** SweepArea in assembly/sweep-area.ts, and the numbers of its models behind it. */
const AREA_BYTES = 96 + MAX_QUADS * 288;

/** Byte addresses of a group of models. */
export interface SweepGroup {
  readonly area: number;
  readonly table: number;
  /** How many times four models. */
  readonly quads: number;
  /** Of held-out examples, one a model. */
  readonly scores: readonly number[];
}

export interface SweepLayout extends Pick<Layout, 'bits' | 'foreign' | 'scratch' | 'block' | 'pages'> {
  readonly draws: number;
  /** BATCH_EXAMPLES for each model of a group. */
  readonly margins: number;
  readonly counts: number;
  readonly groups: readonly SweepGroup[];
}

/**
 * Lays out one memory after the other for a number of models, each in as few tables as can be.
 *
 * @param bits   slots: 2^bits
 * @param models >= 1
 * @returns null if not even four models fit into a memory
 */
export function layOutSweep(bits: number, models: number): SweepLayout[] | null {
  const widest = [MAX_QUADS, 1].find((quads) => layOutMemory(bits, [quads]).pages <= MAX_PAGES);
  if (widest === undefined) return null;
  const layouts: SweepLayout[] = [];
  let groups: number[] = [];
  for (let quads = Math.ceil(models / QUAD); quads > 0; quads -= widest) {
    const group = Math.min(quads, widest);
    if (layOutMemory(bits, [...groups, group]).pages > MAX_PAGES) {
      layouts.push(layOutMemory(bits, groups));
      groups = [];
    }
    groups.push(group);
  }
  return [...layouts, layOutMemory(bits, groups)];
}

function layOutMemory(bits: number, quads: readonly number[]): SweepLayout {
  const { take, end } = places();
  const layout = {
    bits,
    foreign: layOutBatch(take),
    scratch: take((BATCH_FEATURES + QUAD) * QUAD_BYTES),
    draws: take((BATCH_FEATURES + QUAD) * 8),
    margins: take(MAX_QUADS * QUAD * BATCH_EXAMPLES * 8),
    counts: take(64),
    block: take(64 + BLOCK_SLOTS * (2 + 2) * 4),
    groups: quads.map((count) => ({
      area: take(AREA_BYTES),
      table: take(2 ** bits * count * QUAD_BYTES),
      quads: count,
      scores: Array.from({ length: count * QUAD }, () => take(SCORE_BYTES)),
    })),
  };
  return { ...layout, pages: Math.ceil(end() / PAGE) };
}
