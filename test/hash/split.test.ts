import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

import * as fc from 'fast-check';

import { type HashOptions, hash } from '#dist/hash/hash.js';
import { InputError } from '#dist/input-error.js';
import { type ReadOptions, read } from '#dist/read/read.js';
import type { Schema } from '#dist/read/schema.js';
import { columnOf, dictionary, fileOf, streamOf, utf8 } from '../read/arrow-tables.js';
import { folder } from '../read/folder.js';
import { criteoLines } from './passes.js';

const { write } = folder();
const WORKERS = [0, 1, 3];

/** A table's records: the number is unique, so that an example can be told from its features. */
interface Entry {
  readonly number: number;
  readonly day: string;
  readonly user: string;
  readonly click: number;
}

const schema: Schema = {
  label: { column: 'click', positive: ['1'], negative: ['0'] },
  header: true,
  importance: 'weight',
  trim: false,
  fields: [
    { name: 'number', type: 'numeric' },
    { name: 'user', type: 'categorical' },
  ],
  ignored: ['day'],
  crosses: [],
};
const COLUMNS = ['number', 'day', 'user', 'weight', 'click'] as const;

const cellsOf = ({ number, day, user, click }: Entry) => [number + 1, day, user, 1 + (number % 3), click].map(String);

function tableText(entries: readonly Entry[], delimiter: string, quote = ''): string {
  const line = (cells: readonly string[]) => `${cells.map((cell) => `${quote}${cell}${quote}`).join(delimiter)}\n`;
  return line(COLUMNS) + entries.map((entry) => line(cellsOf(entry))).join('');
}

const jsonText = (entries: readonly Entry[]) =>
  entries.map(
    (entry) => `${JSON.stringify(Object.fromEntries(cellsOf(entry).map((cell, i) => [COLUMNS[i], cell])))}\n`,
  );

const vwText = (entries: readonly Entry[]) =>
  entries.map(({ number, day, user, click }) => {
    const namespaces = [`|number n:${number + 1}`, day && `|day ${day}`, user && `|user ${user}`].filter(Boolean);
    return `${click} ${1 + (number % 3)} ${namespaces.join(' ')}\n`;
  });

/** Cells as they are, in columns of texts. */
const arrowTable = (entries: readonly Entry[]) =>
  Object.fromEntries(
    COLUMNS.map((name, i) => {
      const cells = entries.map((entry) => cellsOf(entry)[i]);
      return [name, columnOf(name === 'user' ? dictionary() : utf8, cells)];
    }),
  );

/** The numbers of the examples of each side, in their order; importances must have moved with their examples. */
async function sides(paths: readonly string[], options: HashOptions & ReadOptions) {
  const batches = hash(await read(paths, { schema, ...options }), { bits: 24, ...options });
  const numbersOf = async (side: typeof batches | NonNullable<typeof batches.heldOut>) => {
    const numbers: number[] = [];
    for await (const { size, offsets, values, importances, labels } of side) {
      for (let i = 0; i < size; i++) {
        const number = (values?.[offsets[i]] ?? 1) - 1;
        assert.equal(importances![i], 1 + (number % 3));
        assert.equal(labels![i], number % 2);
        numbers.push(number);
      }
    }
    assert.equal(batches.counts.examples, numbers.length);
    return { numbers, leftOut: batches.counts.leftOut };
  };
  const rest = await numbersOf(batches);
  const heldOut = await numbersOf(batches.heldOut!);
  assert.deepEqual([rest.leftOut, heldOut.leftOut], [heldOut.numbers.length, rest.numbers.length]);
  return { rest: rest.numbers, heldOut: heldOut.numbers };
}

const entriesOf = (days: readonly string[], users: readonly string[]): Entry[] =>
  days.map((day, number) => ({ number, day, user: users[number], click: number % 2 }));

const cell = fc.constantFrom('', '6', '06', '6.0', '-1', '7e0', '5.99', 'x', '6x', '1e999', 'mon');
const entries = fc
  .array(fc.tuple(cell, fc.constantFrom('', 'ann', 'bob', 'eve', 'längst')), { minLength: 1, maxLength: 40 })
  .map((pairs) =>
    entriesOf(
      pairs.map(([day]) => day),
      pairs.map(([, user]) => user),
    ),
  );
const rules = fc.oneof(
  fc.integer({ min: 2, max: 12 }).map((count) => `every:${count}`),
  fc.integer({ min: 1, max: 99 }).map((percent) => `last:${percent}%`),
  fc.integer({ min: 1, max: 99 }).map((percent) => `hash:user:${percent}%`),
  fc.constantFrom('>=', '>', '<=', '<', '==', '!=').map((operator) => `column:day${operator}6`),
  fc.constantFrom('column:day==mon', 'column:day!=mon', 'column:user==längst', 'column:weight>2', 'column:click==1'),
);

/** What the rules say, said again in other words. */
function expectedHeld(all: readonly Entry[], rule: string): ((entry: Entry, i: number) => boolean) | null {
  const [, kind, percent] = /^(every|last):([0-9.]+)/.exec(rule) ?? [];
  if (kind === 'every') return (_, i) => (i + 1) % Number(percent) === 0;
  if (kind === 'last') return (_, i) => i >= all.length - Math.round((all.length * Number(percent)) / 100);
  const compare: Record<string, (entry: Entry) => boolean> = {
    'column:day==mon': ({ day }) => day === 'mon',
    'column:day!=mon': ({ day }) => day !== '' && day !== 'mon',
    'column:user==längst': ({ user }) => user === 'längst',
    'column:weight>2': ({ number }) => number % 3 === 2,
    'column:click==1': ({ click }) => click === 1,
    'column:day>=20': ({ day }) => Number(day) >= 20,
    'column:day>=6': ({ day }) => ['6', '06', '6.0', '7e0', '1e999'].includes(day),
    'column:day>6': ({ day }) => ['7e0', '1e999'].includes(day),
    'column:day<=6': ({ day }) => ['6', '06', '6.0', '-1', '5.99'].includes(day),
    'column:day<6': ({ day }) => ['-1', '5.99'].includes(day),
    'column:day==6': ({ day }) => ['6', '06', '6.0'].includes(day),
    'column:day!=6': ({ day }) => !['', '6', '06', '6.0'].includes(day),
  };
  return compare[rule] ?? null;
}

test('what is learned and what is held out are all examples, each in order, and each side as the rule says', () =>
  fc.assert(
    fc.asyncProperty(entries, rules, async (all, rule) => {
      const { rest, heldOut } = await sides([write('one.csv', tableText(all, ','))], { split: rule, workers: 0 });
      const numbers = all.map(({ number }) => number);
      assert.deepEqual(
        [...rest, ...heldOut].toSorted((a, b) => a - b),
        numbers,
      );
      const expected = expectedHeld(all, rule);
      if (expected)
        assert.deepEqual(
          heldOut,
          numbers.filter((number) => expected(all[number], number)),
        );
      assert.deepEqual(
        rest,
        numbers.filter((number) => !heldOut.includes(number)),
      );
    }),
    { numRuns: 60 },
  ));

test('CSV, TSV, quoted CSV, gzip, JSON lines, Arrow and VW text have the same examples held out', () =>
  fc.assert(
    fc.asyncProperty(entries, rules, async (all, rule) => {
      const options = { split: rule, workers: 0 };
      const csv = tableText(all, ',');
      const expected = await sides([write('a.csv', csv)], options);
      for (const path of [
        write('a.tsv', tableText(all, '\t')),
        write('crlf.csv', csv.replaceAll('\n', '\r\n')),
        write('quoted.csv', tableText(all, ',', '"')),
        // every third record is one for the twin
        write('mixed.csv', csv.replace(/^([^,]*[147]),(.*)/gm, '"$1",$2')),
        write('a.csv.gz', gzipSync(csv)),
        write('a.jsonl', jsonText(all).join('')),
        write('a.arrow', fileOf(arrowTable(all))),
        write('a.arrows', streamOf(arrowTable(all), 7)),
      ]) {
        assert.deepEqual(await sides([path], options), expected, path);
      }
      // a line of VW's has its label and importance elsewhere than in columns
      if (/weight|click/.test(rule)) return;
      assert.deepEqual(await sides([write('a.vw', vwText(all).join(''))], options), expected, 'VW');
    }),
    { numRuns: 30 },
  ));

// several batches a part, several parts a file
const LONG = entriesOf(
  Array.from({ length: 60_000 }, (_, i) => String((i * 7919) % 31)),
  Array.from({ length: 60_000 }, (_, i) => `user-${(i * 104_729) % 5_003}`),
);
const RULES = ['every:7', 'last:12.5%', 'column:day>=20', 'hash:user:5%'];

test('the same examples are held out at any number of workers and in however many files, the order being the same', async () => {
  const whole = write('long.csv', tableText(LONG, ','));
  const [a, b] = [LONG.slice(0, 20_011), LONG.slice(20_011)].map((some, i) =>
    write(`part-${i}.csv`, tableText(some, ',')),
  );
  for (const split of RULES) {
    const expected = await sides([whole], { split, workers: 0 });
    assert.ok(expected.heldOut.length > 1000 && expected.rest.length > 1000, split);
    const isHeld = expectedHeld(LONG, split);
    if (isHeld) {
      assert.deepEqual(
        expected.heldOut,
        LONG.filter(isHeld).map(({ number }) => number),
      );
    }
    for (const workers of WORKERS) {
      assert.deepEqual(await sides([a, b], { split, workers }), expected, `${split} at ${workers} workers`);
    }
  }
});

async function criteoSides(path: string, split: string, workers: number) {
  const batches = hash(await read([path]), { bits: 16, split, workers });
  const sizes: number[][] = [];
  for (const side of [batches, batches.heldOut!]) {
    const found: number[] = [];
    for await (const { slots, offsets, size } of side) {
      for (let i = 0; i < size; i++) found.push(slots.subarray(offsets[i], offsets[i + 1]).reduce((x, y) => x ^ y, i));
    }
    sizes.push(found);
  }
  return sizes;
}

test("Criteo's TSV has columns too: the label, I1 to I13, C1 to C26", async () => {
  const text = criteoLines(30_000);
  const path = write('log.criteo', text);
  const cells = text
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
  for (const [rule, held] of [
    ['column:label==1', (line: string[]) => line[0] === '1'],
    ['column:I13>=500', (line: string[]) => Number(line[13]) >= 500],
    ['column:C26!=00000001', (line: string[]) => line[39] !== '' && line[39] !== '00000001'],
  ] as const) {
    const expected = cells.filter((line) => held([...line])).length;
    const [rest, heldOut] = await criteoSides(path, rule, 2);
    assert.deepEqual([rest.length, heldOut.length], [cells.length - expected, expected], rule);
    assert.deepEqual(await criteoSides(path, rule, 0), [rest, heldOut], rule);
  }
});

test('of one user all examples are on one side, about as many users as was asked for, and none without a user', async () => {
  const users = LONG.map(({ number }) => (number % 10 === 0 ? '' : `u${number % 1000}`));
  const path = write(
    'users.csv',
    tableText(
      entriesOf(
        LONG.map(() => '1'),
        users,
      ),
      ',',
    ),
  );
  const { rest, heldOut } = await sides([path], { split: 'hash:user:20%', workers: 1 });
  const [learned, measured] = [rest, heldOut].map((numbers) => new Set(numbers.map((number) => users[number])));
  assert.ok([...measured].every((user) => user !== '' && !learned.has(user)));
  assert.ok(measured.size > 130 && measured.size < 230, `${measured.size} of 900`);
});

test('malformed records and blank lines are not counted', async () => {
  const lines = tableText(LONG.slice(0, 30), ',').split('\n');
  const dirty = lines.toSpliced(12, 0, 'no record', '', '1,1,u,1,2').join('\n');
  const options = { split: 'every:5', workers: 0 };
  const expected = await sides([write('clean.csv', lines.join('\n'))], options);
  assert.deepEqual(expected.heldOut, [4, 9, 14, 19, 24, 29]);
  assert.deepEqual(await sides([write('dirty.csv', dirty)], { ...options, badRecords: 'skip' }), expected);
  const last = { split: 'last:10%', workers: 0, badRecords: 'skip' } as const;
  assert.deepEqual((await sides([write('dirty.csv', dirty)], last)).heldOut, [27, 28, 29]);
});

test('the share of malformed records is one of all records, held out or not', async () => {
  const good = tableText(LONG.slice(0, 100), ',');
  const records = await read([write('share.csv', `${good}no record\n`)], { schema });
  const batches = hash(records, { bits: 8, split: 'last:90%', badRecords: 'skip', maxBad: 0.02, workers: 0 });
  let examples = 0;
  for await (const { size } of batches) examples += size;
  assert.equal(examples, 10);
});

test('without a split nothing is held out, and nothing counted', async () => {
  const batches = hash(await read([write('none.csv', tableText(LONG.slice(0, 9), ','))], { schema }), { bits: 8 });
  assert.equal(batches.heldOut, null);
  for await (const { size } of batches) assert.equal(size, 9);
  assert.equal(batches.counts.leftOut, 0);
});

for (const [split, message] of [
  ['every:1', '--split: found "every:1", expected every: and an integer of 2 or more'],
  ['every:0.5', /^--split: found "every:0.5", expected every:10, last:10%, column:day>=6 /],
  ['last:10', /expected every:10, last:10%/],
  ['last:100%', '--split: found "last:100%", expected a share above 0% and below 100%'],
  ['last:x%', /expected a share above 0%/],
  ['hash:user:0%', /expected a share above 0%/],
  ['column:day', /expected every:10/],
  ['column:day>=', /expected every:10/],
  ['column:day>mon', '--split: found "column:day>mon", expected a number after > (a text can be == or !=)'],
  ['tenth', /expected every:10/],
  [
    'column:nowhere==1',
    /^--split: field "nowhere": found the columns number, day, user, weight, click, expected one of this name/,
  ],
] as const) {
  test(`the rule ${split} is refused`, async () => {
    const records = await read([write('rules.csv', tableText(LONG.slice(0, 9), ','))], { schema });
    assert.throws(
      () => hash(records, { split, bits: 8 }),
      (error) =>
        error instanceof InputError &&
        (typeof message === 'string' ? error.message === message : message.test(error.message)),
    );
  });
}

test('a rule over a column is refused where records have none', async () => {
  const records = await read([write('a.svm', '1 1:1\n0 2:1\n')]);
  assert.throws(
    () => hash(records, { split: 'column:day==1' }),
    /^InputError: --split: found a column in the format svmlight/,
  );
});

test('a cell of JSON lines that is no text is malformed where the rule asks for it', async () => {
  const path = write('list.jsonl', '{"number":1,"user":"a","weight":1,"click":0,"day":[1]}\n');
  const passes = async (split: string) => sides([path], { split, workers: 0 });
  await assert.rejects(passes('column:day==1'), /record 1: field "day": found an array/);
  assert.deepEqual((await passes('column:user==a')).heldOut, [0]);
});
