/** The runtime in one file, as pages load it: small, and in need of nothing but JavaScript and its UTF-8 coder. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';

import type { HashSpec } from '#dist/batch/hash-spec.js';
import type * as runtime from '#dist/runtime/index.js';
import { load } from '#dist/runtime/index.js';
import { firstRecords } from '../e2e/leanctr.js';
import { folder } from '../read/folder.js';
import { learned, modelOf, packed } from './models.js';

const code = readFileSync(fileURLToPath(new URL('../../../dist/runtime/min.js', import.meta.url)), 'utf8');

test('it is at most 4 kB minified and gzipped', (t) => {
  const { length } = gzipSync(code, { level: 9 });
  t.diagnostic(`${length} bytes, ${code.length} before gzip`);
  assert.ok(length <= 4096, `${length} bytes`);
});

test('it compiles nothing at run time: workers at the edge forbid that', () => {
  assert.doesNotMatch(code, /\beval\b|\bFunction\b|WebAssembly|\bimport\b|\brequire\b/);
});

test('its shorter names change nothing: fields of every type with every option, and crosses', async () => {
  const fields: HashSpec['fields'] = [
    { name: 'site', type: 'categorical', lowerCase: true, minLength: 2, missingTokens: ['none'], missing: 'feature' },
    { name: 'visits', type: 'count' },
    { name: 'age', type: 'numeric' },
    { name: 'at', type: 'time', timeFormat: 'yymmddhh', parts: ['hour', 'weekday', 'hour_of_week'] },
    { name: 'tags', type: 'list', separator: '|' },
  ];
  const crosses = [
    ['site', 'tags'],
    ['at', 'tags', 'site'],
  ];
  const slots = Uint32Array.from({ length: 256 }, (_, slot) => slot);
  const weights = Float32Array.from(slots, (slot) => Math.sin(slot + 1));
  const { bytes } = await packed(modelOf(slots, weights, { bits: 8, seed: 5, fields, crosses }), 'q8');
  const script = '#dist/runtime/min.js';
  const small = (await import(script)) as typeof runtime;
  const [one, other] = [small.load(bytes), load(bytes)];
  const records = [
    {},
    { site: 'X' },
    { site: 'none', tags: ['a'] },
    { site: 'ABC', at: '14102113', tags: 'a|b', age: 3 },
  ];
  const margins = records.map((record) => one.margin(record));
  assert.deepEqual(
    margins,
    records.map((record) => other.margin(record)),
  );
  assert.equal(new Set(margins).size, 3);
  assert.throws(() => one.margin({ at: '1' }), { message: 'field "at": found "1", expected a time (yymmddhh)' });
});

test('with nothing of Node it gives the probabilities that it has with Node', async () => {
  const log = folder().write('log.tsv', firstRecords(300));
  const { bytes, records } = await learned(log, 'q2.13');
  // a script has no exports
  const script = code.replace(/export\s*\{\s*(\w+) as load\s*\};?/, 'loaded = $1;');
  const globals = { TextEncoder, TextDecoder, loaded: load };
  runInNewContext(script, globals);
  assert.notEqual(globals.loaded, load);
  const [alone, here] = [globals.loaded(bytes), load(bytes)];
  for (const record of records) assert.equal(alone.probability(record), here.probability(record));
});
