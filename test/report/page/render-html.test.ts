import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseHTML } from 'linkedom';
import type { FieldContents, ModelReport, NamedFeature, TradeOffPoint } from '#dist/report/model-report.js';
import { renderHtml } from '#dist/report/page/render-html.js';
import { sectionsOf } from '#dist/report/page/sections.js';
import { HOSTILE, hostileReport } from '../hostile-report.js';
import { richReport } from '../rich-report.js';

const folder = new URL('../../../../test/golden/report/', import.meta.url);
const golden = (name: string): ModelReport => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));

const rich = richReport(golden('pruned-with-holdout.json'));
const bare = golden('trained-several-epochs.json');

/** The page, which must not show what went wrong in a computation. */
async function pageOf(report: ModelReport): Promise<string> {
  const page = await renderHtml(report);
  assert.doesNotMatch(page, /\b(NaN|Infinity|undefined|null|\[object)\b/);
  return page;
}

const documentOf = async (report: ModelReport) => parseHTML(await pageOf(report)).document;

const idsOf = (report: ModelReport) => sectionsOf(report).map(({ id }) => id);

for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
  test(`the report ${name} becomes a page with each of its sections`, async () => {
    const report = golden(name);
    const document = await documentOf(report);
    assert.deepEqual(
      [...document.querySelectorAll('section')].map((section) => section.getAttribute('id')),
      idsOf(report),
    );
  });
}

test('a report with all its parts has all sections, one without them has hints how to get them', async () => {
  const all = ['cost', 'trade-off', 'sizes', 'reliability', 'fields', 'features', 'weights', 'training', 'schedule'];
  assert.deepEqual(idsOf(rich), [...all, 'settings']);
  assert.deepEqual(idsOf(bare), ['cost', 'sizes', 'weights', 'settings']);
  assert.equal((await documentOf(rich)).querySelector('footer'), null);
  const hints = (await documentOf(bare)).querySelector('footer')?.textContent ?? '';
  for (const flag of ['--holdout', '--before', '--run']) assert.ok(hints.includes(flag), flag);
});

test('a page needs nothing: no script, no address, and a policy that forbids both', async () => {
  const page = await pageOf(rich);
  assert.doesNotMatch(page, /<script|<link|<img|\bsrc=|\bhref=|url\(|@import|https?:/);
  assert.match(page, /Content-Security-Policy"\s+content="default-src &#39;none&#39;; style-src/);
});

test('each picture says what it shows, and its table has the numbers', async () => {
  const document = await documentOf(rich);
  const pictures = [...document.querySelectorAll('svg')];
  assert.equal(pictures.length, 14);
  for (const svg of pictures) assert.ok((svg.getAttribute('aria-label') ?? '').length > 10);
  const marked = [...document.querySelectorAll('#trade-off tr.marked')];
  assert.equal(marked.length, 1);
  assert.match(marked[0].textContent ?? '', /50,000.*145 kB.*this model/s);
  assert.equal(document.querySelectorAll('#trade-off tbody tr').length, 51);
  assert.equal(document.querySelectorAll('#fields tbody tr').length, 39);
  assert.equal(document.querySelectorAll('#features tbody tr').length, 20);
});

test('a curve of one point is told, not drawn; a log loss that nobody measured is said to be none', async () => {
  const short = await documentOf({ ...rich, curve: rich.curve!.slice(0, 1) });
  assert.match(short.querySelector('#training')!.textContent, /The first pass: 10,000 examples/);
  assert.equal(short.querySelector('#training svg'), null);
  const unknown = { ...bare.progressive, examples: 0, logLoss: null };
  const figures = (await documentOf({ ...bare, progressive: unknown })).querySelector('.figures')!.textContent!;
  assert.match(figures, /not measured; no holdout/);
  assert.doesNotMatch(figures, /while learning/);
});

test('a model without state has no columns of touched slots, and one with it has', async () => {
  const untouched = rich.contents!.fields.map((field) => ({ ...field, touched: null }));
  const packed = { ...rich, contents: { ...rich.contents!, fields: untouched } };
  const heads = async (report: ModelReport) =>
    [...(await documentOf(report)).querySelectorAll('#fields th')].map(({ textContent }) => textContent);
  assert.deepEqual(await heads(packed), ['field', 'loss without', 'share of |w|', 'nonzeros', 'type']);
  assert.ok((await heads(rich)).includes('touched'));
});

test('names stay names, whatever they are made of', async () => {
  const document = await documentOf(hostileReport(rich));
  const found = document.querySelectorAll('script, img, iframe, object, [onload], [onerror], [onmouseover]');
  assert.equal(found.length, 0);
  const names = [...document.querySelectorAll('#features code')].map((code) => code.textContent);
  assert.ok(names.some((name) => name?.includes('<script>window.hacked = true</script>')));
  assert.ok(names.every((name) => name !== null && [...name].length <= 60));
});

test('a page of as many and as long names as there may be has less than 2 MB', async () => {
  const name = (i: number) => `${HOSTILE[i % HOSTILE.length]}${i}${'"<&'.repeat(2000)}`;
  const fields = Array.from({ length: 5000 }, (_, i): FieldContents => {
    return { ...rich.contents!.fields[i % 39], name: name(i), type: 'categorical' };
  });
  const tokens = Array.from({ length: 300 }, (_, i) => ({
    ...{ field: name(i), token: name(i + 1), name: name(i) + name(i + 1), count: 300 - i },
  }));
  const heaviest = Array.from({ length: 2000 }, (_, i): NamedFeature => ({
    slot: i,
    weight: 9 / (i + 1),
    count: 1,
    tokens,
    others: 3,
  }));
  const curve = Array.from({ length: 100_000 }, (_, i) => ({ ...rich.curve![i % 200], examples: i + 1 }));
  const points = Array.from({ length: 5000 }, (_, i) => ({ ...rich.tradeOff!.points[i % 50], nonzeros: 10_000 - i }));
  const large = {
    ...{ ...rich, curve, tradeOff: { ...rich.tradeOff!, points } },
    contents: { ...rich.contents!, fields, heaviest },
  };
  const bytes = Buffer.byteLength(await pageOf(large));
  assert.ok(bytes < 2e6, `${bytes} bytes`);
});

/** Reports that a model may well give, of which a picture could make nonsense. */
const point = (nonzeros: number, more: Partial<TradeOffPoint> = {}): TradeOffPoint => ({
  ...{ nonzeros, bytes: 10 * nonzeros, logLoss: 0.5, auc: null, calibration: null },
  ...more,
});
const tradeOff = (points: TradeOffPoint[], chosen: TradeOffPoint | null = null): Partial<ModelReport> => ({
  tradeOff: { ranking: 'r', encoding: 'q8', points, chosen },
});
const contents = (more: Partial<NonNullable<ModelReport['contents']>>): Partial<ModelReport> => ({
  contents: { ...rich.contents!, ...more },
});
const field = (more: Partial<FieldContents>): FieldContents => ({ ...rich.contents!.fields[0], ...more });
const worthless = { nonzeros: 0, touched: 0, weightShare: 0, logLossIncrease: 0 };

const DEGENERATE: Record<string, Partial<ModelReport>> = {
  'a trade-off without points': tradeOff([]),
  'a trade-off of one point': tradeOff([point(5)]),
  'a trade-off whose points all cost the same': tradeOff([point(5), point(5), point(4)], point(4)),
  'a trade-off that ends without weights, which were chosen': tradeOff([point(5), point(2), point(0)], point(0)),
  'a trade-off with a choice that is far dearer': tradeOff([point(5), point(4)], point(1, { logLoss: 9 })),
  'no reliability bins': { reliability: [] },
  'one bin of one class': { reliability: [{ probability: 0, rate: 0, low: 0, high: 0, examples: 1 }] },
  'bins without positives': {
    reliability: [1e-9, 1e-3].map((probability) => ({ probability, rate: 0, low: -1e-9, high: 0.1, examples: 9 })),
  },
  'no contents': contents({ fields: [], heaviest: [], named: 0, collided: 0, records: 0 }),
  'fields of no worth': contents({ fields: [field(worthless), field(worthless)] }),
  'fields that only harm': contents({ fields: [field({ logLossIncrease: -1 })] }),
  'a model without state': contents({ fields: [field({ touched: null })] }),
  'a feature that no record had': contents({ heaviest: [{ slot: 7, weight: -1, count: 0, tokens: [], others: 0 }] }),
  'a curve of one point': { curve: rich.curve!.slice(0, 1) },
  'a curve without points': { curve: [] },
  'a schedule of one example': { schedule: { name: 's', text: 's', points: [{ example: 0, factor: 0 }], drops: [] } },
  'an empty file': {
    sizes: {
      denseFloat32: 4,
      file: 0,
      gzip: 20,
      brotli: 1,
      packed: { f32: 0, bf16: 0, 'q2.13': 0, q8: 0 },
      entropyBound: 0,
    },
  },
};

for (const [name, parts] of Object.entries(DEGENERATE)) {
  test(`a page can be made of ${name}`, async () => {
    await pageOf({ ...bare, ...parts });
  });
}
