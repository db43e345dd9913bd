import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OPTIMIZERS } from '../contract/optimizer-rows.js';
import { OPTIMIZER_NAMES, optimizerOf } from '#dist/learn/optimizers.js';
import { PARAMETERS, type ParameterName } from '#dist/learn/parameters.js';

for (const name of OPTIMIZER_NAMES) {
  test(`${name}: what a header says of it makes the same optimizer again`, () => {
    const { hyperparameters, kernel } = optimizerOf(name, {});
    const again = optimizerOf(name, hyperparameters);
    assert.deepEqual(again.hyperparameters, hyperparameters);
    assert.deepEqual(again.kernel, kernel);
  });
}

for (const { name, standard } of OPTIMIZERS) {
  test(`${name}: refuses what it does not have, and says what it has`, () => {
    const value: Partial<Record<ParameterName, number>> = {
      every: 2,
      theta: 0.5,
      globalRate: 1,
      minCount: 1,
      initialAccumulator: 0.1,
      exact: 1,
      epsilonOutside: 1,
    };
    for (const parameter of PARAMETERS.keys()) {
      const given = { [parameter]: value[parameter] ?? standard.hyperparameters[parameter] ?? 0.5 };
      try {
        const { hyperparameters } = optimizerOf(standard.name, given);
        assert.equal(hyperparameters[parameter] !== undefined, true, parameter);
      } catch (error) {
        assert.match(
          (error as Error).message,
          new RegExp(`found a parameter that ${standard.name} does not have, expected --alpha.*; leave it out`),
        );
      }
    }
  });
}

test('options of the sparse optimizers that are on stand in the header, and are taken from it', () => {
  assert.deepEqual(optimizerOf('fobos', { globalRate: 1 }).hyperparameters, {
    alpha: 0.02,
    lambda1: 1e-5,
    lambda2: 0,
    globalRate: 1,
  });
  assert.deepEqual(optimizerOf('truncated-gradient', { every: 10, theta: 0.5 }).hyperparameters, {
    alpha: 0.1,
    beta: 1,
    lambda1: 1e-5,
    every: 10,
    theta: 0.5,
  });
  assert.equal(optimizerOf('rda', { globalRate: 1 }).hyperparameters.lambda1, 1e-5);
});
