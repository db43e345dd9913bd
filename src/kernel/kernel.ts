/** Loads the WebAssembly kernel over one shared memory. */

import { readFileSync } from 'node:fs';

import { InputError } from '../input-error.js';
import type { Layout } from './layout.js';

/** Optimizers that the kernel has loops for, named after their classes in assembly/. */
export type OptimizerLoops =
  'Ftrl' | 'Adagrad' | 'Sgd' | 'Momentum' | 'Rmsprop' | 'RmspropMomentum' | 'Adam' | 'Rda' | 'Shrinking' | 'OgdCount';

type Learn = (
  area: number,
  table: number,
  /** Number of slots: the index of the one that is always zero. */
  size: number,
  batch: number,
  /** Examples of the batch. */
  from: number,
  to: number,
  importances: number,
  scratch: number,
  margins: number,
) => number;

type Collect = (area: number, table: number, size: number, from: number, block: number, scratch: number) => number;

type Loops = Readonly<Record<`learn${OptimizerLoops}`, Learn> & Record<`collect${OptimizerLoops}`, Collect>>;

/** The kernel's functions; every argument is a byte address unless named otherwise. See assembly/ for each. */
export interface KernelExports extends Loops {
  readCriteo(batch: number, tables: number, lane: number, begin: number, end: number): number;
  readUnlabelledCriteo(batch: number, tables: number, lane: number, begin: number, end: number): number;
  readSvmlight(batch: number, tables: number, lane: number, begin: number, end: number): number;
  readDelimited(batch: number, tables: number, lane: number, begin: number, end: number): number;
  readJsonLines(batch: number, tables: number, lane: number, begin: number, end: number): number;
  /** `words` and `seed` are numbers. */
  checksum(at: number, words: number, seed: number, scratch: number): number;
  settleCached(
    batch: number,
    labels: number,
    /** Numbers: examples, slots, repeated slots, 2^bits - 1. */
    size: number,
    nnz: number,
    repeats: number,
    mask: number,
  ): number;
  markHeld(rule: number, lane: number, held: number, begin: number, end: number): void;
  keepExamples(batch: number, held: number, wanted: 0 | 1): void;
  readVw(batch: number, tables: number, lane: number, begin: number, end: number): number;
  readUnlabelledVw(batch: number, tables: number, lane: number, begin: number, end: number): number;
  readVwColumns(batch: number, tables: number, lane: number, begin: number, end: number): number;
  readUnlabelledVwColumns(batch: number, tables: number, lane: number, begin: number, end: number): number;
  ascend(offsets: number, count: number): number;
  hashTexts(tables: number, lane: number, target: number, source: number): void;
  hashViews(tables: number, lane: number, target: number, source: number): void;
  hashCounts(tables: number, lane: number, target: number, source: number, cells: number): void;
  hashNumbers(target: number, source: number): void;
  hashDecimals(tables: number, scratch: number, target: number, source: number): void;
  addColumns(
    batch: number,
    tables: number,
    lane: number,
    target: number,
    /** Indexes of examples. */
    from: number,
    to: number,
    /** Slots in a row. */
    width: number,
    importances: number,
    /** 0 or 1. */
    numeric: number,
  ): number;
  murmur3(token: number, length: number, seed: number): number;
  predict(table: number, batch: number, bias: number, margins: number): number;
  sweep(
    area: number,
    table: number,
    batch: number,
    /** Examples of the batch. */
    from: number,
    to: number,
    importances: number,
    scratch: number,
  ): number;
  /** `most` is a number. */
  predictSweep(area: number, table: number, batch: number, most: number, scratch: number, margins: number): number;
  /** `size` and `quad` are numbers. */
  countSweep(area: number, table: number, size: number, quad: number, counts: number): void;
  /** `size`, `model` and `from` are numbers. */
  collectSweep(area: number, table: number, size: number, model: number, from: number, block: number): number;
  score(scores: number, batch: number, importances: number, margins: number): number;
  climb(
    table: number,
    batch: number,
    importances: number,
    /** Examples before the batch; rungs. */
    before: number,
    rungs: number,
    sums: number,
    counts: number,
    /** Bins in a unit of the margin. */
    bins: number,
  ): number;
}

// our own names for WebAssembly's objects: its types come only with the DOM, which our users may not have
/** A WebAssembly.Memory that threads share. */
export interface KernelMemory {
  readonly buffer: SharedArrayBuffer;
}

/** A WebAssembly.Module: compiled once, instantiated in every thread. */
export type KernelModule = object;

export interface Kernel<L extends MemoryLayout = Layout> {
  readonly layout: L;
  readonly memory: KernelMemory;
  readonly module: KernelModule;
  readonly exports: KernelExports;
}

/** How large a memory is. */
interface MemoryLayout {
  /** Of 64 KiB. */
  readonly pages: number;
}

let compiled: KernelModule | undefined;

function ownModule(): KernelModule {
  compiled ??= new WebAssembly.Module(readFileSync(new URL('kernel.wasm', import.meta.url)));
  return compiled;
}

/**
 * A kernel with a memory of its own.
 *
 * @param wasm its code, if not the package's own: a benchmark compares several
 * @throws InputError where the system refuses the address space (every WebAssembly memory reserves gigabytes of it)
 */
export function createKernel<L extends MemoryLayout>(layout: L, wasm?: Uint8Array): Kernel<L> {
  return attachKernel(layout, reserve(layout.pages), wasm ? new WebAssembly.Module(wasm) : ownModule());
}

/** The same kernel in another thread: its functions over the memory that exists. */
export function attachKernel<L extends MemoryLayout>(layout: L, memory: KernelMemory, module: KernelModule): Kernel<L> {
  const instance = new WebAssembly.Instance(module, { env: { memory }, numbers: { parse: parserOf(memory) } });
  return { layout, memory, module, exports: instance.exports as unknown as KernelExports };
}

function reserve(pages: number): KernelMemory {
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  } catch {
    throw new InputError({
      source: 'memory',
      found: `no room for ${Math.ceil(pages / 16).toLocaleString('en-US')} MiB and its address space`,
      expected: 'gigabytes of address space for one WebAssembly memory',
      advice: 'use fewer --bits, or raise the limit on virtual memory (ulimit -v)',
    });
  }
}

/** Decimal text that the kernel's exact short way does not cover: correctly rounded by the engine. */
function parserOf(memory: KernelMemory): (text: number, length: number) => number {
  return (text, length) => Number(Buffer.from(memory.buffer, text >>> 0, length).toString('latin1'));
}
