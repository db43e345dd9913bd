/** Weights and their optimizer's state in TensorFlow's variables, and the op that updates them. */

import type { Scalar, Tensor, Tensor1D } from '@tensorflow/tfjs-node';

import type { Tensorflow } from './native.js';
import { nativeOps } from './ops.js';
import type { Given, Rule } from './rules.js';
import { type Variable, createVariable } from './variables.js';

/** What columns begin with: slot -> number. None of a column that begins with nothing. */
export type Beginning = Readonly<Record<string, Float32Array>>;

export interface Coordinates {
  weights(indices: Tensor1D): Tensor1D;
  /** Learns one example. @param gradient of the slots at `indices`, each once */
  learn(gradient: Tensor1D, indices: Tensor1D, step: Pick<Given, 'rate' | 't'>): void;
  /** The numbers of a column, or of `weight`, at the given slots. */
  column(name: string, indices: Tensor1D): Float32Array;
  dispose(): void;
}

/**
 * @param size      how many coordinates
 * @param beginning `weight` and columns; all zero if not given
 */
export function createCoordinates(tf: Tensorflow, rule: Rule, size: number, beginning: Beginning = {}): Coordinates {
  const run = nativeOps(tf);
  const initials: Record<string, number> = { weight: 0, ...rule.columns };
  const scalar = lastScalars(tf);
  const variables = Object.fromEntries(
    Object.entries(initials).map(([name, initial]): [string, Variable] => [name, begun(initial, beginning[name])]),
  );
  const handles = Object.fromEntries(Object.entries(variables).map(([name, { handle }]) => [name, handle]));

  function begun(initial: number, added: Float32Array | undefined): Variable {
    if (added)
      return createVariable(
        tf,
        added.map((number) => initial + number),
      );
    const one = tf.tensor1d([initial]);
    const all = one.tile([size]);
    const made = createVariable(tf, all as Tensor1D);
    tf.dispose([one, all]);
    return made;
  }

  /** The gradient of all coordinates. */
  function spread(gradient: Tensor1D, indices: Tensor1D): Tensor {
    const types = { T: { type: 'float32' }, Tindices: { type: 'int32' } } as const;
    return run('ScatterNd', types, [indices.reshape([-1, 1]), gradient, tf.tensor1d([size], 'int32')], 1)[0];
  }

  return {
    weights: (indices) => variables.weight.gather(indices),
    learn: (gradient, indices, step) =>
      tf.tidy(() => {
        const whole = rule.dense ? spread(gradient, indices) : gradient;
        const { op, inputs, attributes } = rule.update(handles, { gradient: whole, indices, ...step });
        const tensors = inputs.map((input, i) => (typeof input === 'number' ? scalar.of(i, input) : input));
        run(op, attributes, tensors);
      }),
    column(name, indices) {
      const initial = Math.fround(initials[name]);
      const gathered = variables[name].gather(indices);
      // not out of a tidy, which would look for tensors in every number
      const read = gathered.dataSync() as Float32Array;
      gathered.dispose();
      return initial === 0 ? read : read.map((number) => number - initial);
    },
    dispose() {
      Object.values(variables).forEach((variable) => variable.dispose());
      scalar.dispose();
    },
  };
}

/** Scalars by their place among the inputs, made anew only where the number changed: they are most of what an op is given. */
function lastScalars(tf: Tensorflow) {
  const last: { number: number; scalar: Scalar }[] = [];
  return {
    of(place: number, number: number): Scalar {
      if (last[place]?.number !== number) {
        last[place]?.scalar.dispose();
        last[place] = { number, scalar: tf.keep(tf.scalar(number, 'float32')) };
      }
      return last[place].scalar;
    },
    dispose: () => last.forEach(({ scalar }) => scalar.dispose()),
  };
}
