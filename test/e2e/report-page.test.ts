/** A report in Chromium, opened from disk: nothing runs, nothing is fetched, nothing is cut off, on a desktop and on a phone. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import type { ModelReport } from '#dist/report/model-report.js';
import { writeReport } from '#dist/pipeline/write-report.js';
import { sectionsOf } from '#dist/report/page/sections.js';
import { loadPen } from '#dist/report/pictures/pen.js';
import { standalone } from '#dist/report/pictures/standalone.js';
import { folder } from '../read/folder.js';
import { HOSTILE, hostileReport } from '../report/hostile-report.js';
import { richReport } from '../report/rich-report.js';
import { noBrowser, openBrowser } from './browser.js';
import { ROOT } from './leanctr.js';

const here = folder();
const golden = readFileSync(join(ROOT, 'test/golden/report/pruned-with-holdout.json'), 'utf8');
const rich = richReport(JSON.parse(golden) as ModelReport);
const hostile = hostileReport(rich);

let browser: Browser | undefined;
before(async () => {
  if (noBrowser !== false) return;
  browser = await openBrowser();
  await writeReport(rich, { output: [join(here.path, 'rich.html')] });
  await writeReport(hostile, { output: [join(here.path, 'hostile.html')] });
});
after(() => browser?.close());

/** Opens a page; what it does beside being shown. */
async function open(name: string, width: number, colorScheme: 'light' | 'dark') {
  const page = await browser!.newPage({ viewport: { width, height: 800 }, colorScheme });
  const events: string[] = [];
  page.on('console', (message) => events.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => events.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => void dialog.dismiss().then(() => events.push('dialog')));
  page.on('request', (request) => events.push(`request: ${request.url()}`));
  const url = pathToFileURL(join(here.path, name)).href;
  await page.goto(url);
  assert.deepEqual(events.splice(0), [`request: ${url}`]);
  return { page, events };
}

// what runs in the page; the types of browsers are not those of these tests
interface Box {
  readonly left: number;
  readonly right: number;
}
interface Element {
  readonly textContent: string;
  readonly scrollWidth: number;
  readonly clientWidth: number;
  getBoundingClientRect(): Box;
  querySelectorAll(selector: string): Iterable<Element>;
}
type InPage = { hacked?: boolean; document: Element & { documentElement: Element } };

const isHacked = () => (globalThis as unknown as InPage).hacked;

/** By how much the page is wider than the window. */
const overflow = (page: Page) =>
  page.evaluate(() => {
    const { documentElement: root } = (globalThis as unknown as InPage).document;
    return root.scrollWidth - root.clientWidth;
  });

/** Words of pictures that stick out of them. */
const cutOff = (page: Page) =>
  page.evaluate(() => {
    const { document } = globalThis as unknown as InPage;
    return [...document.querySelectorAll('svg')].flatMap((svg) => {
      const { left, right } = svg.getBoundingClientRect();
      const isOut = (box: Box) => box.left < left - 1 || box.right > right + 1;
      return [...svg.querySelectorAll('text')]
        .filter((text) => isOut(text.getBoundingClientRect()))
        .map((t) => t.textContent);
    });
  });

describe('the page of a report', { skip: noBrowser }, () => {
  for (const scheme of ['light', 'dark'] as const) {
    for (const width of [1280, 400]) {
      test(`fits a window of ${width} pixels, ${scheme}`, async () => {
        const { page } = await open('rich.html', width, scheme);
        assert.equal(await overflow(page), 0);
        assert.deepEqual(await cutOff(page), []);
        await page.close();
      });
    }
  }

  test('fits a sheet of paper, dark or not', async () => {
    const { page } = await open('rich.html', 718, 'dark');
    await page.emulateMedia({ media: 'print' });
    assert.equal(await overflow(page), 0);
    const ground = await page.evaluate('getComputedStyle(document.body).backgroundColor');
    assert.equal(ground, 'rgb(255, 255, 255)');
    await page.close();
  });

  test('shows hostile names, and none of them runs', async () => {
    const { page, events } = await open('hostile.html', 400, 'light');
    await page.mouse.move(200, 400);
    assert.equal(await page.evaluate(isHacked), undefined);
    assert.equal(await overflow(page), 0);
    assert.deepEqual(events, []);
    const text = await page.evaluate(() => (globalThis as unknown as InPage).document.documentElement.textContent);
    for (const name of [
      HOSTILE[0],
      'a\\u0000b\\u001b[31mc\\u0007d\\u000ae\\u0009f\\u2028g',
      'שלום עולם',
      '中文字段',
      '😀',
      '(empty)',
    ]) {
      assert.ok(text.includes(name), name);
    }
    await page.close();
  });

  test('would run nothing even if a name were not escaped: the policy forbids it', async () => {
    const { page } = await open('rich.html', 400, 'light');
    const script = page.addScriptTag({ content: 'window.hacked = true' });
    await assert.rejects(script, /Content Security Policy/);
    assert.equal(await page.evaluate(isHacked), undefined);
    await page.close();
  });

  test('has pictures that are XML, also with hostile names', async () => {
    const pen = await loadPen();
    const pictures = sectionsOf(hostile).flatMap((section) => section.pictures);
    const files = pictures.map((picture) => ({ name: picture.name, text: standalone(pen(picture)) }));
    const page = await browser!.newPage();
    const parse = `(files) => files.filter(({ text }) =>
      new DOMParser().parseFromString(text, 'image/svg+xml').querySelector('parsererror, script')).map(({ name }) => name)`;
    assert.ok(files.length > 8);
    assert.deepEqual(await page.evaluate(`(${parse})(${JSON.stringify(files)})`), []);
    await page.close();
  });
});
