// Generated logs for the benchmark, made once and kept in build/bench.

import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';

import { writeFully } from '#dist/export/atomic-write.js';
import { generateLog } from '#dist/generate/generate.js';

export const folder = 'build/bench';

/** A log of this many generated examples, in the page cache. @param skip examples before them */
export function generatedLog(examples: number, skip = 0): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, skip === 0 ? `${examples}.tsv` : `${examples}-after-${skip}.tsv`);
  if (!existsSync(path)) {
    const fd = openSync(`${path}.part`, 'w');
    for (const chunk of generateLog({ examples, skip })) writeFully(fd, chunk);
    closeSync(fd);
    renameSync(`${path}.part`, path);
  }
  return path;
}

/** The first bytes of a log, to run over from memory. */
export function startOf(path: string, bytes: number): Buffer {
  return readFileSync(path).subarray(0, bytes);
}
