/** The pictures of a report as files for papers. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import type { ModelReport } from '#dist/report/model-report.js';
import { pictureFiles } from '#dist/report/page/picture-files.js';
import { brief, bytesText, logTicks, thinned } from '#dist/report/pictures/axes.js';
import { loadPainter } from '#dist/report/pictures/png.js';
import { richReport } from '../rich-report.js';

const path = new URL('../../../../test/golden/report/pruned-with-holdout.json', import.meta.url);
const report = richReport(JSON.parse(readFileSync(path, 'utf8')) as ModelReport);

const NAMES = [
  ...['trade-off-log-loss-nonzeros', 'trade-off-log-loss-bytes', 'trade-off-auc-nonzeros', 'trade-off-auc-bytes'],
  ...['sizes', 'reliability', 'fields-log-loss', 'fields-weight', 'fields-slots', 'features', 'weights'],
  ...['training-log-loss', 'training-nonzeros', 'schedule'],
];

/** Width and height of a PNG. */
const sizeOf = (png: Uint8Array) => [16, 20].map((at) => Buffer.from(png).readUInt32BE(at));

describe('the pictures of a report', () => {
  const files = new Map<string, Uint8Array>();
  before(async () => {
    for await (const { name, bytes } of pictureFiles(report)) files.set(name, bytes);
  });

  test('are an SVG and a PNG of each', () =>
    assert.deepEqual(
      [...files.keys()],
      NAMES.flatMap((name) => [`${name}.svg`, `${name}.png`]),
    ));

  test('as SVG stand alone: their own ground, a font by name, no colour that only the page knows', () => {
    for (const name of NAMES) {
      const svg = Buffer.from(files.get(`${name}.svg`)!).toString('utf8');
      assert.match(
        svg,
        /^<\?xml version="1.0" encoding="UTF-8"\?>\n<svg xmlns="http:\/\/www.w3.org\/2000\/svg" [^>]*>/,
      );
      assert.match(svg, /^[^]*?<rect width="440" height="\d+" fill="white" \/>/);
      assert.match(svg, /font-family="DejaVu Sans, /);
      assert.doesNotMatch(svg, /var\(|<style|class=|undefined|NaN/);
    }
  });

  test('as PNG have 300 dots an inch on a column of 3.3 inches', () => {
    for (const name of NAMES) {
      const png = files.get(`${name}.png`)!;
      assert.deepEqual([...png.subarray(1, 4)], [...Buffer.from('PNG')]);
      assert.equal(sizeOf(png)[0], 990);
    }
  });

  test('are the same bytes each time', async () => {
    const [{ value }] = [await pictureFiles(report).next()];
    assert.deepEqual(Buffer.from(value!.bytes), Buffer.from(files.get(value!.name)!));
  });
});

test('a PNG has letters, also bold ones, on a machine without fonts', async () => {
  const paint = await loadPainter();
  const blank = Buffer.from(paint(pictureOf('')));
  const painted = ['0.45', 'Привет', 'żółw', '→', '😀'].flatMap((text) => [pictureOf(text), pictureOf(text, 'bold')]);
  const pngs = painted.map((svg) => Buffer.from(paint(svg)).toString('base64'));
  assert.ok(!pngs.includes(blank.toString('base64')));
  assert.equal(new Set(pngs.slice(0, 8)).size, 8);
});

const pictureOf = (text: string, weight = 'normal') =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20" font-family="DejaVu Sans" font-size="12">` +
  `<text x="2" y="14" font-weight="${weight}">${text}</text></svg>`;

test('numbers on axes are brief', () => {
  assert.deepEqual(
    [0, 7, 999, 1000, 1500, 999_600, 2e6, -31_400].map((n) => brief(n)),
    [...['0', '7', '999', '1k', '1.5k', '1M', '2M', '-31.4k']],
  );
  assert.deepEqual([0, 999, 1000, 67_108_864].map(bytesText), ['0 B', '999 B', '1 kB', '67.1 MB']);
});

test('ticks of a logarithmic axis are as many round numbers as there is room for', () => {
  assert.deepEqual(logTicks(900, 20_000, 6), [1000, 2000, 5000, 10_000, 20_000]);
  assert.deepEqual(logTicks(100_000, 300_665, 6), [1e5, 2e5, 3e5]);
  assert.deepEqual(logTicks(1, 1e6, 8), [1, 10, 100, 1000, 1e4, 1e5, 1e6]);
  assert.deepEqual(logTicks(1, 1e6, 4), [1, 100, 1e4, 1e6]);
});

test('thinned points have the first and the last', () => {
  const points = Array.from({ length: 1000 }, (_, i) => i);
  const few = thinned(points, 10);
  assert.deepEqual([few.length, few[0], few.at(-1)], [10, 0, 999]);
  assert.equal(thinned(points, 1000), points);
});
