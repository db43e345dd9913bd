import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { type FtrlOptions, ftrl } from '#dist/learn/ftrl.js';
import { kernelLearner } from '#dist/learn/kernel-learner.js';
import { twinLearner } from '#dist/learn/twin-learner.js';
import { batchOf, type Example, kernelFor, modelWith, options, specOf, statesOf, stepAt } from './batches.js';

const { abs, fround, sqrt } = Math;

function weightOf(z: number, n: number, chosen: FtrlOptions): number {
  const weights = new Float32Array(1);
  ftrl(chosen).weights(Float32Array.of(z, n), Uint32Array.of(0), weights, stepAt(0));
  return weights[0];
}

/** The kernel's weight of a state: what it collects from its table. */
function kernelWeightOf(z: number, n: number, chosen: FtrlOptions): number {
  const optimizer = ftrl(chosen);
  const initial = modelWith(specOf(2), optimizer, { 0: [z, n] });
  return statesOf(kernelLearner(kernelFor(2), specOf(2), optimizer, initial).model()).get(0)?.[0] ?? 0;
}

const float = (min: number, max: number) => fc.double({ min, max, noNaN: true }).map(fround);
// far enough above float32's smallest number that the division cannot underflow, far enough below its largest
const size = fc.oneof(float(0, 10), float(0, 1e6), fc.constantFrom(1e-20, 1e20).map(fround));
const sign = fc.constantFrom(-1, 1);
const squares = fc.oneof(fc.constant(0), float(0, 10), float(0, 1e8));
const threshold = fc.oneof(fc.constantFrom(0, 1), float(1e-3, 5));

test('a weight is exactly zero if and only if |z| <= lambda1', () =>
  fc.assert(
    fc.property(size, sign, squares, options, threshold, (s, sgn, n, chosen, lambda1) => {
      fc.pre(s === 0 || s >= 1e-20);
      const settings = { ...chosen, lambda1 };
      assert.equal(weightOf(sgn * s, n, settings) === 0, s <= lambda1);
      assert.equal(kernelWeightOf(sgn * s, n, settings) === 0, s <= lambda1);
    }),
    { numRuns: 500 },
  ));

test('around lambda1 a weight is zero at z = ±lambda1 itself and is not at the next float32', () =>
  fc.assert(
    fc.property(threshold, squares, sign, (lambda1, n, sgn) => {
      const next = lambda1 === 0 ? fround(1e-20) : nextAbove(lambda1);
      for (const of of [weightOf, kernelWeightOf]) {
        assert.equal(of(sgn * lambda1, n, { lambda1 }), 0);
        assert.equal(Math.sign(of(sgn * next, n, { lambda1 })), -sgn);
      }
    }),
  ));

function nextAbove(x: number): number {
  const word = new Uint32Array(Float32Array.of(x).buffer);
  word[0] += 1;
  return new Float32Array(word.buffer)[0];
}

test('a weight is the formula of Algorithm 1 to a few float32 roundings', () =>
  fc.assert(
    fc.property(size, sign, squares, options, (s, sgn, n, chosen) => {
      const { alpha = 0, lambda1 = 0, lambda2 = 0 } = chosen;
      // n = 0 and beta = 0, which leave no denominator, have a test of their own
      const beta = Math.max(chosen.beta ?? 1, 0.01);
      const z = sgn * s;
      const l1 = fround(lambda1);
      fc.pre(s === 0 || s >= 1e-20);
      const exact = s <= l1 ? 0 : -(z - sgn * l1) / ((beta + sqrt(n)) / alpha + lambda2);
      const actual = weightOf(z, n, { ...chosen, beta });
      assert.ok(abs(actual - exact) <= 4e-7 * abs(exact), `${actual}, exactly ${exact}`);
    }),
    { numRuns: 500 },
  ));

test('with beta 0, gradients whose squares underflow leave n = 0 and a finite weight', () => {
  const tiny: Example = { label: 1, features: { 0: 1e-24 } };
  for (const rounding of ['nearest', 'randomized'] as const) {
    const optimizer = ftrl({ beta: 0, lambda1: 0, rounding });
    for (const learner of learners(optimizer)) {
      for (let i = 0; i < 100; i++) learner.learn(batchOf(Array.from({ length: 1000 }, () => tiny)), true);
      const [weight, z, n] = statesOf(learner.model()).get(0)!;
      assert.equal(n, 0);
      assert.ok(z < 0 && weight > 0 && Number.isFinite(weight), `z ${z}, weight ${weight}`);
    }
  }
});

function learners(optimizer: ReturnType<typeof ftrl>) {
  return [kernelLearner(kernelFor(2), specOf(2), optimizer, null), twinLearner(specOf(2), optimizer, null)];
}

const nearest = { alpha: 0.1, beta: 1, lambda1: 0, rounding: 'nearest' } as const;

function learned(examples: readonly Example[], chosen: FtrlOptions = nearest) {
  const [kernel, twin] = learners(ftrl(chosen)).map((learner) => {
    learner.learn(batchOf(examples), true);
    return { states: statesOf(learner.model()), header: learner.model().header };
  });
  assert.deepEqual(kernel, twin);
  return kernel;
}

test('importance 2 is one update with the gradient doubled: not the example twice', () => {
  const once = learned([{ label: 1, features: { 0: 1 } }]);
  const important = learned([{ label: 1, importance: 2, features: { 0: 1 } }]);
  const twice = learned([
    { label: 1, features: { 0: 1 } },
    { label: 1, features: { 0: 1 } },
  ]);
  // the first probability is 1/2 and the first weight 0: z = g and n = g^2
  assert.deepEqual(once.states.get(0)!.slice(1), [-0.5, 0.25]);
  assert.deepEqual(important.states.get(0)!.slice(1), [-1, 1]);
  assert.deepEqual([important.header.bias.z, important.header.bias.n], [-1, 1]);
  assert.deepEqual([important.header.updates, twice.header.updates], [1, 2]);
  const n = twice.states.get(0)![2];
  assert.ok(n > 0.25 && n < 0.5, `twice: ${n}, as the second gradient is smaller and not doubled`);
  const { progressive } = important.header;
  assert.deepEqual([progressive.examples, progressive.importance], [1, 2]);
});

test('an importance and the same factor on the values differ: the gradient sees one of them, the margin the other', () => {
  const start = { label: 1, features: { 0: 1 } };
  const important = learned([start, { label: 0, importance: 3, features: { 0: 1 } }]);
  const larger = learned([start, { label: 0, features: { 0: 3 } }]);
  assert.notDeepEqual(important.states.get(0), larger.states.get(0));
});

test('an example without features teaches the bias alone', () => {
  const { states, header } = learned([{ label: 1, features: {} }]);
  assert.equal(states.size, 0);
  assert.deepEqual([header.bias.z, header.bias.n, header.updates, header.touched], [-0.5, 0.25, 1, 0]);
});

test('the bias knows neither lambda1 nor lambda2', () => {
  const { header } = learned([{ label: 1, features: {} }], { alpha: 0.1, beta: 1, lambda1: 1e6, lambda2: 1e6 });
  assert.equal(header.bias.weight, 0.5 / ((1 + 0.5) * 10));
});

test('a feature of value 0 stays untouched', () => {
  const { states } = learned([{ label: 1, features: { 0: 0, 1: 1 } }]);
  assert.deepEqual([...states.keys()], [1]);
});

test('the bias with beta 0 begins at weight 0 and stays finite', () => {
  const examples = [0, 0, 1, 0].map((label) => ({ label, features: {} }));
  const { header } = learned(examples, { beta: 0, alpha: 3, lambda1: 0 });
  assert.ok(Number.isFinite(header.bias.weight) && header.bias.weight !== 0);
});
