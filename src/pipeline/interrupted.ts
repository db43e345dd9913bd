/** Stopping cleanly: how a run hears that it should stop, and what it throws then. */

import { setImmediate } from 'node:timers/promises';

/** The run was stopped by its AbortSignal (Ctrl-C): nothing was written. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';

  constructor() {
    super('interrupted: nothing was written');
  }
}

/**
 * Runs work that a signal may stop; whatever the work throws after that is the stop itself.
 *
 * @throws Interrupted if the signal was aborted before the work ended
 */
export async function interruptible<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw signal?.aborted ? new Interrupted() : error;
  }
}

const BREATH_MS = 50;

/**
 * The same batches, with a turn of the event loop now and then: without threads, nothing else would let a signal be heard
 * or the progress be drawn before the end.
 */
export async function* heeding<T>(signal: AbortSignal | undefined, batches: AsyncIterable<T>): AsyncGenerator<T> {
  let heard = performance.now();
  for await (const batch of batches) {
    yield batch;
    if (performance.now() - heard < BREATH_MS) continue;
    await setImmediate();
    heard = performance.now();
    signal?.throwIfAborted();
  }
}
