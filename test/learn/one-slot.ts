/** A log of one feature that every example has, clicked in 4% of them: the slot that float32 serves worst. */

import type { Batch } from '#dist/batch/batch.js';
import { createKernel } from '#dist/kernel/kernel.js';
import { BATCH_EXAMPLES, layOut } from '#dist/kernel/layout.js';
import { type FtrlOptions, ftrl } from '#dist/learn/ftrl.js';
import { kernelLearner } from '#dist/learn/kernel-learner.js';
import { modelWith, specOf, statesOf } from './batches.js';

export const CLICK_RATE = 0.04;

/** Where the only coordinate and the bias stand. */
export interface Standing {
  readonly z: number;
  readonly n: number;
  readonly weight: number;
  readonly bias: { readonly z: number; readonly n: number; readonly weight: number };
}

export interface OneSlotLearner {
  learn(labels: Float32Array): void;
  standing(): Standing;
}

export const FROM_ZERO: Standing = { z: 0, n: 0, weight: 0, bias: { z: 0, n: 0, weight: 0 } };

/** Calls back with the labels of `examples` examples, batch by batch: deterministic, of period 2^32. */
export function forEachBatch(examples: number, learn: (labels: Float32Array) => void): void {
  const labels = new Float32Array(BATCH_EXAMPLES);
  let x = 2_463_534_242;
  const below = CLICK_RATE * 2 ** 32;
  for (let left = examples; left > 0; left -= BATCH_EXAMPLES) {
    const batch = labels.subarray(0, Math.min(left, BATCH_EXAMPLES));
    for (let i = 0; i < batch.length; i++) {
      // xorshift32, Marsaglia 2003
      x ^= x << 13;
      x ^= x >>> 17;
      x ^= x << 5;
      batch[i] = x >>> 0 < below ? 1 : 0;
    }
    learn(batch);
  }
}

/** Algorithm 1 in float64, written for one feature of value 1 and the bias. */
export function inFloat64(
  { alpha, beta, lambda1 }: Required<Pick<FtrlOptions, 'alpha' | 'beta' | 'lambda1'>>,
  start: Standing,
): OneSlotLearner {
  const [a, b, l1] = [alpha as number, beta as number, lambda1 as number];
  let { z, n } = start;
  let { z: biasZ, n: biasN } = start.bias;
  const weightOf = () => (Math.abs(z) <= l1 ? 0 : -(z - Math.sign(z) * l1) / ((b + Math.sqrt(n)) / a));
  const biasOf = () => (biasZ === 0 ? 0 : -biasZ / ((b + Math.sqrt(biasN)) / a));
  return {
    learn(labels) {
      for (let i = 0; i < labels.length; i++) {
        const [weight, bias] = [weightOf(), biasOf()];
        const g = 1 / (1 + Math.exp(-(weight + bias))) - labels[i];
        const sigma = (Math.sqrt(n + g * g) - Math.sqrt(n)) / a;
        z += g - sigma * weight;
        n += g * g;
        const biasSigma = (Math.sqrt(biasN + g * g) - Math.sqrt(biasN)) / a;
        biasZ += g - biasSigma * bias;
        biasN += g * g;
      }
    },
    standing: () => ({ z, n, weight: weightOf(), bias: { z: biasZ, n: biasN, weight: biasOf() } }),
  };
}

export function inKernel(options: FtrlOptions, { z, n, bias }: Standing): OneSlotLearner {
  const optimizer = ftrl(options);
  const spec = specOf(2);
  const initial = modelWith(spec, optimizer, { 1: [z, n] }, { bias, updates: 1e9 });
  const learner = kernelLearner(createKernel(layOut(2, 1, 1)), spec, optimizer, n === 0 ? null : initial);
  const offsets = Uint32Array.from({ length: BATCH_EXAMPLES + 1 }, (_, i) => i);
  const slots = new Uint32Array(BATCH_EXAMPLES).fill(1);
  return {
    learn(labels) {
      const size = labels.length;
      const batch: Batch = {
        size,
        labels,
        importances: null,
        offsets: offsets.subarray(0, size + 1),
        slots: slots.subarray(0, size),
        values: null,
      };
      learner.learn(batch, false);
    },
    standing() {
      const model = learner.model();
      const [weight, slotZ, slotN] = statesOf(model).get(1)!;
      const { z: biasZ, n: biasN, weight: biasWeight } = model.header.bias;
      return { z: slotZ, n: slotN, weight, bias: { z: biasZ, n: biasN, weight: biasWeight } };
    },
  };
}
