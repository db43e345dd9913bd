/** Who learns: our kernel, or TensorFlow as a witness of what it should come to. */

import { InputError, quoted } from '../input-error.js';
import type { Batches } from '../hash/hash.js';
import { kernelLearner } from '../learn/kernel-learner.js';
import type { Learner } from '../learn/learner.js';
import type { Model } from '../learn/model.js';
import type { Optimizer } from '../learn/optimizer.js';

export const ENGINES = ['kernel', 'tensorflow'] as const;
export type EngineName = (typeof ENGINES)[number];

/** Batches and a model to go on from -> a learner; `dispose` frees what it holds outside of JavaScript. */
type Engine = (batches: Batches, initial: Model | null) => Learner & { dispose(): void };

/** @throws InputError where TensorFlow is asked for, but is not there or has no op for the optimizer */
export async function engineOf(name: EngineName | undefined, optimizer: Optimizer): Promise<Engine> {
  if (name !== 'tensorflow') {
    return ({ kernel, spec }, initial) => ({ ...kernelLearner(kernel, spec, optimizer, initial), dispose() {} });
  }
  const { tensorflowEngine } = await import('../tensorflow/engine.js');
  const engine = await tensorflowEngine(optimizer);
  return ({ spec }, initial) => engine(spec, initial);
}

/** @throws InputError for an engine that is none */
export function checkEngine(name: string | undefined): void {
  if (name === undefined || ENGINES.some((engine) => engine === name)) return;
  throw new InputError({ source: '--engine', found: quoted(name), expected: ENGINES.join(' or ') });
}
