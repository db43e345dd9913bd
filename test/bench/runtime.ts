// The runtime: a packed model loaded, and raw records scored, in one thread of a process of its own.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { nonzerosOf } from '#dist/export/nonzeros.js';
import { writePacked } from '#dist/export/model-file.js';
import { recordHasher } from '#dist/hash/hash-records.js';
import { ftrl, hash, learn, prune, read } from '#dist/index.js';
import type { Model } from '#dist/learn/model.js';
import { criteo } from '#dist/read/criteo.js';
import { folder } from './log.js';
import { type RuntimeSpeed, recordsOf } from './runtime-speed.js';
import { type Figure, nanoseconds } from './table.js';

const NONZEROS = 250_000;

export async function runtimeFigures(log: string): Promise<Figure[]> {
  const learned = await learn(hash(await read([log], { format: 'criteo' }), { bits: 24 }), ftrl({ lambda1: 0.3 }));
  const { model } = prune(learned, { keep: NONZEROS });
  const figures = [hits(recordsOf(log), model)];
  for (const encoding of ['q2.13', 'q8', 'f32'] as const) {
    const { path, bytes } = await writePacked(join(folder, 'runtime.lctr'), model, encoding);
    const [array, object, line] = ['array', 'object', 'line'].map((form) => speedOf(path, log, form));
    const what = (text: string) => `${encoding}, ${bytes.toLocaleString('en-US')} bytes: ${text}`;
    figures.push({ what: what('load'), ours: `${array.load.toFixed(0)} ms` });
    figures.push({ ...figureOf(array), what: what('39 fields in an array'), target: '>= 0.8 M/s, aim 1' });
    figures.push({ ...figureOf(object), what: what('39 fields in an object') });
    figures.push({ ...figureOf(line), what: what('a line, split first') });
  }
  return figures;
}

/** In a process of its own: what one form of records taught the compiler must not slow another. */
function speedOf(path: string, log: string, form: string): RuntimeSpeed {
  const program = fileURLToPath(new URL('runtime-speed.js', import.meta.url));
  return JSON.parse(execFileSync(process.execPath, [program, path, log, form], { encoding: 'utf8' })) as RuntimeSpeed;
}

function figureOf({ score }: RuntimeSpeed): Omit<Figure, 'what'> {
  return { ours: nanoseconds(score), against: `${(1000 / score).toFixed(2)} M examples/s` };
}

/** How many features a record has, and how many of them have a weight. */
function hits(lines: readonly string[], model: Model): Figure {
  const known = new Set(nonzerosOf(model).slots);
  const hashed = lines.map((line) => recordHasher(model.header.hashing)(criteo.parse(Buffer.from(line))!));
  const features = hashed.flatMap((example) => [...example.features.keys()]);
  const share = features.filter((slot) => known.has(slot)).length / features.length;
  const ours = (features.length / lines.length).toFixed(1);
  return { what: 'features of a record', ours, against: `${(share * 100).toFixed(0)}% have a weight` };
}
