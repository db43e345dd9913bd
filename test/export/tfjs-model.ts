/** An exported LayersModel in tfjs's own hands, on its CPU backend. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import type { Batch } from '#dist/batch/batch.js';

/** The files of a folder, as a page fetches them over HTTP. */
const fetchFrom = (folder: string) => (url: string) => {
  assert.ok(url.startsWith(PAGE), url);
  return Promise.resolve(new Response(readFileSync(join(folder, url.slice(PAGE.length)))));
};

const PAGE = 'http://page/';

/** Loads `model.json` and what it names, as `tf.loadLayersModel(url)` does. */
export async function loadTfjs(folder: string): Promise<tf.LayersModel> {
  await tf.setBackend('cpu');
  const fetchFunc = fetchFrom(folder) as unknown as typeof fetch;
  return tf.loadLayersModel(tf.io.http(`${PAGE}model.json`, { fetchFunc }));
}

/** A batch as a page hands it over: [examples, features], filled up with value 0 in slot 0. */
export function paddedOf({ size, offsets, slots, values }: Batch) {
  const counts = Array.from({ length: size }, (_, i) => offsets[i + 1] - offsets[i]);
  const features = Math.max(1, ...counts);
  const padded = { size, features, slots: new Int32Array(size * features), values: new Float32Array(size * features) };
  counts.forEach((count, i) => {
    padded.slots.set(slots.subarray(offsets[i], offsets[i + 1]), i * features);
    for (let j = 0; j < count; j++) padded.values[i * features + j] = values ? values[offsets[i] + j] : 1;
  });
  return padded;
}

export async function probabilitiesOfTfjs(folder: string, batch: Batch): Promise<readonly number[]> {
  const { size, features, slots, values } = paddedOf(batch);
  const model = await loadTfjs(folder);
  const before = tf.memory().numTensors;
  const probabilities = tf.tidy(() => {
    const inputs = [tf.tensor2d(slots, [size, features], 'int32'), tf.tensor2d(values, [size, features])];
    return [...(model.predict(inputs) as tf.Tensor).dataSync()];
  });
  assert.equal(tf.memory().numTensors, before);
  model.dispose();
  return probabilities;
}
