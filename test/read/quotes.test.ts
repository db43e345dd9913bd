/** Malformed quotes: the damage is the size of a line, wherever the text is cut. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { hash } from '#dist/hash/hash.js';
import type { InputError } from '#dist/input-error.js';
import { cellsOf } from '#dist/read/cells.js';
import { chunksOf } from '#dist/read/chunks.js';
import { findInputs } from '#dist/read/inputs.js';
import { partsOf } from '#dist/read/parts.js';
import { quotedFraming } from '#dist/read/quotes.js';
import { read } from '#dist/read/read.js';
import type { Schema } from '#dist/read/schema.js';
import { hashed, passOf } from '../hash/passes.js';
import { folder } from './folder.js';

const { write } = folder();
const COMMA = 0x2c;

/** The records of a text that is there as a whole. */
function recordsOf(text: string, recordBytes?: number, trim = false): string[] {
  const bytes = Buffer.from(text, 'latin1');
  const framing = quotedFraming(COMMA, trim, recordBytes);
  const records: string[] = [];
  for (let at = 0, end = 0; at < bytes.length; at = end) {
    end = framing.endOfRecord(bytes, at, bytes.length);
    records.push(bytes.toString('latin1', at, end));
  }
  return records;
}

for (const [what, records] of [
  ['a quote that the input does not close', ['1,"a\n', '0,b\n', '1,c\n']],
  ['a quote that the next record seems to close', ['1,"abc\n', '0,"def"\n', '1,c\n']],
  ['text after a closing quote', ['1,"a"b\n', '0,"c\nd"\n']],
  ['text after a closing quote lines below', ['1,"a\n', 'b"c\n', '0,d\n']],
  ['a quote in a cell that does not begin with one', ['1,a"b,"c\n', '0,d\n']],
  ['a quote in a later line of a record', ['1,"a\n', 'b",c"d\n', '0,d\n']],
  ['a carriage return after a closing quote', ['1,"a"\rb\n', '1,"a\r\nb"\r\n', '0,d\n']],
  ['quotes alone', ['"""\n"""\n', '"\n', '""\n', '"""" \n']],
] as const) {
  test(`the records around ${what} stay whole`, () => assert.deepEqual(recordsOf(records.join('')), records));
}

test('a record is malformed if its quote is not closed within the longest record', () => {
  assert.deepEqual(recordsOf('"a\nbcd"\n0\n', 7), ['"a\nbcd"\n', '0\n']);
  assert.deepEqual(recordsOf('"a\nbcd"\n0\n', 6), ['"a\n', 'bcd"\n', '0\n']);
});

// what quoting stumbles over, in records of at most RECORD bytes
const RECORD = 12;
const anyText = fc
  .array(fc.constantFrom('a', ',', ',', '"', '"', '""', '\n', '\n', '\r\n', ' ', ',"', '",'), { maxLength: 30 })
  .map((pieces) => pieces.join(''));

test('records are the same however the text is cut', () =>
  fc.assert(
    fc.asyncProperty(anyText, fc.boolean(), fc.integer({ min: 1, max: 20 }), async (text, trim, chunkBytes) => {
      if (text === '') return;
      const ended = text.endsWith('\n') ? text : `${text}\n`;
      const expected = recordsOf(ended, RECORD, trim);
      const area = { bytes: new Uint8Array(chunkBytes + RECORD), chunkBytes, recordBytes: RECORD };
      const framing = quotedFraming(COMMA, trim, RECORD);
      const [input] = await findInputs([write('cut', text)]);
      const records: string[] = [];
      const [part] = partsOf([input], undefined, framing);
      for await (const { begin, end, tooLong } of chunksOf(part, area, framing, undefined, 'yield')) {
        const chunk = Buffer.from(area.bytes.subarray(begin, end)).toString('latin1');
        records.push(...(tooLong ? [chunk] : recordsOf(chunk, RECORD, trim)));
      }
      // of a line that is too long only the beginning comes
      assert.deepEqual(
        records,
        expected.map((record) => (record.length > RECORD + 1 ? record.slice(0, RECORD) : record)),
      );
    }),
    { numRuns: 2000 },
  ));

test('a record of more than one line is well formed, and a line that is cut off as malformed is refused', () =>
  fc.assert(
    fc.property(anyText, fc.boolean(), (text, trim) => {
      const whole = `${text}\n`;
      let at = 0;
      for (const record of recordsOf(whole, undefined, trim)) {
        at += record.length;
        const cells = () => cellsOf(Buffer.from(record.slice(0, -1), 'latin1'), COMMA, trim);
        if (record.indexOf('\n') < record.length - 1) assert.doesNotThrow(cells);
        // a line that seems well formed must not be the beginning of a record that is
        else if (record.split('"').length % 2 === 0) assert.throws(cells, { name: 'InputError' });
      }
      assert.equal(at, whole.length);
    }),
    { numRuns: 2000 },
  ));

const schema: Schema = {
  label: { column: 'click', positive: ['1'], negative: ['0'] },
  header: ['click', 'a'],
  importance: null,
  trim: false,
  fields: [{ name: 'a', type: 'categorical' }],
  ignored: [],
  crosses: [],
};

/** What is left of a table when malformed records are skipped. */
async function skipping(path: string, workers: number) {
  const records: number[] = [];
  const onBadRecord = ({ problem }: InputError) => void records.push(problem.record!);
  const quarantined: number[] = [];
  const quarantine = (record: Uint8Array) => void quarantined.push(record.length);
  const options = { bits: 12, workers, badRecords: 'skip', onBadRecord, quarantine } as const;
  const batches = hash(await read([path], { schema }), options);
  return { pass: await passOf(batches), bad: batches.counts.badRecords, records, quarantined };
}

test('a quote never closed costs its own line, though more than a record of text comes after it', async () => {
  const good = Array.from({ length: 200_000 }, (_, i) => `${i % 2},good${i % 97}\n`);
  const expected = await hashed([write('clean.csv', good.join(''))], { schema, bits: 12, workers: 0 });
  const mixed = good.map((line, i) => (i === 3 || i === 199_998 ? `1,"never closed\n${line}` : line));
  const path = write('mixed.csv', mixed.join(''));
  for (const workers of [0, 1, 2]) {
    const { pass, bad, records, quarantined } = await skipping(path, workers);
    assert.deepEqual([bad, records, quarantined], [2, [4, 200_000], [15, 15]]);
    assert.deepEqual(pass, expected);
  }
});

test('a field of many megabytes is one error, or one record that is skipped', async () => {
  const field = 'x'.repeat(5 << 20);
  const [first, last] = [Array.from({ length: 9 }, (_, i) => `1,a${i}\n`).join(''), '0,b\n1,c\n'];
  const expected = await hashed([write('clean.csv', first + last)], { schema, bits: 12, workers: 0 });
  for (const [what, line, found] of [
    ['quoted', `1,"${field}"`, 'a line of more than 1,048,576 bytes'],
    ['open', `1,"${field}`, 'a line of more than 1,048,576 bytes'],
    ['plain', `1,${field}`, 'a line of more than 1,048,576 bytes'],
    ['of a byte too many', `1,${'x'.repeat((1 << 20) - 1)}`, 'a line of more than 1,048,576 bytes'],
  ] as const) {
    const path = write(`${what}.csv`, `${first}${line}\n${last}`);
    for (const workers of [0, 1]) {
      await assert.rejects(hashed([path], { schema, bits: 12, workers }), (error) => {
        assert.ok((error as Error).message.startsWith(`${path}: record 10: found ${found}`), String(error));
        return true;
      });
      const { pass, bad, records, quarantined } = await skipping(path, workers);
      assert.deepEqual([bad, records, quarantined], [1, [10], [1 << 20]], what);
      assert.deepEqual(pass, expected);
    }
  }
});

test('records are found in linear time in megabytes of quotes that nothing closes', () => {
  for (const line of ['"a\n', ',"\n', '"""\n', ',"""x\n', '""a\n', 'a,"",\n', '",","b\n', '  "\n']) {
    for (const before of ['', '"\n']) {
      const text = Buffer.from(before + line.repeat((2 << 20) / line.length));
      for (const trim of [false, true]) {
        const framing = quotedFraming(COMMA, trim);
        assert.equal(framing.endOfRecords(text, 0, text.length), text.length);
      }
    }
  }
});
