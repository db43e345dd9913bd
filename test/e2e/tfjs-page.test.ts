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

/** Logs by name: the generated one of the repository, and real ones. */
const LOGS = [
  {
    name: 'the sample log',
    skip: noBrowser,
    write: () => here.write('sample.tsv', firstRecords(2000)),
    file: 'sample',
  },
  {
    name: 'real records',
    skip: noBrowser || real.skip,
    write: () => here.write('real.tsv', firstLines(real.path, 2000)),
    file: 'real',
  },
];

let browser: Browser | undefined;
let server: Server | undefined;
let url: string;

before(async () => {
  if (noBrowser !== false) return;
  const script = join(ROOT, 'node_modules/@tensorflow/tfjs/dist/tf.min.js');
  const served = await serve((path) => (path === '/tf.min.js' ? script : join(cwd, path)));
  ({ server, url } = served);
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  server?.close();
});

function firstLines(path: string, count: number): string {
  return `${readFileSync(path, 'latin1').split('\n').slice(0, count).join('\n')}\n`;
}

async function openPage(): Promise<Page> {
  const page = await browser!.newPage();
  await page.goto(url);
  await page.addScriptTag({ url: '/tf.min.js' });
  return page;
}

/** Trains, prunes and exports a model; the probabilities that predict prints. */
async function exported(file: string): Promise<number[]> {
  await job(`train ${file}.tsv --format criteo --bits 22 --lambda1 0.1 --model ${file}.arrow`, { cwd });
  await job(`prune ${file}.arrow --keep 5000 --output ${file}.small.arrow`, { cwd });
  await job(`export ${file}.small.arrow --to tfjs --output ${file}`, { cwd });
  const { stdout } = await run(['predict', `${file}.small.arrow`, `${file}.tsv`, '--format', 'criteo', '--quiet'], {
    cwd,
  });
  return stdout.trimEnd().split('\n').map(Number);
}

/** The examples of a log as a page has them: slots and values, [examples, features], filled up with value 0. */
async function inputsOf(file: string) {
  const { sizes, slots, values } = await passOf(
    hash(await read([join(cwd, `${file}.tsv`)], { format: 'criteo' }), { bits: 22 }),
  );
  const shape: [number, number] = [sizes.length, Math.max(...sizes)];
  const padded = {
    shape,
    slots: new Array<number>(shape[0] * shape[1]).fill(0),
    values: new Array<number>(shape[0] * shape[1]).fill(0),
  };
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

for (const { name, skip, write, file } of LOGS) {
  describe(`a page with the model of ${name}`, { skip }, () => {
    let expected: number[];
    let inputs: Awaited<ReturnType<typeof inputsOf>>;

    before(async () => {
      write();
      [expected, inputs] = [await exported(file), await inputsOf(file)];
    });

    // the page's own choice first: WebGL, where there is some
    for (const backend of [null, 'cpu']) {
      test(`agrees with predict to 1e-6 on ${backend ?? 'the backend that tfjs chooses'}`, async (t) => {
        const page = await openPage();
        const found = await page.evaluate(predictInPage, { ...inputs, backend, url: `/${file}/model.json` });
        const off = found.probabilities.map((p, i) => Math.abs(p - expected[i]));
        t.diagnostic(`${found.backend}: at most ${Math.max(...off).toExponential(1)} off, ${off.length} examples`);
        assert.equal(off.length, expected.length);
        assert.ok(new Set(expected).size > 1000);
        assert.ok(Math.max(...off) <= 1e-6);
      });
    }
  });
}
