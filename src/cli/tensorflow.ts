/** `leanctr tensorflow install`: makes the native binding that the TensorFlow engine and TensorBoard need. */

import { InputError } from '../input-error.js';
import { interruptible } from '../pipeline/interrupted.js';
import type { Command } from './command.js';
import { untilInterrupted } from './interrupt.js';
import { type OutputArguments, outputOptions } from './options.js';
import { fixed } from './text.js';

interface TensorflowArguments extends OutputArguments {
  action: string;
  libtensorflow?: string;
}

export const tensorflowCommand: Command = {
  positionals: { action: 'install: make the native binding of @tensorflow/tfjs-node' },
  options: {
    libtensorflow: {
      type: 'string',
      requiresArg: true,
      describe:
        'folder with libtensorflow.so.2 and include/, or site-packages/tensorflow; a wheel of PyPI if not given',
    },
    ...outputOptions,
  },
  handler: handle,
};

async function handle({ action, libtensorflow, quiet, json }: TensorflowArguments): Promise<void> {
  if (action !== 'install') throw new InputError({ source: 'tensorflow', found: action, expected: 'install' });
  const { installTensorflow } = await import('../tensorflow/install.js');
  const say = (line: string) => void (quiet || process.stderr.write(`tensorflow: ${line}\n`));
  const result = await untilInterrupted((signal) =>
    interruptible(signal, () => installTensorflow({ libtensorflow, say, signal })),
  );
  say(result.made ? `made in ${fixed(result.seconds, 0)} s` : 'already there');
  if (json) console.log(JSON.stringify(result));
}
