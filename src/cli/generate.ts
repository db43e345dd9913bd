/** `leanctr generate`: writes a generated click log to standard output or a file, and says what its truth is. */

import { createWriteStream } from 'node:fs';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { GeneratedLog } from '../generate/generate.js';
import type { LogSummary } from '../generate/summary.js';
import { InputError } from '../input-error.js';
import type { Command } from './command.js';
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
  builder: (yargs) =>
    yargs
      .option('examples', { ...number('examples', 'number of examples, 1 or more'), demandOption: true })
      .option('seed', number('seed', 'decides the truth and the examples, 0 to 4294967295', 1))
      .option('skip', number('skip', 'examples to leave out at the beginning, 0 or more', 0))
      .option('output', { type: 'string', default: '-', describe: 'a file, or - for standard output' })
      .option('gzip', { type: 'boolean', default: false, describe: 'compress; implied by an output ending in .gz' })
      .option('quiet', { type: 'boolean', default: false, describe: 'no summary on standard error' })
      .option('json', { type: 'boolean', default: false, describe: 'print the summary as JSON; needs --output FILE' }),
  handler: generate,
};

async function generate({ examples, seed, skip, output, gzip, quiet, json }: GenerateArguments): Promise<void> {
  if (json && output === '-') {
    throw new InputError({ source: '--json', found: '--output -', expected: '--output FILE' });
  }
  const { generateLog } = await import('../generate/generate.js');
  const log = generateLog({ examples, seed, skip });
  const start = performance.now();
  const whole = await send(log, output, gzip || output.endsWith('.gz'));
  if (!whole) return;
  const seconds = (performance.now() - start) / 1000;
  const summary = log.summary();
  if (!quiet) process.stderr.write(summaryText(summary, seconds));
  const time = { seconds, examplesPerSecond: summary.examples / seconds };
  if (json) console.log(JSON.stringify({ seed, skip, ...summary, output, time }));
}

/** Writes the log; false if it was cut short by the reader of the pipe or by Ctrl-C. */
async function send(log: GeneratedLog, output: string, gzip: boolean): Promise<boolean> {
  return output === '-' ? sendToPipe(log, gzip) : sendToFile(log, output, gzip);
}

async function sendToPipe(log: GeneratedLog, gzip: boolean): Promise<boolean> {
  try {
    await flow(log, gzip, process.stdout);
    return true;
  } catch (error) {
    if (isClosedPipe(error)) return false;
    throw error;
  }
}

async function sendToFile(log: GeneratedLog, path: string, gzip: boolean): Promise<boolean> {
  const { writeAtomically } = await import('../export/atomic-write.js');
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  process.once('SIGINT', interrupt);
  try {
    // rejecting is what lets writeAtomically take its temporary file away
    await writeAtomically(path, (fd) =>
      flow(log, gzip, createWriteStream('', { fd, autoClose: false }), interrupted.signal),
    );
    return true;
  } catch (error) {
    if (!interrupted.signal.aborted) throw error;
    process.exitCode = 130;
    return false;
  } finally {
    process.off('SIGINT', interrupt);
  }
}

async function flow(log: GeneratedLog, gzip: boolean, target: Writable, signal?: AbortSignal): Promise<void> {
  const streams = gzip ? [Readable.from(log), createGzip(), target] : [Readable.from(log), target];
  await pipeline(streams, signal === undefined ? {} : { signal });
}

function isClosedPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE';
}

function summaryText(summary: LogSummary, seconds: number): string {
  const { examples, bytes, clickRate, bayesLogLoss, bayesNormalizedEntropy } = summary;
  const entropy = bayesNormalizedEntropy === null ? '-' : bayesNormalizedEntropy.toFixed(4);
  return `${examples.toLocaleString('en-US')} examples, click rate ${(clickRate * 100).toFixed(2)}%
${bytes.toLocaleString('en-US')} bytes of text, ${(bytes / 1e6 / seconds).toFixed(0)} MB/s
Bayes log loss ${bayesLogLoss.toFixed(5)}, normalized entropy ${entropy}: the best that any model can expect
`;
}
