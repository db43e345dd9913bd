import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { LineTooLong, type TextArea, chunksOf } from '#dist/read/chunks.js';
import { type Input, findInputs } from '#dist/read/inputs.js';
import { partsOf } from '#dist/read/parts.js';
import { folder } from './folder.js';

const { write } = folder();

const RECORD = 8;

function areaOf(chunkBytes: number): TextArea {
  return { bytes: new Uint8Array(chunkBytes + RECORD), chunkBytes, recordBytes: RECORD };
}

async function inputOf(text: string): Promise<Input> {
  const [input] = await findInputs([write('text', text)]);
  return input;
}

/** The lines of an input cut into parts and chunks, each with its line feed, pushed to `lines` as they come. */
async function readLines(input: Input, partBytes: number, chunkBytes: number, lines: string[] = []): Promise<string[]> {
  const area = areaOf(chunkBytes);
  for (const part of partsOf([input], partBytes)) {
    for await (const { begin, end } of chunksOf(part, area)) {
      const chunk = Buffer.from(area.bytes.subarray(begin, end)).toString('latin1');
      assert.ok(chunk.endsWith('\n'), 'a chunk is of whole lines');
      lines.push(...chunk.split(/(?<=\n)/));
    }
  }
  return lines;
}

const line = fc.integer({ min: 0, max: RECORD }).map((length) => 'abcdefgh'.slice(0, length));
const lines = fc.array(line, { minLength: 1, maxLength: 8 });
const chunk = fc.integer({ min: 1, max: 40 });
const ended = (text: string): string => `${text}\n`;

test('every line comes once and in order, however the input is cut into parts and chunks', () =>
  fc.assert(
    fc.asyncProperty(lines, fc.boolean(), chunk, async (all, endless, chunkBytes) => {
      const text = endless ? all.join('\n') : all.map(ended).join('');
      if (text === '') return;
      // a line feed before the end begins no line
      const expected = (endless && all.at(-1) === '' ? all.slice(0, -1) : all).map(ended);
      const input = await inputOf(text);
      for (let partBytes = 1; partBytes <= text.length; partBytes++) {
        assert.deepEqual(await readLines(input, partBytes, chunkBytes), expected, `parts of ${partBytes}`);
      }
    }),
    { numRuns: 40 },
  ));

test('a line of the longest length passes, one of a byte more is refused after those before it, however they are cut', () =>
  fc.assert(
    fc.asyncProperty(lines, lines, chunk, fc.boolean(), async (before, after, chunkBytes, last) => {
      const textOf = (length: number) => [...before, 'x'.repeat(length), ...(last ? [] : after)].join('\n');
      for (const partBytes of [1, 7, 1000]) {
        const passing = await readLines(await inputOf(textOf(RECORD)), partBytes, chunkBytes);
        assert.equal(passing[before.length], ended('x'.repeat(RECORD)));
        for (const length of [RECORD + 1, 2 * RECORD, 10 * RECORD]) {
          const read: string[] = [];
          await assert.rejects(readLines(await inputOf(textOf(length)), partBytes, chunkBytes, read), LineTooLong);
          assert.deepEqual(read, before.map(ended));
        }
      }
    }),
    { numRuns: 60 },
  ));
