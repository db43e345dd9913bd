/** leanctr/tensorflow: what TensorFlow.js lacks. Needs `@tensorflow/tfjs`, which `leanctr` itself never loads. */

export { FtrlOptimizer, type FtrlOptimizerOptions } from './ftrl-optimizer.js';
