/** An exported ONNX model in ONNX Runtime's hands. */

import * as ort from 'onnxruntime-node';
import type { Batch } from '#dist/batch/batch.js';
import { paddedOf } from './tfjs-model.js';

export async function probabilitiesOfOnnx(path: string, batch: Batch): Promise<readonly number[]> {
  const { size, features, slots, values } = paddedOf(batch);
  const session = await ort.InferenceSession.create(path, { intraOpNumThreads: 1 });
  try {
    const { probability } = await session.run({
      slots: new ort.Tensor('int32', slots, [size, features]),
      values: new ort.Tensor('float32', values, [size, features]),
    });
    return [...(probability.data as Float32Array)];
  } finally {
    await session.release();
  }
}
