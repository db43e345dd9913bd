/** Stopping cleanly: how a run hears that it should stop, and what it throws then. */

import { setImmediate } from 'node:timers/promises';

/** The run was stopped by its AbortSignal (Ctrl-C): nothing was written, unless the message says so. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';

  constructor(what = 'nothing was written') {
    super(`interrupted: ${what}`);
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
 * The same batches, but a signal ends them at once, whether a batch is being waited for (an idle pipe) or learned. The
 * event loop gets a turn now and then: without threads, nothing else would let a signal be heard or the progress be
 * drawn before the end.
 *
 * @throws Interrupted once the signal is aborted
 */
export async function* heeding<T>(signal: AbortSignal | undefined, batches: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = batches[Symbol.asyncIterator]();
  let giveUp = (): void => {};
  const abort = (): void => giveUp();
  signal?.addEventListener('abort', abort);
  const next = () =>
    new Promise<IteratorResult<T>>((resolve, reject) => {
      giveUp = () => reject(new Interrupted());
      iterator.next().then(resolve, reject);
    });
  // the first batch of each pass lets it turn too: many short passes are as long as one
  let heard = -Infinity;
  try {
    for (let { done, value } = await next(); !done; { done, value } = await next()) {
      yield value as T;
      if (performance.now() - heard > BREATH_MS) {
        await setImmediate();
        heard = performance.now();
      }
      if (signal?.aborted) throw new Interrupted();
    }
  } finally {
    signal?.removeEventListener('abort', abort);
    const returned = iterator.return?.();
    // what waits for an idle pipe would never return
    if (!signal?.aborted) await returned;
    else returned?.catch(() => {});
  }
}
