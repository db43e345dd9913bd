/** A page that loads the runtime and a packed model over HTTP has the probabilities of `predict`. */

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';

import type * as runtime from '#dist/runtime/index.js';
import { folder } from '../read/folder.js';
import { learned } from '../runtime/models.js';
import { noBrowser, openBrowser, serve } from './browser.js';
import { ROOT, firstRecords } from './leanctr.js';

const here = folder();
const FILES: Readonly<Record<string, string>> = {
  '/leanctr.js': join(ROOT, 'dist/runtime/min.js'),
  '/model.lctr': join(here.path, 'page.lctr'),
};

/** Runs in the page. */
async function probabilitiesInPage(records: string[][]): Promise<number[]> {
  const script = '/leanctr.js';
  const { load } = (await import(script)) as typeof runtime;
  const model = load(await (await fetch('/model.lctr')).arrayBuffer());
  return records.map((record) => model.probability(record));
}

describe('a page with the runtime', { skip: noBrowser }, () => {
  let browser: Browser;
  let server: Server;
  let origin: string;

  before(async () => {
    ({ server, url: origin } = await serve((path) => FILES[path]));
    browser = await openBrowser();
  });

  after(async () => {
    await browser.close();
    server.close();
  });

  test('has the probabilities of predict to 1e-6', async () => {
    const { bytes, probabilities, records } = await learned(here.write('log.tsv', firstRecords(1000)), 'q8');
    writeFileSync(FILES['/model.lctr'], bytes);
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(origin);
    const found = await page.evaluate(probabilitiesInPage, records);
    assert.equal(found.length, probabilities.length);
    assert.ok(found.every((probability, i) => Math.abs(probability - probabilities[i]) <= 1e-6));
    assert.deepEqual(errors, []);
  });
});
