/** `leanctr generate`: writes a generated click log to standard output or a file, and says what its truth is. */

import { createWriteStream } from 'node:fs';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { GeneratedLog } from '../generate/generate.js';
import type { LogSummary } from '../generate/summary.js';
import { InputError } from '../input-error.js';
import { interruptible } from '../pipeline/interrupted.js';
import type { Command } from './command.js';
import { untilInterrupted } from './interrupt.js';
import { number } from './options.js';

interface GenerateArguments {
  examples: number;
  seed: number;
  skip: number;
  output: string;
  gzip: boolean;
  quiet: boolean;
  json: boolean;
}

export const generateCommand: Command = {
  positionals: {},
  options: {
    examples: { ...number('examples', 'number of examples, 1 or more'), demandOption: true },
    seed: number('seed', 'decides the truth and the examples, 0 to 4294967295', 1),
    skip: number('skip', 'examples to leave out at the beginning, 0 or more', 0),
    output: { type: 'string', requiresArg: true, default: '-', describe: 'a file, or - for standard output' },
    gzip: { type: 'boolean', default: false, describe: 'compress; implied by an output ending in .gz' },
    quiet: { type: 'boolean', default: false, describe: 'no summary on standard error' },
    json: { type: 'boolean', default: false, describe: 'print the summary as JSON; needs --output FILE' },
  },
  handler: generate,
};

async function generate({ examples, seed, skip, output, gzip, quiet, json }: GenerateArguments): Promise<void> {
  if (json && output === '-') {
    throw new InputError({ source: '--json', found: '--output -', expected: '--output FILE' });
  }
  const { generateLog } = await import('../generate/generate.js');
  const log = generateLog({ examples, seed, skip });
  const start = performance.now();
  const compress = gzip || output.endsWith('.gz');
  await (output === '-' ? flow(log, compress, process.stdout) : sendToFile(log, output, compress));
  const seconds = (performance.now() - start) / 1000;
  const summary = log.summary();
  if (!quiet) process.stderr.write(summaryText(summary, seconds));
  const time = { seconds, examplesPerSecond: summary.examples / seconds };
  if (json) console.log(JSON.stringify({ seed, skip, ...summary, output, time }));
}

async function sendToFile(log: GeneratedLog, path: string, gzip: boolean): Promise<void> {
  const { writeAtomically } = await import('../export/atomic-write.js');
  await untilInterrupted((signal) =>
    interruptible(signal, () =>
      // rejecting is what lets writeAtomically take its temporary file away
      writeAtomically(path, (fd) => flow(log, gzip, createWriteStream('', { fd, autoClose: false }), signal)),
    ),
  );
}

async function flow(log: GeneratedLog, gzip: boolean, target: Writable, signal?: AbortSignal): Promise<void> {
  const streams = gzip ? [Readable.from(log), createGzip(), target] : [Readable.from(log), target];
  await pipeline(streams, signal === undefined ? {} : { signal });
}

function summaryText(summary: LogSummary, seconds: number): string {
  const { examples, bytes, clickRate, bayesLogLoss, bayesNormalizedEntropy } = summary;
  const entropy = bayesNormalizedEntropy === null ? '-' : bayesNormalizedEntropy.toFixed(4);
  return `${examples.toLocaleString('en-US')} examples, click rate ${(clickRate * 100).toFixed(2)}%
${bytes.toLocaleString('en-US')} bytes of text, ${(bytes / 1e6 / seconds).toFixed(0)} MB/s
Bayes log loss ${bayesLogLoss.toFixed(5)}, normalized entropy ${entropy}: the best that any model can expect
`;
}
