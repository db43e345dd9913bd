/** A page with TensorFlow.js that loads an exported model over HTTP gives the probabilities that `predict` prints. */

import assert from 'node:assert/strict';
import type { Server } from 'node:http';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import type * as tf from '@tensorflow/tfjs';
import { hash, read } from '#dist/index.js';
import { passOf } from '../hash/passes.js';
import { folder } from '../read/folder.js';
import { sharedData } from '../shared-data.js';
import { noBrowser, openBrowser, serve } from './browser.js';
import { job } from './jobs.js';
import { ROOT, firstRecords, run } from './leanctr.js';

const here = folder();
const cwd = here.path;
const real = sharedData('criteo-8k.tsv');

/** Real records where there are some, else the sample log of the repository. */
const LOG = real.skip === false ? readFileSync(real.path, 'latin1') : firstRecords(2000);
const EXAMPLES = 1000;

let browser: Browser | undefined;
let server: Server | undefined;
let origin: string;

before(async () => {
  if (noBrowser !== false) return;
  const script = join(ROOT, 'node_modules/@tensorflow/tfjs/dist/tf.min.js');
  const served = await serve((path) => (path === '/tf.min.js' ? script : join(cwd, path)));
  ({ server, url: origin } = served);
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  server?.close();
});

async function openPage(): Promise<Page> {
  const page = await browser!.newPage();
  await page.goto(origin);
  await page.addScriptTag({ url: '/tf.min.js' });
  return page;
}

/** Trains, prunes and exports a model; the probabilities that predict prints. */
async function exported(): Promise<number[]> {
  await job('train log.tsv --format criteo --bits 22 --lambda1 0.1 --model model.arrow', { cwd });
  await job('prune model.arrow --keep 5000 --output small.arrow', { cwd });
  await job('export small.arrow --to tfjs --output web', { cwd });
  const { stdout } = await run(['predict', 'small.arrow', 'log.tsv', '--format', 'criteo', '--quiet'], { cwd });
  return stdout.trimEnd().split('\n').map(Number);
}

/** The examples as a page has them: slots and values, [examples, features], filled up with value 0. */
async function inputsOf(file: string) {
  const { sizes, slots, values } = await passOf(hash(await read([file], { format: 'criteo' }), { bits: 22 }));
  const shape: [number, number] = [sizes.length, Math.max(...sizes)];
  const zeros = (): number[] => Array.from({ length: shape[0] * shape[1] }, () => 0);
  const padded = { shape, slots: zeros(), values: zeros() };
  let at = 0;
  sizes.forEach((size, i) => {
    for (let j = 0; j < size; j++, at++) {
      padded.slots[i * shape[1] + j] = slots[at];
      padded.values[i * shape[1] + j] = values[at];
    }
  });
  return padded;
}

interface Task extends Awaited<ReturnType<typeof inputsOf>> {
  readonly backend: string | null;
  readonly url: string;
}

/** Runs in the page. */
async function predictInPage({ backend, url, shape, slots, values }: Task) {
  const tfjs = (globalThis as unknown as { tf: typeof tf }).tf;
  if (backend !== null) await tfjs.setBackend(backend);
  await tfjs.ready();
  const model = await tfjs.loadLayersModel(url);
  const output = model.predict([tfjs.tensor2d(slots, shape, 'int32'), tfjs.tensor2d(values, shape)]) as tf.Tensor;
  return {
    backend: tfjs.getBackend(),
    probabilities: [...(await output.data())],
  };
}

describe('a page that loads an exported model', { skip: noBrowser }, () => {
  let expected: number[];
  let inputs: Awaited<ReturnType<typeof inputsOf>>;

  before(async () => {
    const file = here.write('log.tsv', `${LOG.split('\n').slice(0, EXAMPLES).join('\n')}\n`);
    [expected, inputs] = [await exported(), await inputsOf(file)];
    assert.ok(expected.length === EXAMPLES && new Set(expected).size > EXAMPLES / 2);
  });

  // its own choice is WebGL, where there is some
  for (const backend of [null, 'cpu']) {
    test(`agrees with predict to 1e-6 on ${backend ?? 'the backend that tfjs chooses'}`, async (t) => {
      const page = await openPage();
      const found = await page.evaluate(predictInPage, { ...inputs, backend, url: '/web/model.json' });
      const off = found.probabilities.map((p, i) => Math.abs(p - expected[i]));
      t.diagnostic(`${found.backend}: at most ${Math.max(...off).toExponential(1)} off`);
      assert.equal(off.length, EXAMPLES);
      assert.ok(Math.max(...off) <= 1e-6);
    });
  }
});
