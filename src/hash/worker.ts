/** Entry of a thread that reads and hashes: its share of the parts, in order, into the memory it shares. */

import { parentPort, workerData } from 'node:worker_threads';

import { InputError, type InputProblem } from '../input-error.js';
import { type KernelMemory, type KernelModule, attachKernel } from '../kernel/kernel.js';
import type { Layout } from '../kernel/layout.js';
import type { Part } from '../read/parts.js';
import type { HashedBatch } from './hash-part.js';
import { type SourceSpec, hasherOf, sourceFrom } from './source.js';

export interface WorkerTask {
  readonly layout: Layout;
  readonly memory: KernelMemory;
  readonly module: KernelModule;
  readonly lane: number;
  readonly source: SourceSpec;
  readonly parts: readonly Part[];
}

/** What a worker says: first that its modules are loaded; then a batch, the end of a part, or that the input is wrong. */
export type WorkerMessage = 'loaded' | WorkerResult;
export type WorkerResult = HashedBatch | 'part done' | { readonly problem: InputProblem };

async function work(task: WorkerTask): Promise<void> {
  const kernel = attachKernel(task.layout, task.memory, task.module);
  const hasher = hasherOf(kernel, task.layout.lanes[task.lane], sourceFrom(task.source));
  for (const part of task.parts) {
    for await (const batch of hasher.hash(part)) say(batch);
    say('part done');
  }
}

function say(message: WorkerMessage): void {
  parentPort!.postMessage(message);
}

try {
  say('loaded');
  await work(workerData as WorkerTask);
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  say({ problem: error.problem });
}
