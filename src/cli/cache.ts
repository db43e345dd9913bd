/** `leanctr cache`: reads and hashes click logs once, and keeps what is learned from. */

import type { CacheResult } from '../pipeline/cache.js';
import type { Command } from './command.js';
import { untilInterrupted } from './interrupt.js';
import { type InputArguments, type OutputArguments, choice, inputOptions, inputsOf, number } from './options.js';
import { outputOptions } from './options.js';
import { progressBar } from './progress-bar.js';
import { bytes, count, fixed, percent, skipped } from './text.js';

interface CacheArguments extends InputArguments, OutputArguments {
  inputs: string[];
  bits: number;
  hash: string;
  hashSeed: number;
  missing: string;
  shuffleFiles?: number;
  output: string;
}

export const cacheCommand: Command = {
  positionals: { 'inputs..': 'files, globs, or - for standard input; plain, gzip, zstd or lz4' },
  options: {
    output: { type: 'string', requiresArg: true, demandOption: true, describe: 'cache to write, an Arrow file' },
    bits: number('bits', 'slots: 2^bits, 1 to 28', 22),
    hash: choice('hash', 'murmur3, or identity: integer tokens are slots', ['murmur3', 'identity']),
    'hash-seed': number('hash-seed', 'seed of the field seeds, 0 to 4294967295', 0),
    missing: choice('missing', 'ignore a missing value, or take it as a feature', ['ignore', 'feature']),
    'shuffle-files': number('shuffle-files', 'a seed, 0 to 4294967295: read the files in a shuffled order'),
    ...inputOptions,
    ...outputOptions,
  },
  handler: handle,
};

async function handle(args: CacheArguments): Promise<void> {
  const { cache } = await import('../pipeline/cache.js');
  const bar = await progressBar(args.quiet);
  const { inputs, bits, hashSeed: seed, shuffleFiles, output } = args;
  const [hash, missing] = [args.hash as 'murmur3' | 'identity', args.missing as 'ignore' | 'feature'];
  try {
    const result = await untilInterrupted((signal) =>
      cache({
        ...inputsOf(inputs, args, signal),
        ...{ bits, hash, seed, missing, shuffleFiles, output, onProgress: bar.report },
      }),
    );
    bar.stop();
    if (!args.quiet) process.stderr.write(summary(result));
    if (args.json) console.log(JSON.stringify(result));
  } finally {
    bar.stop();
  }
}

function summary({ examples, features, badRecords, cache, time, memory }: CacheResult): string {
  const share = percent(cache.bytes / cache.textBytes);
  return [
    `hashed    ${count(examples)} examples, ${count(features)} features${skipped(badRecords)}`,
    `speed     ${count(Math.round(time.examplesPerSecond))} examples/s, ${fixed(time.seconds, 2)} s, peak memory ${bytes(memory.peakRssBytes)}`,
    `cache     ${cache.path}, ${bytes(cache.bytes)}, ${share} of the text, ${cache.bits} bits\n`,
  ].join('\n');
}
