/**
 * Golden pages: each NAME.json in test/golden/compare holds the facts of a comparison, NAME.txt the page they must become.
 * After a change that is meant, `UPDATE_GOLDEN=1 npm test` writes the pages anew: read their diff.
 */

import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';

import { renderComparison } from '#dist/report/compare-text.js';
import { type ComparisonFacts, comparisonOf } from '#dist/report/comparison.js';

const folder = new URL('../../../test/golden/compare/', import.meta.url);
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.slice(0, -'.json'.length));

for (const name of names) {
  test(`the page of the comparison ${name} is the golden one`, () => {
    const facts = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as ComparisonFacts;
    const page = renderComparison(comparisonOf(facts));
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(new URL(`${name}.txt`, folder), page);
    assert.equal(page, readFileSync(new URL(`${name}.txt`, folder), 'utf8'));
    assert.ok(page.split('\n').every((line) => line.length <= 100));
  });
}

test('there are golden pages', () => assert.ok(names.length >= 2));
