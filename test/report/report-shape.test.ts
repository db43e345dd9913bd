/** The published JSON Schema of a report: it is that of the code, and every report conforms to it. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { z } from 'zod';
import type { ModelReport } from '#dist/report/model-report.js';
import { reportJson, reportShape } from '#dist/report/report-shape.js';
import { richReport } from './rich-report.js';

const golden = new URL('../../../test/golden/report/', import.meta.url);
const published = new URL('../../../data/report.schema.json', import.meta.url);

const readReport = (name: string): ModelReport => JSON.parse(readFileSync(new URL(name, golden), 'utf8'));

// holds at compile time: what a report is, its schema says, and the other way round
type Shape = z.output<typeof reportShape>;
type Writable<T> = T extends object ? { -readonly [K in keyof T]: Writable<T[K]> } : T;
const asReport = (shape: Shape): ModelReport => shape;
const asShape = (report: Writable<ModelReport>): Shape => report;
void [asReport, asShape];

const text = `${JSON.stringify(reportJson(), null, 2)}\n`;
if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(published, text);

test('the published JSON Schema is that of the code', () => {
  assert.equal(readFileSync(published, 'utf8'), text, 'UPDATE_GOLDEN=1 writes it anew');
});

const schema = z.fromJSONSchema(JSON.parse(readFileSync(published, 'utf8')));

for (const name of readdirSync(golden).filter((file) => file.endsWith('.json'))) {
  test(`the report ${name} conforms to the published schema`, () => {
    const { error } = schema.safeParse(readReport(name));
    assert.equal(error?.message, undefined);
  });
}

test('a report with all its parts conforms', () => {
  const report = richReport(readReport('pruned-with-holdout.json'));
  assert.equal(schema.safeParse(report).error?.message, undefined);
  // nothing is left out of the JSON twin: the code's schema takes no other key, and neither does the published one
  assert.equal(reportShape.safeParse(JSON.parse(JSON.stringify(report))).error?.message, undefined);
});

test('what is missing, unknown, or of another type does not conform', () => {
  const report = readReport('pruned-with-holdout.json');
  const { curve: _curve, ...less } = report;
  for (const wrong of [less, { ...report, more: 1 }, { ...report, curve: 'none' }, { ...report, warnings: null }]) {
    assert.equal(schema.safeParse(wrong).success, false);
  }
});
