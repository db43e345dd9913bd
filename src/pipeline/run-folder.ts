/** The folder that a training leaves with `--run`: its model, and in run.json its settings, its results and its curve. */

import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { z } from 'zod';

import { writeAtomically, writeFully } from '../export/atomic-write.js';
import { InputError } from '../input-error.js';
import type { Model } from '../learn/model.js';
import type { CurvePoint } from '../report/model-report.js';
import { statOrNull } from './checks.js';
import { environment } from './environment.js';
import type { TrainOptions } from './train-settings.js';

const RUN_FILE = 'run.json';

/** The run file's own version: a reader refuses a later one. */
const RUN_VERSION = 1;

/** Writes run.json, last of all: where it is, all else is. */
export async function writeRun(
  folder: string,
  options: TrainOptions,
  result: { readonly model: { readonly path: string } },
): Promise<void> {
  const { onProgress: _progress, onBadRecord: _told, signal: _signal, kernel: _kernel, ...settings } = options;
  const model = relative(folder, result.model.path);
  const run = { formatVersion: RUN_VERSION, model, environment: environment(), settings, result };
  const text = Buffer.from(`${JSON.stringify(run, null, 2)}\n`);
  await writeAtomically(join(folder, RUN_FILE), (fd) => writeFully(fd, text));
}

/** What a report takes from a run. */
export interface Run {
  /** The path of its model. */
  readonly model: string;
  readonly curve: readonly CurvePoint[] | null;
  /** What it was when the run ended. */
  readonly bytes: number;
  readonly nonzeros: number;
}

const count = z.int().min(0);
const loss = z.number().min(0);
const point = z.object({ examples: count, windowLogLoss: loss, logLoss: loss, nonzeros: count, seconds: loss });

/** A later version may say more. */
const shape = z.object({
  formatVersion: z.literal(RUN_VERSION),
  model: z.string().min(1),
  result: z.object({
    model: z.object({ bytes: count, nonzeros: count }),
    curve: z.array(point).max(100_000).nullable(),
  }),
});

export function isRunFolder(path: string): boolean {
  return statOrNull(path)?.isDirectory() ?? false;
}

/** @throws InputError for a folder without a run, and for a run file that is damaged or of a later version */
export function readRun(folder: string): Run {
  const path = join(folder, RUN_FILE);
  if (!statOrNull(path)?.isFile()) {
    const advice = 'name a model file, or train with --run';
    throw new InputError({ source: folder, found: 'no run.json', expected: 'the folder of a run', advice });
  }
  const parsed = shape.safeParse(parseJson(path));
  if (!parsed.success) {
    const [{ path: keys, message }] = parsed.error.issues;
    throw foreign(path, keys.join('.'), / received (\w+)$/.exec(message)?.[1] ?? 'another value');
  }
  const { model, result } = parsed.data;
  const { bytes, nonzeros } = result.model;
  return { model: join(folder, model), curve: result.curve, bytes, nonzeros };
}

/** @throws InputError if the model was written anew since its run: its curve is another's */
export function checkItsModel(run: Run, { header }: Model, bytes: number): void {
  if (bytes === run.bytes && header.nonzeros === run.nonzeros) return;
  throw new InputError({
    source: run.model,
    found: `another model (${header.nonzeros.toLocaleString('en-US')} nonzeros) than its run left`,
    expected: `that of ${RUN_FILE} (${run.nonzeros.toLocaleString('en-US')} nonzeros)`,
    advice: 'name the model file itself, or train again with --run',
  });
}

function parseJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw foreign(path, '', 'no JSON');
    throw error;
  }
}

function foreign(source: string, field: string, found: string): InputError {
  const advice = 'train again with --run';
  const place = field === '' ? {} : { field };
  return new InputError({ source, ...place, found, expected: 'what train --run writes', advice });
}
