/** Training from a cache is training from the records. */

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { looksLikeCache } from '#dist/export/cache-reader.js';
import { readModel } from '#dist/export/model-file.js';
import { InputError } from '#dist/input-error.js';
import { cache } from '#dist/pipeline/cache.js';
import { evaluate } from '#dist/pipeline/evaluate.js';
import { type TrainOptions, train } from '#dist/pipeline/train.js';
import { parseSchema } from '#dist/read/schema-file.js';
import { criteoLines } from '../hash/passes.js';
import { folder } from '../read/folder.js';

const { path: here, write } = folder();
const log = join(here, 'log.criteo');
copyFileSync('data/sample.tsv', log);
const model = join(here, 'model.arrow');
const settings = { bits: 14, lambda1: 0.1 };

const trained = (options: Partial<TrainOptions>) => train({ inputs: [log], ...settings, model, ...options });
const digest = async (options: Partial<TrainOptions>) => (await trained(options)).model.sha256;

test('a model from a cache has the bytes of one from the text, at any number of workers and epochs', async () => {
  const output = join(here, 'cache.arrow');
  await cache({ inputs: [log], bits: 14, output });
  for (const [workers, epochs] of [
    [0, 1],
    [1, 1],
    [3, 2],
  ]) {
    const expected = await digest({ epochs });
    assert.equal(await digest({ inputs: [output], workers, epochs }), expected);
    assert.equal(await digest({ cache: join(here, `dir-${workers}`), workers, epochs }), expected, 'made');
    assert.equal(await digest({ cache: join(here, `dir-${workers}`), workers, epochs }), expected, 'used');
  }
});

test('a cache of several parts gives later epochs what the text gives, though the text had several threads', async () => {
  const long = write('long.criteo', criteoLines(45_000));
  const options = { inputs: [long], epochs: 2, workers: 3 };
  const expected = await digest(options);
  for (const made of ['made', 'used'])
    assert.equal(await digest({ ...options, cache: join(here, 'parts') }), expected, made);
});

test('numbers and importances come back from a cache', async () => {
  const vw = write('log.vw', '1 2.5 |a x:0.5 y\n-1 |a x:3 |b z\n1 0.25 |b z:2\n'.repeat(50));
  const svm = write('log.svm', '+1 1:0.5 7:1\n-1 3:1 1:2\n'.repeat(50));
  for (const input of [vw, svm]) {
    const output = join(here, 'numbers.arrow');
    await cache({ inputs: [input], bits: 14, output });
    assert.equal(await digest({ inputs: [output] }), await digest({ inputs: [input] }), input);
  }
});

test('caches of several days are one after the other', async () => {
  const days = ['day1', 'day2'].map((day) => join(here, `${day}.arrow`));
  for (const output of days) await cache({ inputs: [log], bits: 14, output });
  assert.equal(await digest({ inputs: days }), await digest({ inputs: [log, log] }));
});

test('evaluate takes a cache as it takes the records', async () => {
  const output = join(here, 'evaluated.arrow');
  await cache({ inputs: [log], bits: 14, output });
  await trained({});
  const [text, cached] = [
    await evaluate(readModel(model), { inputs: [log] }),
    await evaluate(readModel(model), { inputs: [output] }),
  ];
  assert.deepEqual(cached, text);
});

test('a folder keeps a cache for each way of hashing; the same run again uses its own', async () => {
  const place = join(here, 'kept');
  assert.equal((await trained({ cache: place })).cache!.made, true);
  assert.equal((await trained({ cache: place })).cache!.made, false);
  assert.equal((await trained({ cache: place, bits: 12 })).cache!.made, true);
  assert.equal((await trained({ cache: place, lambda1: 3 })).cache!.made, false);
  assert.equal(readdirSync(place).length, 2);
});

test('a cache of inputs that have changed since is made anew, and the reason is told', async () => {
  const place = join(here, 'changed');
  await trained({ cache: place });
  utimesSync(log, new Date(), new Date(Date.now() + 5000));
  const { cache: used, warnings } = await trained({ cache: place });
  assert.equal(used!.made, true);
  assert.match(warnings.join('\n'), /made anew: found a cache of another .*log\.criteo/);
});

test('a cache file that is named must be that of the records', async () => {
  const output = join(here, 'named.arrow');
  await cache({ inputs: [log], bits: 14, output });
  assert.equal((await trained({ cache: output })).cache!.made, false);
  await assert.rejects(trained({ cache: output, bits: 12 }), /found a cache hashed with bits 14, expected 12/);
  await assert.rejects(trained({ cache: output, missing: 'feature' }), /hashed with missing ignore, expected feature/);
  const other = write('other.criteo', `1${'\t'.repeat(39)}\n`);
  await assert.rejects(trained({ cache: output, inputs: [other] }), /found a cache of another/);
});

test('a file with another content is not taken for the one that was cached, though size and time are the same', async () => {
  const place = join(here, 'same-size');
  const flipped = write(
    'flipped.criteo',
    readFileSync(log, 'latin1').replace(/^[01]/gm, (label) => `${1 - Number(label)}`),
  );
  const copy = write('copy.criteo', readFileSync(log));
  const expected = await digest({ inputs: [flipped] });
  await trained({ inputs: [copy], cache: place });
  copyFileSync(flipped, copy);
  const { mtime } = statSync(flipped);
  for (const file of [copy, flipped]) utimesSync(file, mtime, mtime);
  assert.equal(await digest({ inputs: [copy], cache: place }), expected);
});

test('what the run writes is no cache', async () => {
  const output = join(here, 'mine.arrow');
  await cache({ inputs: [log], bits: 14, output });
  const before = readFileSync(output);
  await assert.rejects(trained({ cache: output, model: output }), /--cache .*found a file that/);
  const quarantine = { quarantine: output, badRecords: 'skip' } as const;
  await assert.rejects(trained({ cache: output, ...quarantine }), /--cache .*found a file that/);
  assert.deepEqual(readFileSync(output), before);
  const absent = join(here, 'absent.arrow');
  await assert.rejects(trained({ cache: absent, model: absent }), /--cache .*found a file that the run writes/);
  assert.equal(existsSync(absent), false);
});

test('a file that is not there is made under its name, and must be right the next time', async () => {
  const output = join(here, 'made.arrow');
  assert.deepEqual((await trained({ cache: output })).cache, { path: output, made: true });
  assert.deepEqual((await trained({ cache: output })).cache, { path: output, made: false });
  await assert.rejects(trained({ cache: output, bits: 12 }), /hashed with bits 14, expected 12/);
});

test('runs at the same time share a folder', async () => {
  const place = join(here, 'shared');
  const lambdas = [0.1, 0.2, 0.4];
  const expected: string[] = [];
  for (const lambda1 of lambdas) expected.push(await digest({ lambda1, epochs: 3 }));
  const runs = lambdas.map((lambda1, i) =>
    digest({ lambda1, epochs: 3, cache: place, workers: 0, model: join(here, `shared-${i}.arrow`) }),
  );
  assert.deepEqual(await Promise.all(runs), expected);
});

test('a damaged cache of a folder is removed, so that the next run makes it anew', async () => {
  const place = join(here, 'damaged');
  const { cache: made } = await trained({ cache: place });
  const bytes = readFileSync(made!.path);
  bytes[1000] ^= 1;
  writeFileSync(made!.path, bytes);
  await assert.rejects(trained({ cache: place }), /it is removed: run again/);
  assert.equal((await trained({ cache: place })).cache!.made, true);
});

test('tokens that come hundreds of thousands of times in a batch are cached', async () => {
  const tags = Array.from({ length: 2000 }, () => 'a').join('|');
  const table = write('tags.csv', `click,tags\n${`1,${tags}\n0,${tags}|b\n`.repeat(200)}`);
  const schema = parseSchema('label: click\nfields: { tags: { type: list, separator: "|" } }', 'schema');
  const options = { inputs: [table], schema, cache: join(here, 'many') };
  const expected = await digest({ inputs: [table], schema });
  for (const made of [true, false]) {
    const { model: written, cache: used } = await trained(options);
    assert.deepEqual([written.sha256, used!.made], [expected, made]);
  }
});

test('an Arrow file that only speaks of caches is none', async () => {
  const input = {
    name: 'x',
    path: write('talk.arrow', `ARROW1\0\0 made from leanctr_cache`),
    kind: 'file',
    size: 30,
  } as const;
  assert.equal(looksLikeCache(input), false);
});

test('a split that leaves nothing to learn is told as such, with a cache too', async () => {
  const options = { split: 'column:label>=0', cache: join(here, 'nothing') };
  await assert.rejects(trained(options), /--split column:label>=0: found all 2,000 examples held out/);
});

test('the cache of a pipe is used by its own later epochs, and is gone then', async () => {
  const place = join(here, 'piped');
  const fifo = join(here, 'fifo');
  execFileSync('mkfifo', [fifo]);
  const writer = spawn('sh', ['-c', `cat '${log}' > '${fifo}'`]);
  const options = { inputs: [fifo], format: 'criteo', epochs: 2, cache: place };
  assert.equal(await digest(options), await digest({ epochs: 2 }));
  assert.equal(writer.exitCode ?? 0, 0);
  assert.deepEqual(readdirSync(place), []);
});

test('a cache as the input refuses flags that say otherwise', async () => {
  const output = join(here, 'flags.arrow');
  await cache({ inputs: [log], bits: 14, output });
  await assert.rejects(trained({ inputs: [output], bits: 12 }), /found a cache hashed with bits 14, expected 12/);
  await assert.rejects(trained({ inputs: [output], format: 'criteo' }), /--format: found the cache/);
  await assert.rejects(trained({ inputs: [output, log] }), /found records beside a cache/);
  await assert.rejects(trained({ inputs: [output], cache: here }), /found a cache as the input/);
});

test('malformed records are skipped by a cache only where the run skips them', async () => {
  const dirty = write('dirty.criteo', `1${'\t'.repeat(39)}\nx\n0${'\t'.repeat(39)}\nx\n`);
  const place = join(here, 'dirty');
  const options = { inputs: [dirty], cache: place } as const;
  assert.equal((await trained({ ...options, badRecords: 'skip' })).badRecords, 2);
  const again = await trained({ ...options, badRecords: 'skip' });
  assert.deepEqual([again.badRecords, again.cache!.made], [2, false]);
  await assert.rejects(trained({ ...options, badRecords: 'skip', maxBad: 0.1 }), /2 malformed records of 4/);
  const quarantine = join(here, 'quarantine.txt');
  assert.equal((await trained({ ...options, badRecords: 'skip', quarantine })).cache!.made, true);
  await assert.rejects(trained(options), InputError);
});

test('a run that fails leaves no cache', async () => {
  const bad = write('bad.criteo', `1${'\t'.repeat(39)}\nx\n`);
  const output = join(here, 'never.arrow');
  await assert.rejects(cache({ inputs: [bad], output }), InputError);
  assert.equal(existsSync(output), false);
});

test('a split of a cache is that of the records; a rule over a column needs the records', async () => {
  const output = join(here, 'split.arrow');
  await cache({ inputs: [log], bits: 14, output });
  for (const split of ['every:7', 'last:20%']) {
    const text = await trained({ split });
    const cached = await trained({ inputs: [output], split });
    assert.equal(cached.model.sha256, text.model.sha256, split);
    assert.deepEqual(cached.holdout, text.holdout);
  }
  await assert.rejects(trained({ inputs: [output], split: 'column:I1>3' }), /a cache, which has none/);
});

test('a cache that a training with a split leaves behind holds what was learned, for that split alone', async () => {
  for (const split of ['every:7', 'column:I1>3']) {
    const place = join(here, `split-${split.slice(0, 5)}`);
    const text = await trained({ split, epochs: 2 });
    for (const made of [true, false]) {
      const { model: written, holdout, heldOut, cache: used } = await trained({ split, epochs: 2, cache: place });
      assert.deepEqual(
        { sha256: written.sha256, holdout, heldOut },
        { sha256: text.model.sha256, holdout: text.holdout, heldOut: text.heldOut },
      );
      assert.equal(used!.made, made);
    }
    assert.equal((await trained({ cache: place })).cache!.made, true);
  }
});
