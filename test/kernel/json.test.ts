/** The kernel's reader of JSON lines against its readable twin. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import type { HashSpec } from '#dist/batch/hash-spec.js';
import type { Format } from '#dist/read/record.js';
import type { Schema } from '#dist/read/schema.js';
import { plainSchema } from '../read/tables.js';
import { anyJson, jsonFormat } from './json-lines.js';
import { type Reading, kernelReading, readByKernel, twinReading } from './readings.js';
import { specOf } from './records.js';
import { columnsSchema } from './vw-lines.js';

function specIn({ fields, crosses }: Format): HashSpec {
  return { hash: 'murmur3', seed: 7, bits: 20, missing: 'ignore', fields, crosses };
}

function bothRead(format: Format, text: Buffer): Reading {
  const twin = twinReading(format, specIn(format), text);
  assert.deepEqual(kernelReading(format, specIn(format), text), twin);
  return twin;
}

test('kernel and twin read any lines of any schema alike', () =>
  fc.assert(
    fc.property(
      anyJson.chain((made) => specOf(made.format, fc.constant('murmur3')).map((spec) => ({ ...made, spec }))),
      ({ format, lines, spec }) => {
        assert.equal(format.kernelReader, 'readJsonLines');
        const text = Buffer.from(lines.join(''));
        assert.deepEqual(kernelReading(format, spec, text), twinReading(format, spec, text));
      },
    ),
    { numRuns: 800 },
  ));

const format = jsonFormat(columnsSchema);

/** Lines of columnsSchema that are as most are. */
const USUAL = [
  '{"click":1,"weight":0.5,"id":"x","a":"b","b":"05db9164","category_1":"x","category_2":"y","n":17,"m":"-3"}',
  '{"category_2": "y", "category_1": "x", "sité": "none", "age": -1.5e2, "weight": 1, "click": "0", "at": 14102100}',
  '{ "click" : "1" , "weight" : "2" , "tags" : [ "a" , 7 , true , null , "b" ] , "city" : "KÖLN" }',
  '{"tags":"a;b;;c","city":null,"n":null,"age":"","id":null,"click":0,"weight":1e1}',
  '{"weight":2,"click":1,"tags":[],"a":true,"b":false,"c":12345678901234567890}\r',
  `\t {"weight":2,"click":1,"a":"${'long '.repeat(40)}","city":"{[,:]}"} `,
  String.raw`{"weight":"\u0031","click":"\u0031","a":"\"\\\/\b\f\n\r\t","b":"K\u00f6\u20ac\uD83d\ude00ln\u0000","n":"\u00317"}`,
];

for (const line of USUAL) {
  test(`the kernel itself reads ${line.trim().slice(0, 60)} ...`, () => {
    const text = Buffer.from(`${line}\n\n \r\n${line}\n`);
    assert.equal(readByKernel(format, specIn(format), text), 2);
    const { examples, lines } = bothRead(format, text);
    assert.equal(lines, 4);
    assert.deepEqual(examples[0], examples[1]);
  });
}

test('the kernel itself reads keys whose order changes from line to line', () => {
  const names = ['click', 'a', 'b', 'c', 'd', 'e', 'n'];
  const plain = jsonFormat(plainSchema);
  fc.assert(
    fc.property(fc.array(fc.shuffledSubarray(names, { minLength: names.length }), { minLength: 2 }), (orders) => {
      const lines = orders.map((order) => `{${order.map((name) => `"${name}":${names.indexOf(name)}`).join()}}\n`);
      const text = Buffer.from(lines.join('').replaceAll('"click":0', '"click":1'));
      assert.equal(readByKernel(plain, specIn(plain), text), orders.length);
      const { examples } = bothRead(plain, text);
      for (const example of examples) assert.deepEqual(example, examples[0]);
    }),
  );
});

test('the kernel itself reads a character as any escape writes it', () => {
  const plain = jsonFormat(plainSchema);
  const unit = fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.constantFrom('\0', '/', '"', '\u{10ffff}'));
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 5 }), (parts) => {
      const hex = (code: string) => code.charCodeAt(0).toString(16).padStart(4, '0');
      const texts = [
        JSON.stringify(parts.join('')),
        `"${parts.join('').replaceAll(/[^]/g, (code) => String.raw`\u` + hex(code).toUpperCase())}"`,
        JSON.stringify(parts.join('')).replaceAll(/[^ -~]/g, (code) => String.raw`\u` + hex(code)),
      ];
      const text = Buffer.from(texts.map((value) => `{"click":1,"a":${value},"b":${value}}\n`).join(''));
      assert.equal(readByKernel(plain, specIn(plain), text), texts.length);
      const { examples } = bothRead(plain, text);
      for (const example of examples) assert.deepEqual(example, examples[0]);
    }),
    { numRuns: 500 },
  );
});

test('escapes that are none, or half of a pair, are refused by both', () => {
  const wrong = [
    'x',
    'u',
    'u12',
    'u12g4',
    'U0031',
    'ud800',
    'udc00',
    'ud800\\u0041',
    'ud83d\\ud83d',
    'ude00\\ud83d',
    'ud83dude00',
  ];
  for (const escape of [...wrong, 'n\n', '']) {
    const { refused } = bothRead(
      format,
      Buffer.from(`{"click":1,"weight":1,"a":"x\\${escape}"}\n{"click":0,"weight":1}\n`),
    );
    assert.ok(refused.includes(1), escape);
  }
});

/** Wrong in one place each, behind a good beginning. */
const WRONG = [
  ...['"a":"x","a":"y"', '"a":null,"a":null', '"id":1,"id":1', '"zz":1', '"":1', '"a":[1]', '"a":{}', '"n":"1.5"'],
  ...[
    '"a":01',
    '"a":+1',
    '"a":.5',
    '"a":1.',
    '"a":1e',
    '"a":-',
    '"a":truely',
    '"a":nul',
    '"a":True',
    '"a":NaN',
    '"a":',
  ],
  ...['"a" "x"', '"a":"x" "b":1', '"a":"x",', ',"a":1', '"a":"x', 'a:1', "'a':1", '"a":"\t"', '"a":"\0"', '"a":"\\x"'],
  ...['"a":"x"}}', '"a":"x"} {', '"a":"x"},', '"a":"\\ud800"', '"tags":["a"', '"tags":["a",]', '"tags":["a" "b"]'],
  ...[
    '"tags":[,]',
    '"tags":[[]]',
    '"tags":["a"}',
    '"tags":{}',
    '"age":1e40',
    '"at":"yesterday"',
    '"weight":0',
    '"a":"\r"',
  ],
];

test('what is wrong is refused by both, and the lines around it stay what they are', () => {
  const good = '{"click":1,"weight":2,"b":"x"}';
  const { examples } = bothRead(format, Buffer.from(`${good}\n${good}\n`));
  for (const wrong of WRONG) {
    const line = `{"click":1,${wrong.includes('weight') ? '' : '"weight":2,'}"c":"x",${wrong}}`;
    const reading = bothRead(format, Buffer.from(`${good}\n${line}\n${good}\n`));
    assert.deepEqual(reading.refused, [2], line);
    assert.deepEqual(reading.examples, examples);
  }
});

test('a label must be there, even where an empty text is one', () => {
  const label = { column: 'click', positive: [''], negative: ['0'] };
  const open = jsonFormat({ ...plainSchema, label });
  const text = Buffer.from('{"click":"","a":"x"}\n{"a":"x"}\n{"click":null,"a":"x"}\n{}\n{"click":0}\n');
  const { examples, refused } = bothRead(open, text);
  assert.deepEqual(refused, [2, 4]);
  assert.deepEqual(
    examples.map((example) => example.label),
    [1, 1, 0],
  );
});

test('labels and importances of lines to predict are not looked at', () => {
  const toPredict = jsonFormat(columnsSchema, false);
  const text = Buffer.from('{"a":"x"}\n{"click":7,"weight":"none","a":"x"}\n{}\n');
  assert.equal(readByKernel(toPredict, specIn(toPredict), text), 3);
  assert.deepEqual(bothRead(toPredict, text).refused, []);
});

test('an element with the separator in it stays one, between texts that are split', () => {
  const lists: Schema = { ...plainSchema, fields: [{ name: 'f', type: 'list', separator: ',' }], crosses: [] };
  const text = '{"click":1,"f":["a,b","c"]}\n{"click":1,"f":"a,b,c"}\n{"click":1,"f":["a","b","c"]}\n';
  const { examples } = bothRead(jsonFormat(lists), Buffer.from(text));
  assert.deepEqual(
    examples.map(({ slots }) => slots.length),
    [2, 3, 3],
  );
  assert.deepEqual(examples[1], examples[2]);
});

test('a schema of more keys than the kernel has cells is read by the twin', () => {
  const ignored = Array.from({ length: 1024 }, (_, i) => `i${i}`);
  const wide = jsonFormat({ ...plainSchema, ignored });
  assert.equal(wide.kernelReader, null);
  assert.equal(bothRead(wide, Buffer.from('{"click":1,"i1023":{},"a":"x"}\n')).examples.length, 1);
  const fits = jsonFormat({ ...plainSchema, ignored: ignored.slice(0, 1024 - 7) });
  assert.equal(readByKernel(fits, specIn(fits), Buffer.from('{"click":1,"i1016":7,"a":"x"}\n')), 1);
});
