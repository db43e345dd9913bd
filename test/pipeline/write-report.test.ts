/** A report becomes the files that are asked for, by the endings of their names. */

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import type { ModelReport } from '#dist/report/model-report.js';
import { type ReportOutputs, checkReportOutputs, writeReport } from '#dist/pipeline/write-report.js';
import { folder } from '../read/folder.js';

const here = folder();
const at = (name: string): string => join(here.path, name);
const golden = fileURLToPath(new URL('../../../test/golden/report/', import.meta.url));
const textOf = (name: string): string => readFileSync(join(golden, name), 'utf8');
const NAME = 'trained-several-epochs';
const report: ModelReport = JSON.parse(textOf(`${NAME}.json`));

test('a report is written as a page, as JSON and as Markdown at once, and links to its pictures', async () => {
  mkdirSync(at('a'));
  const output = [at('a/r.html'), at('a/r.json'), at('a/r.md')];
  await writeReport(report, { output, pictures: at('a/pictures') });
  assert.match(readFileSync(output[0], 'utf8'), /^<!doctype html>/);
  assert.equal(readFileSync(output[1], 'utf8'), textOf(`${NAME}.json`));
  assert.equal(readFileSync(output[2], 'utf8'), textOf(`${NAME}.md`));
  const links = [...textOf(`${NAME}.md`).matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link);
  assert.deepEqual(links, ['pictures/sizes.svg', 'pictures/weights.svg']);
  assert.deepEqual(readdirSync(at('a/pictures')).toSorted(), ['sizes.png', 'sizes.svg', 'weights.png', 'weights.svg']);
});

test('Markdown links to pictures where they are, and to none where there are none', async () => {
  mkdirSync(at('b'));
  const output = [at('b/r.md')];
  await writeReport(report, { output, pictures: at('pictures (1)') });
  assert.match(readFileSync(output[0], 'utf8'), /\]\(\.\.\/pictures%20%281%29\/sizes\.svg\)/);
  await writeReport(report, { output });
  assert.doesNotMatch(readFileSync(output[0], 'utf8'), /\]\(/);
});

test('what cannot be written is said before anything is, and what there was is left as it was', async () => {
  const earlier = here.write('earlier.json', 'earlier');
  const wrong: [ReportOutputs, RegExp][] = [
    [
      { output: [earlier, at('r.pdf')] },
      /r\.pdf: found another ending, expected a name ending in \.html, \.json or \.md$/,
    ],
    [{ output: [earlier, at('./earlier.json')] }, /found the same file twice, expected a file for each$/],
    [{ output: [earlier, at('none/r.html')] }, /found no folder .*none, expected an existing folder/],
    [{ output: [earlier], pictures: earlier }, /--pictures .*: found a file, expected the name of a folder$/],
    [{ output: [earlier], pictures: at('none/pictures') }, /found no folder .*none, expected an existing folder/],
  ];
  for (const [outputs, message] of wrong) {
    assert.throws(() => checkReportOutputs(outputs), message);
    await assert.rejects(writeReport(report, outputs), { name: 'InputError', message });
  }
  assert.equal(readFileSync(earlier, 'utf8'), 'earlier');
});
