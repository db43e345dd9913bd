import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { meansOf, metricsOf, progressiveSums } from '#dist/evaluate/metrics.js';
import { createScores } from '#dist/evaluate/scores.js';
import { examples, gridExamples, scoresOf, type Example } from './examples.js';

const close = (actual: number | null, expected: number | null, tolerance: number): void => {
  if (actual === null || expected === null) assert.equal(actual, expected);
  else
    assert.ok(
      Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)),
      `${actual} is not ${expected}`,
    );
};

test('four examples worked by hand', () => {
  const ln3 = Math.log(3);
  const metrics = metricsOf(
    scoresOf([
      { margin: 0, label: 1, importance: 1 }, // p 1/2, loss ln 2
      { margin: ln3, label: 1, importance: 1 }, // p 3/4, loss ln 4/3
      { margin: -ln3, label: 0, importance: 1 }, // p 1/4, loss ln 4/3
      { margin: ln3, label: 0, importance: 1 }, // p 3/4, loss ln 4
    ]),
  );
  assert.deepEqual([metrics.examples, metrics.positives], [4, 2]);
  close(metrics.logLoss, Math.log((2 * 4 * 4 * 4) / (3 * 3)) / 4, 1e-15);
  close(metrics.normalizedEntropy, Math.log((2 * 4 * 4 * 4) / (3 * 3)) / 4 / Math.LN2, 1e-15);
  // of the four pairs two are in order, one is reversed, and one is a tie that shares a bin
  assert.equal(metrics.auc, 2.5 / 4);
  assert.equal(metrics.aucErrorBound, 0.5 / 4);
  close(metrics.calibration, (1 / 2 + 3 / 4 + 1 / 4 + 3 / 4) / 2, 1e-15);
  // three groups: one quarter too much, one half too little, and the tie, three halves for one positive
  close(metrics.ece, (1 / 4 + 1 / 2 + 1 / 2) / 4, 1e-15);
});

test('metrics equal a direct computation wherever bins hold only ties', () =>
  fc.assert(
    fc.property(gridExamples, (all) => {
      const metrics = metricsOf(scoresOf(all));
      close(metrics.logLoss, slowLogLoss(all), 1e-13);
      close(metrics.normalizedEntropy, slowNormalizedEntropy(all), 1e-13);
      close(metrics.calibration, slowCalibration(all), 1e-13);
      close(metrics.auc, slowAuc(all), 1e-13);
      close(metrics.ece, slowEce(all), 1e-13);
    }),
  ));

test('the histogram AUC is within its stated bound of the exact one, for any margins', () =>
  fc.assert(
    fc.property(examples, (all) => {
      const { auc, aucErrorBound } = metricsOf(scoresOf(all));
      const exact = slowAuc(all);
      if (auc === null || exact === null) assert.equal(auc, exact);
      else assert.ok(Math.abs(auc - exact) <= aucErrorBound! + 1e-13);
    }),
  ));

test('margins that are close but in one bin reach the bound exactly', () => {
  const { auc, aucErrorBound } = metricsOf(
    scoresOf([
      { margin: 1e-6, label: 1, importance: 1 },
      { margin: 0, label: 0, importance: 1 },
    ]),
  );
  assert.deepEqual({ auc, aucErrorBound }, { auc: 0.5, aucErrorBound: 0.5 });
});

test('an example of importance 3 counts as three examples', () =>
  fc.assert(
    fc.property(gridExamples, (all) => {
      const whole = all.map((example) => ({ ...example, importance: 2 * example.importance }));
      const repeated = whole.flatMap((e) => Array.from({ length: e.importance }, () => ({ ...e, importance: 1 })));
      const [weighted, counted] = [metricsOf(scoresOf(whole)), metricsOf(scoresOf(repeated))];
      for (const name of ['logLoss', 'normalizedEntropy', 'calibration', 'auc', 'aucErrorBound', 'ece'] as const) {
        close(weighted[name], counted[name], 1e-12);
      }
    }),
  ));

for (const label of [0, 1]) {
  test(`labels that are all ${label} have a log loss and an ECE, but no AUC and no normalized entropy`, () => {
    const metrics = metricsOf(scoresOf([-1, 2, 0.3].map((margin) => ({ margin, label, importance: 0.1 }))));
    assert.deepEqual([metrics.auc, metrics.aucErrorBound, metrics.normalizedEntropy], [null, null, null]);
    assert.ok(metrics.logLoss! > 0 && metrics.ece! > 0);
    // a rate of clicks can be compared with promised ones only if there are any
    assert.equal(metrics.calibration === null, label === 0);
  });
}

test('no examples have no means', () =>
  assert.deepEqual(metricsOf(createScores()), {
    examples: 0,
    positives: 0,
    logLoss: null,
    normalizedEntropy: null,
    calibration: null,
    auc: null,
    aucErrorBound: null,
    ece: null,
  }));

test('predicting the true rate has normalized entropy 1, calibration 1 and AUC one half', () => {
  const margin = Math.log(0.25 / 0.75);
  const metrics = metricsOf(scoresOf([0, 1, 0, 0].map((label) => ({ margin, label, importance: 1 }))));
  close(metrics.normalizedEntropy, 1, 1e-14);
  close(metrics.calibration, 1, 1e-14);
  assert.equal(metrics.auc, 0.5);
  close(metrics.ece, 0, 1e-14);
});

test('the sums a model keeps give the same means as the scores they came from', () =>
  fc.assert(
    fc.property(examples, (all) => {
      const scores = scoresOf(all);
      const { auc: _auc, aucErrorBound: _bound, ece: _ece, ...means } = metricsOf(scores);
      assert.deepEqual(meansOf(progressiveSums(scores)), means);
    }),
  ));

// the independent, slow metrics: from probabilities and sorting, without a histogram

const probabilityOf = ({ margin }: Example): number => 1 / (1 + Math.exp(-margin));
const lossOf = (e: Example): number => -Math.log(e.label === 1 ? probabilityOf(e) : 1 - probabilityOf(e));
const total = (all: readonly Example[], of: (example: Example) => number): number =>
  all.reduce((sum, example) => sum + example.importance * of(example), 0);
const importanceOf = (all: readonly Example[]): number => total(all, () => 1);

function slowLogLoss(all: readonly Example[]): number | null {
  if (all.length === 0) return null;
  return total(all, lossOf) / importanceOf(all);
}

function slowNormalizedEntropy(all: readonly Example[]): number | null {
  const rate = total(all, ({ label }) => label) / importanceOf(all);
  if (!(rate > 0 && rate < 1)) return null;
  return slowLogLoss(all)! / (-rate * Math.log(rate) - (1 - rate) * Math.log(1 - rate));
}

function slowCalibration(all: readonly Example[]): number | null {
  const positives = total(all, ({ label }) => label);
  return positives > 0 ? total(all, probabilityOf) / positives : null;
}

/** Sorts, then walks the groups of equal margins. */
function slowAuc(all: readonly Example[]): number | null {
  let [negativesBelow, won] = [0, 0];
  for (const tied of tiesOf(all)) {
    const positives = total(tied, ({ label }) => label);
    const negatives = importanceOf(tied) - positives;
    won += positives * (negativesBelow + negatives / 2);
    negativesBelow += negatives;
  }
  const pairs = negativesBelow * (importanceOf(all) - negativesBelow);
  return pairs > 0 ? won / pairs : null;
}

function slowEce(all: readonly Example[]): number | null {
  const groups = new Map<number, Example[]>();
  let below = 0;
  for (const tied of tiesOf(all)) {
    const middle = below + importanceOf(tied) / 2;
    const twentieth = Math.floor((20 * middle) / importanceOf(all));
    groups.set(twentieth, [...(groups.get(twentieth) ?? []), ...tied]);
    below += importanceOf(tied);
  }
  const errors = [...groups.values()].map((group) => Math.abs(total(group, (e) => probabilityOf(e) - e.label)));
  return all.length > 0 ? errors.reduce((sum, error) => sum + error, 0) / importanceOf(all) : null;
}

function tiesOf(all: readonly Example[]): Example[][] {
  const ties: Example[][] = [];
  for (const example of all.toSorted((a, b) => a.margin - b.margin)) {
    const last = ties.at(-1);
    if (last?.[0]?.margin === example.margin) last.push(example);
    else ties.push([example]);
  }
  return ties;
}
