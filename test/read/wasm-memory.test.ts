import assert from 'node:assert/strict';
import { test } from 'node:test';

import { withMemoryLimit } from '#dist/read/wasm-memory.js';

/** A module with one memory of a page, exported under `m`. */
const module = (...limits: number[]) =>
  Uint8Array.of(
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...[5, 1 + limits.length, 1, ...limits],
    ...[7, 5, 1, 1, 0x6d, 2, 0],
  );

interface Memory {
  grow(pages: number): number;
}

// @types/node has none
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: Record<string, unknown> };
};

function memoryOf(binary: Uint8Array): Memory {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(binary));
  return exports['m'] as Memory;
}

test('memory grows to the limit and not beyond it', () => {
  const memory = memoryOf(withMemoryLimit(module(0, 1), 300 * 65_536));
  assert.equal(memory.grow(299), 1);
  assert.throws(() => memory.grow(1), RangeError);
});

test('without the limit it would grow on', () => {
  assert.equal(memoryOf(module(0, 1)).grow(300), 1);
});

test('a module without a memory of its own, or with a limit, is refused', () => {
  assert.throws(() => withMemoryLimit(module(0, 1).subarray(0, 8), 65_536), RangeError);
  assert.throws(() => withMemoryLimit(module(1, 1, 2), 65_536), RangeError);
});
