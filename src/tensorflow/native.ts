/** Loads TensorFlow with its native binding, once it is asked for. */

import util from 'node:util';

import type * as tfjs from '@tensorflow/tfjs-node';

import { InputError } from '../input-error.js';
import { isBound, nodePackage } from './node-package.js';

export type Tensorflow = (typeof tfjs)['default'];

/** Whether loadTensorflow would find it. */
export function hasTensorflow(folder = nodePackage()): boolean {
  return folder !== null && isBound(folder);
}

/**
 * TensorFlow.js on TensorFlow's own library; takes half a second.
 *
 * @param purpose what needs it, such as `--engine tensorflow`
 * @param folder  where @tensorflow/tfjs-node is
 * @throws InputError without the binding, which says how it is made
 */
export async function loadTensorflow(purpose: string, folder = nodePackage()): Promise<Tensorflow> {
  if (!hasTensorflow(folder)) throw without(purpose, 'no native TensorFlow');
  quieten();
  restoreUtil();
  try {
    return (await import('@tensorflow/tfjs-node')).default;
  } catch (error) {
    const [line] = (error as Error).message.split('\n');
    throw without(purpose, `a native TensorFlow that does not load (${line})`);
  }
}

function without(source: string, found: string): InputError {
  return new InputError({
    source,
    found,
    expected: 'the binding of @tensorflow/tfjs-node',
    advice: 'run leanctr tensorflow install (in a clone of leanctr: npm run tensorflow)',
  });
}

/** Without these it tells of oneDNN and of the processor on standard error, and sums in an order of oneDNN's. */
function quieten(): void {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '3';
  process.env.TF_ENABLE_ONEDNN_OPTS ??= '0';
}

/** tfjs-node 4.22 calls what Node 22 warns of and Node 23 took away. */
function restoreUtil(): void {
  const old = util as unknown as Record<string, unknown>;
  old.isNullOrUndefined = (value: unknown) => value === undefined || value === null;
  old.isArray = Array.isArray;
}
