/** Tables and what is guessed of them; the guess is a schema that training takes. */

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { guessSchema } from '#dist/pipeline/schema.js';
import { train } from '#dist/pipeline/train.js';
import { readSchemaFile } from '#dist/read/schema-file.js';

import { folder } from '../read/folder.js';
import { sharedData } from '../shared-data.js';

const here = folder();
const TABLE = 'age,city,click\n31,Rome,0\n,"Paris, France",1\n44,Rome,0\n';

describe('the census', () => {
  const adult = sharedData('adult-train.csv');

  test('its schema', { skip: adult.skip }, async () => {
    const output = join(here.path, 'adult.yaml');
    const { summary } = await guessSchema({ input: adult.path, output });
    const schema = readSchemaFile(output);
    const names = Array.from({ length: 15 }, (_, i) => `c${i + 1}`);
    assert.deepEqual(schema.header, names);
    assert.equal(schema.trim, true);
    assert.deepEqual(summary.missingTokens, ['?']);
    assert.deepEqual(schema.label, { column: 'c15', positive: ['>50K'], negative: ['<=50K'] });
    const counts = schema.fields.filter(({ type }) => type === 'count').map(({ name }) => name);
    assert.deepEqual(counts, ['c1', 'c3', 'c11', 'c12', 'c13']);
    const texts = schema.fields.filter(({ type }) => type === 'categorical').map(({ name }) => name);
    assert.deepEqual([...counts, ...texts].toSorted(), names.slice(0, 14).toSorted());
    assert.ok(schema.fields.every(({ missingTokens }) => missingTokens?.join() === '?'));
    assert.match(
      readFileSync(output, 'utf8'),
      /c9: categorical +# 5 distinct, such as White, Black, Asian-Pac-Islander/,
    );
  });

  test('learns from its schema', { skip: adult.skip }, async () => {
    const schema = join(here.path, 'learned.yaml');
    await guessSchema({ input: adult.path, output: schema });
    const result = await train({ inputs: [adult.path], schema, bits: 16, model: join(here.path, 'm.arrow') });
    assert.equal(result.examples, 32_561);
    assert.ok(result.progressive.auc! > 0.88, `AUC ${result.progressive.auc}`);
  });
});

test('a name that YAML or JavaScript takes for something else stays a name', async () => {
  const odd = "true __proto__ constructor #x yes { [a] a,b ' << ~ *a 🎈 Null | > % @ ` =".split(' ');
  const names = [...odd, 'a: b', ' x', 'x ', 'a #b', '"', String.raw`\n`, 'x'.repeat(2000)];
  const header = names.map((name) => `"${name.replaceAll('"', '""')}"`).join();
  const input = here.write(
    'odd.csv',
    `${header},click\n${'7,'.repeat(names.length)}0\n${'8,'.repeat(names.length)}1\n`,
  );
  const output = join(here.path, 'odd.yaml');
  await guessSchema({ input, output });
  const { fields, header: named, label } = readSchemaFile(output);
  assert.deepEqual(
    fields.map(({ name, type }) => [name, type]),
    names.map((name) => [name, 'count']),
  );
  assert.deepEqual([named, label.column], [true, 'click']);
});

describe('how a table is read', () => {
  const sameAs = async (input: string, format?: string) => {
    const { summary } = await guessSchema({ input, format });
    return { ...summary, format: 'csv' };
  };

  test('compressed, with a byte-order mark, with other line ends, with tabs', async () => {
    const { summary } = await guessSchema({ input: here.write('t.csv', TABLE) });
    assert.deepEqual(summary.columns.map(({ type }) => type.type).slice(0, 2), ['count', 'categorical']);
    const tabs = TABLE.replaceAll(/,(?! )/g, '\t');
    for (const path of [
      here.write('t.csv.gz', gzipSync(TABLE)),
      here.write('mark.csv', `\ufeff${TABLE}`),
      here.write('returns.csv', TABLE.replaceAll('\n', '\r\n')),
      here.write('blank.csv', TABLE.replaceAll('\n', '\n\n').slice(0, -2)),
      here.write('t.tsv', tabs),
      here.write('t', tabs),
    ]) {
      assert.deepEqual(await sameAs(path), summary, path);
    }
    assert.deepEqual(await sameAs(here.write('tabs.csv', tabs), 'tsv'), summary);
  });

  test('spaces around cells, quoted ones too', async () => {
    const { summary } = await guessSchema({ input: here.write('s.csv', TABLE.replaceAll(/,(?! )/g, ', ')) });
    assert.equal(summary.trim, true);
    assert.deepEqual(summary.columns[1].examples, ['Rome', 'Paris, France']);
  });

  test('only the first 100,000 records are looked at', async () => {
    const input = here.write('long.csv', `n,click\n${'1,0\n2,1\n'.repeat(50_000)}spoilt\n`);
    assert.equal((await guessSchema({ input })).summary.records, 100_000);
  });
});

describe('what is refused, with the record', () => {
  const bad = (name: string, content: string | Uint8Array) => ({ input: here.write(name, content) });
  const REFUSED: readonly [string, Parameters<typeof guessSchema>[0], RegExp][] = [
    ['columns', bad('c.csv', 'a,b\n1,2\n\n1,2,3\n'), /c\.csv: record 4: found 3 columns, expected 2, as in the first/],
    ['a quote', bad('q.csv', 'a,b\n1,x"y\n'), /q\.csv: record 2: found a quote in the middle of a cell/],
    ['an open quote', bad('o.csv', 'a,b\n1,"xy\n1,2\n'), /o\.csv: record 2: found a quote that is never closed/],
    ['one column', bad('one.csv', 'a;b\n1;2\n'), /one\.csv: record 1: found 1 column, .*--format/],
    ['blank lines only', bad('blank-only.csv', '\n\n'), /blank-only\.csv: found no records, expected at least one/],
    ['a long line', bad('l.csv', `a,b\n1,${'x'.repeat(5e6)}\n`), /l\.csv: record 2: found a line of more than/],
    [
      'binary data',
      bad('b.csv', new Uint8Array([80, 65, 82, 49, 0])),
      /b\.csv: found binary data, expected CSV, TSV, /,
    ],
    ['lines of VW', bad('v.vw', '1 | a\n'), /v\.vw: found the format vw, expected csv, tsv, jsonl, arrow or parquet/],
    [
      'another format',
      { ...bad('f.csv', TABLE), format: 'criteo' },
      /--format: found the format criteo, expected csv, /,
    ],
    [
      'a device',
      { input: '/dev/null' },
      /null: found a device of unknown format, expected .*; say which with --format/,
    ],
    ['no folder', { ...bad('n.csv', TABLE), output: '/no/such/s.yaml' }, /--output .*: found no folder/],
    [
      'its own input',
      { ...bad('i.csv', TABLE), output: join(here.path, 'i.csv') },
      /--output .*: found a file that is/,
    ],
    ['two files', { input: join(here.path, '{c,q}.csv') }, /found 2 files, expected one/],
  ];
  for (const [what, options, message] of REFUSED) {
    test(what, () => assert.rejects(guessSchema(options), { name: 'InputError', message }));
  }
});

test('an earlier schema stays if the table is refused, and is replaced if not', async () => {
  const output = here.write('kept.yaml', 'mine\n');
  await assert.rejects(guessSchema({ input: here.write('k.csv', 'a,b\n1\n'), output }));
  assert.equal(readFileSync(output, 'utf8'), 'mine\n');
  writeFileSync(join(here.path, 'k.csv'), TABLE);
  const { text } = await guessSchema({ input: join(here.path, 'k.csv'), output });
  assert.equal(readFileSync(output, 'utf8'), text);
});
