/** Views of what a group of models learns with in the kernel: SweepArea in kernel/assembly/sweep-area.ts, and behind it. */

import type { KernelMemory } from '../kernel/kernel.js';
import { QUAD, QUAD_BYTES, type SweepGroup } from '../kernel/layout-sweep.js';
import type { Optimizer } from './optimizer.js';

export interface SweepArea {
  /** Examples learned: low and high 32 bits. */
  readonly updates: Uint32Array;
  /** 1 if examples count in the sums. */
  readonly scored: Uint32Array;
  /** Of examples, positives, importance, and importance of positives. */
  readonly sums: Float64Array;
  readonly models: readonly SweptModel[];
}

/** What a model has to itself, beside its table. */
export interface SweptModel {
  /** z and n. */
  bias(): Float64Array;
  logLoss(): number;
  probability(): number;
  /** The first example of the last batch whose margin was not finite, counted from 1; 0 if there was none. */
  readonly diverged: Uint32Array;
}

// byte offsets of SweepArea
const SCORED = 12;
const SUMS = 48;
const PARAMETERS = 96;

// byte offsets of four models' numbers, and their bytes
const FLOATS = [0, 16, 32, 48];
const DOUBLES = [64, 96];
const BIAS_Z = 128;
const BIAS_N = 160;
const LOG_LOSS = 192;
const PROBABILITY = 224;
const DIVERGED = 256;
const NUMBERS_BYTES = 288;

/**
 * Fills the area of a group that begins.
 *
 * @param optimizers FTRL, at most as many as the group has models; the first one fills it up
 */
export function sweepArea(
  { buffer }: KernelMemory,
  { area, quads }: SweepGroup,
  draws: number,
  optimizers: readonly Optimizer[],
): SweepArea {
  const shift = Math.log2(quads * QUAD_BYTES);
  const isRandomized = optimizers[0].rounding === 'randomized';
  new Uint8Array(buffer, area, PARAMETERS + quads * NUMBERS_BYTES).fill(0);
  new Uint32Array(buffer, area, 9).set([0, 0, Number(isRandomized), 0, quads, shift, 0, 0, draws]);
  const models = Array.from({ length: quads * QUAD }, (_, i) => sweptModel(buffer, area, i));
  models.forEach((model, i) => model.fill((optimizers[i] ?? optimizers[0]).kernel));
  return {
    updates: new Uint32Array(buffer, area, 2),
    scored: new Uint32Array(buffer, area + SCORED, 1),
    sums: new Float64Array(buffer, area + SUMS, 4),
    models,
  };
}

function sweptModel(buffer: SharedArrayBuffer, area: number, index: number) {
  const lane = index % QUAD;
  const numbers = area + PARAMETERS + Math.floor(index / QUAD) * NUMBERS_BYTES;
  const float = (at: number) => new Float32Array(buffer, numbers + at + lane * 4, 1);
  const double = (at: number) => new Float64Array(buffer, numbers + at + lane * 8, 1);
  const [biasZ, biasN, logLoss, probability] = [BIAS_Z, BIAS_N, LOG_LOSS, PROBABILITY].map(double);
  return {
    fill({ floats, doubles }: Optimizer['kernel']): void {
      FLOATS.forEach((at, i) => (float(at)[0] = floats[i]));
      DOUBLES.forEach((at, i) => (double(at)[0] = doubles[i]));
    },
    bias: () => Float64Array.of(biasZ[0], biasN[0]),
    logLoss: () => logLoss[0],
    probability: () => probability[0],
    diverged: new Uint32Array(buffer, numbers + DIVERGED + lane * 4, 1),
  };
}
