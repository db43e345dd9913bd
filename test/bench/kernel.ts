// The kernel alone, one thread: reading and hashing, and learning, over a whole log; and what each part of it costs, by
// kernels compiled without that part.

import { execFileSync } from 'node:child_process';
import { closeSync, cpSync, mkdirSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { batchSlot, prepareLane } from '#dist/hash/kernel-batch.js';
import { writeKernelTables } from '#dist/hash/kernel-tables.js';
import { type Kernel, createKernel } from '#dist/kernel/kernel.js';
import { BATCH_EXAMPLES, CHUNK_BYTES, layOut } from '#dist/kernel/layout.js';
import { ftrl } from '#dist/learn/ftrl.js';
import { kernelArea } from '#dist/learn/kernel-area.js';
import type { Optimizer } from '#dist/learn/optimizer.js';
import { paceOf } from '#dist/learn/pace.js';
import { criteo } from '#dist/read/criteo.js';
import { folder } from './log.js';
import { type Figure, nanoseconds, smallest } from './table.js';
import type { YardstickRun } from './yardstick.js';

const BITS = 24;

export interface KernelRun {
  /** ns an example. */
  readonly read: number;
  readonly learn: number;
  readonly score: number;
}

interface RunOptions {
  readonly wasm?: string;
  readonly optimizer?: Optimizer;
  readonly values?: boolean;
  readonly importances?: boolean;
}

/** Reads, hashes and learns a whole log, with a clock around each. */
export function runKernel(
  log: string,
  { wasm = 'dist/kernel/kernel.wasm', optimizer = ftrl(), values, importances }: RunOptions = {},
) {
  const kernel = freshKernel(wasm, optimizer);
  const { layout, memory, exports } = kernel;
  const lane = layout.lanes[0];
  const text = new Uint8Array(memory.buffer, lane.text, CHUNK_BYTES * 2);
  const batch = batchSlot(kernel, lane.batches[0]);
  const learnLoop = exports[`learn${optimizer.kernel.loops}`];
  const pace = paceOf(optimizer, { updates: 0, pace: null });
  const rates = new Float32Array(memory.buffer, layout.rates, BATCH_EXAMPLES);
  const clocks = new Float64Array(memory.buffer, layout.clocks, BATCH_EXAMPLES);
  new Float32Array(memory.buffer, lane.batches[0].importances, 8192).fill(1);
  new Float32Array(memory.buffer, lane.batches[0].values, 2 ** 19).fill(1);
  const fd = openSync(log, 'r');
  let [examples, read, learn, score, have] = [0, 0, 0, 0, 0];
  for (let ended = false; !ended;) {
    const count = readSync(fd, text, have, CHUNK_BYTES, null);
    ended = count === 0;
    const end = text.subarray(0, have + count).lastIndexOf(10) + 1;
    for (let at = 0; at < end; at = batch.next() - lane.text) {
      batch.reset();
      const start = performance.now();
      exports.readCriteo(batch.area, layout.hashTables, lane.lane, lane.text + at, lane.text + end);
      const hashed = performance.now();
      pace.layOut(rates, clocks, 0, batch.size());
      if (values) batch.fill(batch.size(), batch.view().slots.length, true);
      const weights = importances ? lane.batches[0].importances : 0;
      const { learning, table, scratch, margins } = layout;
      learnLoop(learning, table, 2 ** BITS, batch.area, 0, batch.size(), weights, scratch, margins);
      const learned = performance.now();
      exports.score(layout.scores, batch.area, weights, layout.margins);
      score += performance.now() - learned;
      learn += learned - hashed;
      read += hashed - start;
      examples += batch.size();
    }
    text.copyWithin(0, end, have + count);
    have = have + count - end;
  }
  closeSync(fd);
  return { read: (read * 1e6) / examples, learn: (learn * 1e6) / examples, score: (score * 1e6) / examples };
}

function freshKernel(wasm: string, optimizer: Optimizer): Kernel {
  const layout = layOut(BITS, 1, 1);
  const kernel = createKernel(layout, readFileSync(wasm));
  const { memory } = kernel;
  const spec = { hash: 'murmur3', seed: 0, bits: BITS, missing: 'ignore', fields: criteo.fields } as const;
  writeKernelTables(memory.buffer, layout.hashTables, spec, criteo);
  prepareLane(kernel, layout.lanes[0]);
  kernelArea(kernel, optimizer, { bias: optimizer.biasColumns.map(() => 0), updates: 0 });
  return kernel;
}

/** The kernel compiled without a part: what is missing then is what the part costs. */
function kernelWithout(name: string, file: string, code: string, replacement: string): string {
  const assembly = join(folder, name);
  mkdirSync(assembly, { recursive: true });
  cpSync('src/kernel/assembly', assembly, { recursive: true });
  const path = join(assembly, file);
  const source = readFileSync(path, 'utf8');
  if (!source.includes(code)) throw new Error(`${file} has no ${code}`);
  writeFileSync(path, source.replace(code, replacement));
  const wasm = join(folder, `${name}.wasm`);
  execFileSync(
    'node',
    [
      ...['node_modules/assemblyscript/bin/asc.js', join(assembly, 'index.ts'), '--outFile', wasm, '--noColors'],
      ...['-O3', '--converge', '--noAssert', '--runtime', 'stub', '--enable', 'simd,threads'],
      ...['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
    ],
    { stdio: ['ignore', 'ignore', 'ignore'] },
  );
  return wasm;
}

/** @param c runs of the C program over the same log: without and with prefetching */
export function kernelFigures(log: string, c: ((ahead: number) => YardstickRun) | null, rounds: number): Figure[] {
  const withoutBuckets = kernelWithout(
    ...([
      'without-buckets',
      'criteo.ts',
      'const slot = countSlot(tables, lane, slotsOfCounts(tables, field), start, length);',
      'const slot = tokenSlot(tables, load<u32>(tables + (field << 2), SEEDS), start, length);',
    ] as const),
  );
  const withoutMerging = kernelWithout(
    ...([
      'without-merging',
      'criteo.ts',
      'mergeSlots(batch, lane, begin, end)',
      '(<u32>(end - batch.slots) >> 2)',
    ] as const),
  );
  const variants: readonly [string, RunOptions][] = [
    ['all', {}],
    ['nearest', { optimizer: ftrl({ rounding: 'nearest' }) }],
    ['values', { values: true }],
    ['importances', { importances: true }],
    ['buckets', { wasm: withoutBuckets }],
    ['merging', { wasm: withoutMerging }],
  ];
  const runs = new Map<string, KernelRun[]>(variants.map(([name]) => [name, []]));
  const plain: YardstickRun[] = [];
  // in turn, so that a noisy minute hits all alike
  for (let round = 0; round < rounds; round++) {
    if (c) plain.push(c(0));
    for (const [name, options] of variants) runs.get(name)!.push(runKernel(log, options));
  }
  const best = (name: string, key: keyof KernelRun) => smallest(runs.get(name)!.map((run) => run[key]));
  const figure = (what: string, ours: number, theirs: number | null, target: string): Figure => ({
    what,
    ours: nanoseconds(ours),
    ...(theirs === null ? {} : { against: `C ${nanoseconds(theirs)}`, ratio: ours / theirs }),
    target,
  });
  const cRead = c ? smallest(plain.map(({ readAndHash }) => readAndHash)) : null;
  const cLearn = c ? smallest(plain.map(({ learn }) => learn)) : null;
  const cost = (what: string, key: keyof KernelRun, from: string, to: string): Figure => ({
    what: `  of it, ${what}`,
    ours: nanoseconds(best(to, key) - best(from, key)),
  });
  return [
    figure('read+hash, all of it', best('all', 'read'), cRead, '<= 1.3x'),
    cost('log buckets (against hashing the digits)', 'read', 'buckets', 'all'),
    cost('merging of duplicate slots', 'read', 'merging', 'all'),
    figure('learn, C without prefetch, with randomized rounding', best('all', 'learn'), cLearn, '<= 0.9x'),
    figure('learn, rounded to nearest (stagnates)', best('nearest', 'learn'), cLearn, ''),
    cost('randomized rounding', 'learn', 'nearest', 'all'),
    { what: '  with values, on top', ours: nanoseconds(best('values', 'learn') - best('all', 'learn')) },
    { what: '  with importances, on top', ours: nanoseconds(best('importances', 'learn') - best('all', 'learn')) },
    { what: '  scoring (C: in learn)', ours: nanoseconds(best('all', 'score')) },
  ];
}
