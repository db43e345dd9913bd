/** TensorFlow's ops by their own names: those that tfjs has no function for, such as the ones that train. */

import type { Tensor } from '@tensorflow/tfjs-node';

import type { Tensorflow } from './native.js';

/** An attribute as TensorFlow's op definitions have them. */
export type Attribute =
  boolean | string | { readonly type: 'float32' | 'int32' } | { readonly shape: readonly number[] };

/** What there is of the backend behind its types. */
interface Backend {
  readonly binding: Readonly<Record<`TF_${string}`, number>>;
  executeMultipleOutputs(
    name: string,
    attributes: readonly { name: string; type: number; value: unknown }[],
    inputs: readonly Tensor[],
    outputs: number,
  ): Tensor[];
}

/**
 * Runs one op.
 *
 * @param name       as in TensorFlow's op definitions
 * @param attributes all that the op has no default for
 * @param outputs    how many tensors it gives
 */
export type RunOp = (
  name: string,
  attributes: Readonly<Record<string, Attribute>>,
  inputs: readonly Tensor[],
  outputs?: number,
) => Tensor[];

/** The ops of the native backend; their outputs belong to the tidy they are run in. */
export function nativeOps(tf: Tensorflow): RunOp {
  const backend = tf.backend() as unknown as Backend;
  const { binding } = backend;
  const typed = (attribute: Attribute): [number, unknown] => {
    if (typeof attribute === 'boolean') return [binding.TF_ATTR_BOOL, attribute];
    if (typeof attribute === 'string') return [binding.TF_ATTR_STRING, attribute];
    if ('shape' in attribute) return [binding.TF_ATTR_SHAPE, attribute.shape];
    return [binding.TF_ATTR_TYPE, attribute.type === 'float32' ? binding.TF_FLOAT : binding.TF_INT32];
  };
  return (name, attributes, inputs, outputs = 0) => {
    const list = Object.entries(attributes).map(([key, attribute]) => {
      const [type, value] = typed(attribute);
      return { name: key, type, value };
    });
    return backend.executeMultipleOutputs(name, list, inputs, outputs);
  };
}
