/** Views of an optimizer's area in the kernel: the fields of `Learning` in kernel/assembly/learn.ts, then its own. */

import type { Kernel } from '../kernel/kernel.js';
import { LEARNING_BYTES } from '../kernel/layout.js';
import type { Optimizer } from './optimizer.js';
import type { Start } from './resume.js';

export interface KernelArea {
  /** Examples learned: low and high 32 bits. */
  readonly updates: Uint32Array;
  /** The first example of the last batch whose margin was not finite, counted from 1; 0 if there was none. */
  readonly diverged: Uint32Array;
  /** The factor of the learning rate that weights are collected with; the clock. */
  readonly rate: Float32Array;
  readonly clock: Float64Array;
  /** One number a column of the bias. */
  readonly bias: Float64Array;
}

// byte offsets of `Learning`
const RANDOMIZED = 16;
const DIVERGED = 24;
const RATE = 36;
const CLOCK = 40;
const BIAS = 56;
const OWN = 88;

/** Fills the area for an optimizer that goes on from `start`. */
export function kernelArea(
  { layout, memory }: Kernel,
  optimizer: Optimizer,
  { bias, updates }: Pick<Start, 'bias' | 'updates'>,
): KernelArea {
  const { learning, rates, clocks } = layout;
  const { doubles, floats } = optimizer.kernel;
  // nothing may be left of the optimizer before: a column of the bias that this one does not have, times 0, would stay no
  // number if that one diverged
  new Uint8Array(memory.buffer, learning, LEARNING_BYTES).fill(0);
  const words = [updates % 2 ** 32, Math.floor(updates / 2 ** 32), rates, clocks];
  new Uint32Array(memory.buffer, learning, 4).set(words);
  const isRandomized = optimizer.rounding === 'randomized';
  new Uint32Array(memory.buffer, learning + RANDOMIZED, 2).set([Number(isRandomized), Number(optimizer.exact)]);
  new Float64Array(memory.buffer, learning + OWN, doubles.length).set(doubles);
  new Float32Array(memory.buffer, learning + OWN + doubles.length * 8, floats.length).set(floats);
  const area = {
    updates: new Uint32Array(memory.buffer, learning, 2),
    diverged: new Uint32Array(memory.buffer, learning + DIVERGED, 1),
    rate: new Float32Array(memory.buffer, learning + RATE, 1),
    clock: new Float64Array(memory.buffer, learning + CLOCK, 1),
    bias: new Float64Array(memory.buffer, learning + BIAS, optimizer.biasColumns.length),
  };
  area.bias.set(bias);
  return area;
}
