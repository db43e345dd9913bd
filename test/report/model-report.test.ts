import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { metricsOf } from '#dist/evaluate/metrics.js';
import { addScores, createScores } from '#dist/evaluate/scores.js';
import { packedBytes } from '#dist/export/packed-writer.js';
import type { Model } from '#dist/learn/model.js';
import { reportOf, type ModelReport } from '#dist/report/model-report.js';
import { renderTerminal } from '#dist/report/terminal.js';
import { ENCODINGS } from '#dist/prune/encoding.js';
import { prune } from '#dist/prune/prune.js';
import { modelOf } from '../prune/models.js';

const folder = mkdtempSync(join(tmpdir(), 'leanctr-report-'));
after(() => rmSync(folder, { recursive: true }));

/** Writes bytes that compress, and not equally well at every quality, as a stand-in for a model file. */
function fileOf(bytes: number): { path: string; bytes: number; content: Buffer } {
  const content = Buffer.from(
    Uint8Array.from({ length: bytes }, (_, i) => (i % 7 === 0 ? Math.imul(i, 0x9e3779b1) >>> 27 : i % 5)),
  );
  const path = join(folder, `${bytes}.arrow`);
  writeFileSync(path, content);
  return { path, bytes, content };
}

/** The small fixed model of the golden report. */
const small = modelOf([0.5, -0.02, 0, 0.0005, -1.5, 0.04, 0.04, 2.5, 0, -0.00001]);

const metrics = (margins: number[]) => {
  const scores = createScores();
  addScores(scores, Float64Array.from(margins), Float32Array.of(1, 0, 0, 1, 0), null);
  return metricsOf(scores);
};

test('the report of a small fixed model is the golden one', async () => {
  const path = new URL('../../../test/golden/report/pruned.json', import.meta.url);
  const golden: ModelReport = JSON.parse(readFileSync(path, 'utf8'));
  const holdout = { before: metrics([1, -1, 0.5, 0.25, -2]), after: metrics([0.9, -0.9, 0.5, 0.25, -1.9]) };
  const { model } = prune(small, { keep: 5 });
  const report = await reportOf(model, fileOf(300), { holdout, before: { nonzeros: 8, bytes: 900 } });
  // the temporary path, and what this version of zlib makes of the file, are not the report's doing
  const { gzip, brotli } = golden.sizes;
  const stable = {
    ...report,
    model: { ...report.model, path: golden.model.path },
    sizes: { ...report.sizes, gzip, brotli },
  };
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, `${JSON.stringify(stable, null, 2)}\n`);
  assert.deepEqual(stable, JSON.parse(readFileSync(path, 'utf8')));
});

test('packed sizes are those of packed files, and compressed ones those of gzip and of brotli at quality 5, also beyond one chunk of the stream', async () => {
  for (const bytes of [0, 1000, 300_000]) {
    const file = fileOf(bytes);
    const { packed, ...sizes } = (await reportOf(small, file)).sizes;
    for (const encoding of ENCODINGS) assert.equal(packed[encoding], packedBytes(small, encoding));
    assert.deepEqual(sizes, {
      denseFloat32: 4 * 4096,
      file: bytes,
      gzip: gzipSync(file.content).length,
      brotli: brotliCompressSync(file.content, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }).length,
      entropyBound: 29, // log2 C(4096, 8) = 80.7 bits; for the weights 128 that are drawn, and the entropy of the others
    });
  }
});

test('a report is plain data: JSON gives it back unchanged, also for a model without weights', async () => {
  for (const model of [small, modelOf([]), prune(small, { keep: 0 }).model]) {
    const report = await reportOf(model, fileOf(10));
    assert.deepEqual(JSON.parse(JSON.stringify(report)), report);
  }
});

test('progressive metrics come from the sums in the header', async () => {
  const { progressive } = await reportOf(small, fileOf(10));
  assert.deepEqual([progressive.examples, progressive.positives], [1000, 250]);
  assert.equal(progressive.logLoss, 0.48);
  assert.equal(progressive.calibration, 251 / 250);
  const entropy = -0.25 * Math.log(0.25) - 0.75 * Math.log(0.75);
  assert.ok(Math.abs(progressive.normalizedEntropy! - 0.48 / entropy) < 1e-14);
});

const warningsOf = async (model: Model): Promise<readonly string[]> => (await reportOf(model, fileOf(10))).warnings;

test('several passes are warned of, one is not', async () => {
  assert.deepEqual(await warningsOf(small), []);
  assert.deepEqual(await warningsOf(modelOf([1], 4, { updates: 1500 })), []);
  const [warning, ...others] = await warningsOf(modelOf([1], 4, { updates: 3000 }));
  assert.match(warning, /^learned in 3 passes: at a fixed lambda1 nonzeros grow with the number of epochs/);
  assert.deepEqual(others, []);
});

/** A model of another optimizer. */
const learnedBy = (
  weights: readonly number[],
  optimizer: Model['header']['optimizer'],
  header: Partial<Model['header']> = {},
) => modelOf(weights, 4, { ...header, optimizer });

test('several passes of an optimizer without l1, or whose l1 counts for each example, are nothing to be warned of', async () => {
  for (const optimizer of [
    { name: 'adam', columns: ['weight', 'm', 'v'], hyperparameters: { alpha: 0.002 } },
    { name: 'fobos', columns: ['w', 'n', 'since', 'sinceLow'], hyperparameters: { alpha: 0.1, lambda1: 1e-5 } },
    { name: 'rda', columns: ['z', 'n'], hyperparameters: { alpha: 1, lambda1: 1e-5, globalRate: 1 } },
  ]) {
    assert.deepEqual(await warningsOf(learnedBy([1], optimizer, { updates: 3000 })), []);
  }
});

test('a model without weights is told of what its optimizer has', async () => {
  const text = async (hyperparameters: Record<string, number>) =>
    (await warningsOf(learnedBy([0, 0], { name: 'any', columns: ['weight', 'n'], hyperparameters }))).join();
  const start = 'no weight is left: every example gets the same probability; ';
  assert.equal(await text({ lambda1: 1 }), `${start}lower lambda1 or prune less`);
  assert.equal(await text({ minCount: 100 }), `${start}lower min-count or prune less`);
  assert.equal(await text({ alpha: 1 }), `${start}prune less`);
});

test('a model without weights is warned of', async () =>
  assert.match((await warningsOf(modelOf([0, 0])))[0], /^no weight is left/));

test('many collisions are warned of, unless slots are the tokens themselves', async () => {
  // 2,048 of 4,096 slots: 4,096 ln 2 = 2,839 features, of which 28 % came second
  const crowded = modelOf([1], 4, { touched: 2048 });
  assert.match((await warningsOf(crowded))[0], /^about 28 % of the features came to a slot that another had taken/);
  const { hashing } = crowded.header;
  assert.deepEqual(await warningsOf(modelOf([1], 4, { touched: 2048, hashing: { ...hashing, hash: 'identity' } })), []);
});

test('no name or number breaks the page: 100 columns, no control characters', async () => {
  const huge = modelOf([3e38, -3e38, 1e-45], 4, {
    hashing: { ...small.header.hashing, bits: 28 },
    optimizer: { name: 'ftrl\u001b[2J', columns: [], hyperparameters: { 'alpha\r': 1e-300 } },
    bias: { weight: -1.7976931348623157e308, z: 0, n: 0 },
    touched: 2 ** 28,
    updates: 2 ** 52,
  });
  const report = await reportOf(huge, fileOf(10), { before: { nonzeros: 2 ** 28, bytes: 2 ** 36 } });
  const path = `${'folder/'.repeat(40)}\u001b]0;evil\u0007\u202emodel.arrow`;
  const page = renderTerminal({ ...report, model: { ...report.model, path } });
  assert.doesNotMatch(page.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u);
  assert.deepEqual(
    page.split('\n').filter((line) => line.length > 100),
    [],
  );
  assert.match(page, /\\u202emodel\.arrow\n/);
});
