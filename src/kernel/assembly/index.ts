// What the kernel exports: readers that turn text into batches, and the learner that turns batches into a model.

export { readCriteo, readUnlabelledCriteo } from './criteo';
export { readSvmlight } from './svmlight';
export { readDelimited } from './delimited';
export { readJsonLines } from './json';
export { settleCached } from './cached';
export { checksum } from './checksum';
export { keepExamples, markHeld } from './split';
export { readUnlabelledVw, readUnlabelledVwColumns, readVw, readVwColumns } from './vw';
export { addColumns, hashCounts, hashDecimals, hashNumbers, hashTexts, hashViews } from './columns';
export { ascend } from './offsets';
export { murmur3 } from './murmur3';
export * from './optimizers';
export { predict } from './predict';
export { score } from './score';
export { climb } from './ladder';
export { sweep } from './sweep';
export { collectSweep, countSweep } from './sweep-collect';
export { predictSweep } from './sweep-predict';
