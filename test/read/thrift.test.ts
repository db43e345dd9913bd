import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { ThriftReader } from '#dist/read/thrift-reader.js';
import { int, list, struct, text, written } from '#dist/read/thrift-writer.js';

const STRUCT = 12;
const whole = fc.integer({ min: -(2 ** 52), max: 2 ** 52 - 1 });

test('what is written is read again, whatever lies between', () =>
  fc.assert(
    fc.property(whole, fc.string(), fc.array(whole, { minLength: 1 }), (number, name, numbers) => {
      const inner = struct({ 2: text(name), 17: list(numbers.map((value) => int(value))) });
      const bytes = struct({
        1: int(number),
        3: inner,
        4: list([inner, written(inner.bytes)]),
        9: int(number, 5),
      }).bytes;
      const reader = new ThriftReader(bytes);
      const found: unknown[] = [];
      reader.struct((id, type) => {
        if (id === 3) {
          reader.struct((innerId, innerType) => {
            if (innerId === 2) found.push(Buffer.from(reader.binary(innerType)).toString());
            if (innerId === 17) reader.list((element) => void found.push(reader.int(element)), innerType);
          }, type);
        }
        // field 4 is passed over
        if (id === 1 || id === 9) found.push(reader.int(type));
      });
      assert.deepEqual(
        found,
        [number, Buffer.from(name).toString(), ...numbers, number].map((x) => (x === 0 ? 0 : x)),
      );
      assert.equal(reader.at, bytes.length);
    }),
  ));

test('an id far from the one before is written in full', () => {
  const reader = new ThriftReader(Uint8Array.of(0x05, 80, 6, 0));
  reader.struct((id, type) => assert.deepEqual([id, reader.int(type)], [40, 3]));
});

test('any bytes are read to their end or refused with a RangeError', () =>
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      const reader = new ThriftReader(bytes);
      try {
        reader.struct(() => {});
        assert.ok(reader.at <= bytes.length);
      } catch (error) {
        assert.ok(error instanceof RangeError, String(error));
      }
    }),
    { numRuns: 2000 },
  ));

test('a list or a map of more elements than bytes, and structs without end in each other, are refused', () => {
  const refused = (bytes: number[]) =>
    assert.throws(() => new ThriftReader(Uint8Array.from(bytes)).struct(() => {}), RangeError);
  refused([0x19, 0xf5, 0xff, 0xff, 0xff, 0xff, 0x0f]);
  refused([0x1b, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x55]);
  refused(Array.from({ length: 1000 }, () => 0x10 | STRUCT));
  refused(Array.from({ length: 1000 }, (_, i) => (i === 0 ? 0x19 : 0x19)));
});
