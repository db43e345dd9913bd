/**
 * Golden pages: each NAME.json in test/golden/report is a report, NAME.txt the page it must become. After a change that
 * is meant, `UPDATE_GOLDEN=1 npm test` writes the pages anew: read their diff.
 */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import type { ModelReport } from '#dist/report/model-report.js';
import { renderTerminal } from '#dist/report/terminal.js';

const folder = new URL('../../../test/golden/report/', import.meta.url);
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.slice(0, -'.json'.length));

for (const name of names) {
  test(`the page of the report ${name} is the golden one`, () => {
    const report: ModelReport = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
    const page = renderTerminal(report);
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(new URL(`${name}.txt`, folder), page);
    assert.equal(page, readFileSync(new URL(`${name}.txt`, folder), 'utf8'));
    assert.ok(page.split('\n').every((line) => line.length <= 100));
  });
}

test('there are golden pages', () => assert.ok(names.length >= 4));
