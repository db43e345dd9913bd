/** What a pipeline file's steps write: checked before anything is done. */

import { resolve } from 'node:path';

import { InputError } from '../input-error.js';
import type { Steps } from './pipeline-file.js';

/** A file that a step writes; a folder of pictures. */
export interface Output {
  readonly section: readonly (string | number)[];
  readonly flag: '--output' | '--model' | '--pictures';
  readonly output: string;
}

export function outputsOf({ generate = [], train, prune, report, compare }: Steps): Output[] {
  const files: readonly (Omit<Output, 'output'> & { output: string | undefined })[] = [
    ...generate.map(({ output }, i) => ({ section: ['generate', i], flag: '--output' as const, output })),
    { section: ['train'], flag: '--model', output: train?.model },
    { section: ['prune'], flag: '--output', output: prune?.output },
    ...(report?.output ?? []).map((output) => ({ section: ['report'], flag: '--output' as const, output })),
    { section: ['report'], flag: '--pictures', output: report?.pictures },
    { section: ['compare'], flag: '--output', output: compare?.output },
  ];
  return files.flatMap(({ output, ...file }) => (output === undefined ? [] : [{ ...file, output }]));
}

/** Two steps with one output: the later would destroy what the earlier made. */
export function checkDifferent(outputs: readonly Output[]): void {
  const paths = outputs.map(({ output }) => resolve(output));
  const twice = outputs.find((_, i) => paths.indexOf(paths[i]) !== i);
  if (twice === undefined) return;
  const { flag, output } = twice;
  throw new InputError({ source: `${flag} ${output}`, found: 'the output of two steps', expected: 'a file for each' });
}
