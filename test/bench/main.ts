// npm run bench [-- kernel|optimizers|sweep|formats|cache|prune|runtime|train|memory|start|twin ...]: speed and memory, beside the C program where its source is.
// Ratios within one run count; a shared machine's absolute times do not.

import { cpus } from 'node:os';

import { cacheFigures } from './cache.js';
import { kernelFigures } from './kernel.js';
import { formatFigures } from './formats.js';
import { generatedLog } from './log.js';
import { optimizerFigures } from './optimizers.js';
import { pruneFigures } from './prune.js';
import { runtimeFigures } from './runtime.js';
import { sweepFigures } from './sweep.js';
import { type Figure, printFigures } from './table.js';
import { memoryFigures, startFigures, twinFigures, wholeFigures } from './whole.js';
import { yardstick } from './yardstick.js';

const ROUNDS = 3;
const wanted = process.argv.slice(2);

function section(name: string, title: string, figures: () => Figure[]): void {
  if (wanted.length === 0 || wanted.includes(name)) printFigures(title, figures());
}

const two = generatedLog(2_000_000);
const c = yardstick();
console.log(`${cpus().length} processors: ${cpus()[0].model}; Node ${process.version}; generated logs, 2^24 slots`);
section('kernel', '2 million examples, one thread, best of 3 in turn, ns an example', () =>
  kernelFigures(two, c && ((ahead) => c(two, 24, ahead)), ROUNDS),
);
section(
  'optimizers',
  '2 million examples, one thread, best of 3 in turn: learn, read+hash+learn+score, learn against ftrl',
  () => optimizerFigures(two, ROUNDS),
);
section('sweep', '2 million examples, 2^22 slots, the whole command, best of 3 in turn', () =>
  sweepFigures(two, ROUNDS),
);
if (wanted.length === 0 || wanted.includes('formats')) {
  const title = '2 million examples in every format, read and hashed, one thread, best of 3 in turn, ns an example';
  printFigures(title, await formatFigures(two, ROUNDS));
}
if (wanted.length === 0 || wanted.includes('cache')) {
  printFigures('2 million examples from a cache, best of 3 in turn, ns an example', await cacheFigures(two, ROUNDS));
}
if (wanted.length === 0 || wanted.includes('prune')) {
  printFigures(
    'pruning a model of 2 million examples, median of 9 in turn',
    await pruneFigures(two, 2_000_000, ROUNDS),
  );
}
if (wanted.length === 0 || wanted.includes('runtime')) {
  printFigures('leanctr/runtime, 250,000 nonzeros, one thread, best of many, a record', await runtimeFigures(two));
}
section('train', '10 million examples, the whole command, best of 3 in turn', () => {
  const ten = generatedLog(10_000_000);
  return wholeFigures(ten, c && ((ahead) => c(ten, 24, ahead)), ROUNDS);
});
section('twin', 'kernel and twins, ns an example', () => twinFigures(two));
section('memory', 'memory', () => memoryFigures(1_000_000, 20_000_000));
section('start', 'start-up, median of 15', () => startFigures());
