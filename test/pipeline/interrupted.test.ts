import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';

import { Interrupted, heeding, interruptible } from '#dist/pipeline/interrupted.js';

/** Numbers that never let the event loop turn, and whether their reader has returned them. */
function numbers(count: number) {
  const state = { returned: false };
  return {
    state,
    async *[Symbol.asyncIterator]() {
      try {
        for (let i = 0; i < count; i++) yield i;
      } finally {
        state.returned = true;
      }
    },
  };
}

async function all<T>(batches: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const batch of batches) list.push(batch);
  return list;
}

test('without a signal, all batches come in order', async () => {
  assert.deepEqual(await all(heeding(undefined, numbers(5))), [0, 1, 2, 3, 4]);
});

test('a signal is heard though the batches never wait', async () => {
  const controller = new AbortController();
  void setImmediate().then(() => controller.abort());
  await assert.rejects(all(heeding(controller.signal, numbers(1e9))), Interrupted);
});

test('a signal is heard though a batch never comes', async () => {
  const controller = new AbortController();
  const idle = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) };
  void setImmediate().then(() => controller.abort());
  await assert.rejects(all(heeding(controller.signal, idle)), Interrupted);
});

test('who leaves early lets the source close', async () => {
  const source = numbers(5);
  for await (const _ of heeding(new AbortController().signal, source)) break;
  assert.ok(source.state.returned);
});

test('an error of the source is its own, and after a signal it is the stop', async () => {
  const fail = async (): Promise<never> => {
    throw new TypeError('ours');
  };
  await assert.rejects(interruptible(undefined, fail), TypeError);
  await assert.rejects(interruptible(AbortSignal.abort(), fail), Interrupted);
});
