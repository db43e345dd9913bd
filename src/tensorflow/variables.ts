/** Variables that live in TensorFlow, behind resource handles: what its training ops read and write in place. */

import type { Tensor, Tensor1D } from '@tensorflow/tfjs-node';

import type { Tensorflow } from './native.js';
import { nativeOps } from './ops.js';

export interface Variable {
  /** What an op takes as its resource. */
  readonly handle: Tensor;
  /** The numbers at the given indices. */
  gather(indices: Tensor1D): Tensor1D;
  /** All numbers. */
  read(): Tensor1D;
  /** Frees its memory. */
  dispose(): void;
}

const FLOAT = { type: 'float32' } as const;

// a variable is found by its name: two of one name would be one
let made = 0;

/** A float32 variable of one dimension that begins with a copy of `initial`. */
export function createVariable(tf: Tensorflow, initial: Float32Array | Tensor1D): Variable {
  const run = nativeOps(tf);
  const name = `leanctr/${process.pid}/${made++}`;
  const handle = tf.tidy(() => {
    const numbers = initial instanceof Float32Array ? tf.tensor1d(initial) : initial;
    const shape = { shape: numbers.shape };
    const [resource] = run('VarHandleOp', { container: '', shared_name: name, dtype: FLOAT, shape }, [], 1);
    run('AssignVariableOp', { dtype: FLOAT }, [resource, numbers]);
    return tf.keep(resource);
  });
  return {
    handle,
    gather: (indices) =>
      run('ResourceGather', { dtype: FLOAT, Tindices: { type: 'int32' } }, [handle, indices], 1)[0] as Tensor1D,
    read: () => run('ReadVariableOp', { dtype: FLOAT }, [handle], 1)[0] as Tensor1D,
    dispose() {
      run('DestroyResourceOp', { ignore_lookup_error: false }, [handle]);
      handle.dispose();
    },
  };
}
