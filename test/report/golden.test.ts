/**
 * Golden pages: each NAME.json in test/golden/report is a report, NAME.txt the page that a terminal shows of it, NAME.md its
 * Markdown. After a change that is meant, `UPDATE_GOLDEN=1 npm test` writes the pages anew: read their diff.
 */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import type { ModelReport } from '#dist/report/model-report.js';
import { renderMarkdown } from '#dist/report/page/render-markdown.js';
import { renderTerminal } from '#dist/report/terminal.js';

const folder = new URL('../../../test/golden/report/', import.meta.url);
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.slice(0, -'.json'.length));

const golden = (file: string, text: string): void => {
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(new URL(file, folder), text);
  assert.equal(text, readFileSync(new URL(file, folder), 'utf8'));
};

for (const name of names) {
  const report: ModelReport = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));

  test(`the page of the report ${name} is the golden one`, () => {
    const page = renderTerminal(report);
    golden(`${name}.txt`, page);
    assert.ok(page.split('\n').every((line) => line.length <= 100));
  });

  test(`the Markdown of the report ${name} is the golden one`, () =>
    golden(`${name}.md`, renderMarkdown(report, 'pictures')));
}

test('there are golden pages', () => assert.ok(names.length >= 4));
