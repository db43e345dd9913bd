/** A pipeline file, run: generate, then train, prune and report, then compare. */

import { setImmediate } from 'node:timers/promises';

import { writeAtomically, writeFully } from '../export/atomic-write.js';
import { generateLog } from '../generate/generate.js';
import type { LogSummary } from '../generate/summary.js';
import { checkOutput, checkOutputFolder } from './checks.js';
import { Interrupted, interruptible } from './interrupted.js';
import { makeFolder } from './make-folder.js';
import { readPipelineFile } from './pipeline-file.js';
import { checkCompareStep, runCompareStep } from './run-compare.js';
import { checkDifferent, outputsOf } from './run-outputs.js';
import type { RunOptions, RunStep } from './run-step.js';
import { checkTrainSteps, runTrainSteps, trains } from './run-train.js';

/**
 * Runs the steps of a pipeline file in order. Its paths are relative to the current folder.
 *
 * @throws InputError for a wrong file, before anything is done, and for what its steps find wrong
 */
export async function runPipeline(path: string, options: RunOptions): Promise<void> {
  const { steps, located } = readPipelineFile(path);
  const { signal, onStep } = options;
  const step: RunStep = async (section, work) => {
    if (signal?.aborted) throw new Interrupted();
    try {
      return await work();
    } catch (error) {
      throw located(error, section);
    }
  };
  if (steps.compare) await checkCompareStep(steps.compare, step);
  if (trains(steps)) await checkTrainSteps(steps, step);
  await step([], async () => makeFolder('--folder', steps.folder));
  await step(['train'], async () => makeFolder('--run', steps.train?.run));
  for (const { section, flag, output } of outputsOf(steps)) {
    const check = flag === '--pictures' ? checkOutputFolder : checkOutput;
    await step(section, async () => check(flag, output));
  }
  await step([], async () => checkDifferent(outputsOf(steps)));

  for (const [i, { output, ...log }] of (steps.generate ?? []).entries()) {
    const summary = await step(['generate', i], () => generateFile(output, log, signal));
    onStep({ step: 'generate', output, summary });
  }
  if (trains(steps)) await runTrainSteps(steps, step, options);
  if (steps.compare) await runCompareStep(steps.compare, step, options);
}

async function generateFile(
  output: string,
  { examples, seed = 1, skip = 0 }: { examples: number; seed?: number | undefined; skip?: number | undefined },
  signal: AbortSignal | undefined,
): Promise<LogSummary> {
  const generated = generateLog({ examples, seed, skip });
  await interruptible(signal, () =>
    writeAtomically(output, async (fd) => {
      for (const chunk of generated) {
        writeFully(fd, chunk);
        await setImmediate(); // lets Ctrl-C be heard: a mebibyte takes milliseconds
        signal?.throwIfAborted();
      }
    }),
  );
  return generated.summary();
}
