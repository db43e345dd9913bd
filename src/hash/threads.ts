/** Threads that read and hash, each its share of the parts. */

import { Worker } from 'node:worker_threads';

import { InputError } from '../input-error.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Part } from '../read/parts.js';
import type { HashedBatch } from './hash-part.js';
import { type Source, specOf } from './source.js';
import type { WorkerMessage, WorkerResult, WorkerTask } from './worker.js';

/** The threads of one pass. */
export interface Threads {
  /**
   * The batches of a part, from the thread whose business it is.
   *
   * @throws what the thread threw
   */
  hashPart(part: Part, index: number): AsyncGenerator<HashedBatch>;
  stop(): Promise<void>;
}

/**
 * Starts a thread a lane. Part i is the business of thread i mod lanes; whoever is ahead waits until its batches are
 * learned, so that only a few batches a thread are ever under way.
 */
export function startThreads(kernel: Kernel, parts: readonly Part[], source: Source): Threads {
  const { layout, memory, module } = kernel;
  const threads = layout.lanes.map((_lane, lane) => {
    const share = parts.filter((_part, i) => i % layout.lanes.length === lane);
    return startThread({ layout, memory, module, lane, source: specOf(source), parts: share });
  });
  return {
    async *hashPart(_part, index) {
      const thread = threads[index % threads.length];
      for (let message = await thread.next(); message !== 'part done'; message = await thread.next()) {
        if ('problem' in message) throw new InputError(message.problem);
        yield message;
      }
    },
    async stop() {
      await Promise.all(threads.map((thread) => thread.stop()));
    },
  };
}

interface Thread {
  next(): Promise<WorkerResult>;
  stop(): Promise<unknown>;
}

/** A worker's messages as a queue; an error or an early end of the worker ends the queue with its cause. */
function startThread(task: WorkerTask): Thread {
  // a reader leaves little garbage: a young generation of 4 MB is enough, and memory stays flat from the start;
  // flags of the main program (--input-type, --cpu-prof) are not meant for a file that runs in a thread
  const worker = new Worker(new URL('worker.js', import.meta.url), {
    workerData: task,
    execArgv: [],
    resourceLimits: { maxYoungGenerationSizeMb: 4 },
  });
  const messages: WorkerResult[] = [];
  let failure: Error | undefined;
  let wake = (): void => {};
  let stopped = false;
  let setLoaded = (): void => {};
  const loaded = new Promise<void>((resolve) => (setLoaded = resolve));
  const fail = (error: Error): void => {
    failure ??= error;
    setLoaded();
    wake();
  };
  worker.on('message', (message: WorkerMessage) => {
    if (message === 'loaded') setLoaded();
    else if (!stopped) messages.push(message);
    wake();
  });
  worker.on('error', fail);
  worker.on('exit', (code) => fail(new Error(`a reading thread ended early (code ${code})`)));
  return {
    async next() {
      while (messages.length === 0) {
        if (failure) throw failure;
        await new Promise<void>((resolve) => (wake = resolve));
      }
      return messages.shift()!;
    },
    async stop() {
      // whoever waits is told at once; but ended while it loads its modules, a thread would leave their files open
      stopped = true;
      messages.length = 0;
      failure ??= new Error('a reading thread ended early (stopped)');
      wake();
      await loaded;
      await worker.terminate();
    },
  };
}
