/** A pipeline file's comparison: many trainings, one table. */

import { writeAtomically, writeFully } from '../export/atomic-write.js';
import { InputError } from '../input-error.js';
import { checkRule } from '../prune/prune.js';
import { statOrNull } from './checks.js';
import { compare } from './compare.js';
import { type CompareSection, settingsOf } from './compare-file.js';
import { optionsOf } from './file-keys.js';
import { makeFolder } from './make-folder.js';
import type { RunOptions, RunStep } from './run-step.js';
import { checkSettings } from './train-settings.js';
import { checkEnding } from './write-report.js';

/** @throws InputError for what can be known to be wrong before anything is done */
export async function checkCompareStep(section: CompareSection, step: RunStep): Promise<void> {
  const { cache, output } = section;
  const { variants: _variants, holdout: _holdout, models: _models, ...common } = optionsOf(section);
  for (const { index, learning, prunings } of settingsOf(section)) {
    await step(['compare', 'variants', index], async () => checkSettings({ ...common, ...learning }));
    await step(['compare', 'variants', index, 'prune'], async () => prunings.forEach(checkRule));
  }
  await step(['compare'], async () => {
    checkCacheFolder(cache);
    if (output !== undefined) checkEnding(output, ['.json']);
  });
}

export async function runCompareStep(section: CompareSection, step: RunStep, options: RunOptions): Promise<void> {
  const { onStep, onModel, ...hearing } = options;
  const { output, models } = section;
  const result = await step(['compare'], async () => {
    makeFolder('--models', models);
    return compare({ ...optionsOf(section), settings: settingsOf(section), onModel, ...hearing });
  });
  if (output !== undefined) {
    const text = Buffer.from(`${JSON.stringify(result, null, 2)}\n`);
    await step(['compare'], () => writeAtomically(output, (fd) => writeFully(fd, text)));
  }
  onStep({ step: 'compare', result });
}

/** Two caches are kept: a file cannot hold both. */
function checkCacheFolder(cache: string): void {
  if (!cache.endsWith('.arrow') && statOrNull(cache)?.isFile() !== true) return;
  throw new InputError({ source: '--cache', found: `the file ${cache}`, expected: 'a folder, or a name for one' });
}
