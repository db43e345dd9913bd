/** A report with all its parts filled in, as large as they get: made up, but shaped like those of a click log. */

import type {
  FieldContents,
  ModelReport,
  NamedFeature,
  ReliabilityBin,
  TradeOffPoint,
} from '#dist/report/model-report.js';

const TOTAL = 300_665;
const CHOSEN = 50_000;

/** Deterministic, uniform in [0, 1). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const metrics = (logLoss: number, auc: number, calibration: number) => ({
  ...{ examples: 200_000, positives: 51_234, logLoss, normalizedEntropy: logLoss / 0.5694, calibration },
  ...{ auc, aucErrorBound: 0.00002, ece: 0.0031 },
});

function pointOf(nonzeros: number): TradeOffPoint {
  const kept = nonzeros / TOTAL;
  const cost = 0.0029 * Math.max(0, -Math.log10(kept)) ** 3.1;
  const bytes = Math.round(nonzeros * 2.9 + 400);
  return { nonzeros, bytes, logLoss: 0.45481 + cost, auc: 0.7843 - 0.8 * cost, calibration: 1 + cost };
}

function tradeOff(): ModelReport['tradeOff'] {
  const sizes = Array.from({ length: 50 }, (_, i) => Math.round(TOTAL * (20 / TOTAL) ** (i / 49)));
  return { ranking: '|w|·n', encoding: 'q2.13', points: sizes.map(pointOf), chosen: pointOf(CHOSEN) };
}

function curve(): ModelReport['curve'] {
  const random = randomFrom(3);
  let sum = 0;
  return Array.from({ length: 200 }, (_, i) => {
    const windowLogLoss = 0.452 + 0.15 * Math.exp(-i / 6) + 0.03 / (1 + i / 9) + 0.006 * (random() - 0.5);
    sum += windowLogLoss;
    const examples = (i + 1) * 10_000;
    const nonzeros = Math.round(TOTAL * ((i + 1) / 200) ** 0.62);
    return { examples, windowLogLoss, logLoss: sum / (i + 1), nonzeros, seconds: (i + 1) * 0.0093 };
  });
}

function reliability(): ReliabilityBin[] {
  const random = randomFrom(8);
  return Array.from({ length: 20 }, (_, i) => {
    const probability = 0.012 * 65 ** (i / 19);
    const rate = probability * (1 + 0.16 * (random() - 0.5));
    const half = 1.96 * Math.sqrt((rate * (1 - rate)) / 10_000);
    return { probability, rate, low: rate - half, high: rate + half, examples: 10_000 };
  });
}

/** 13 counts and 26 categories, as Criteo's logs have. */
function fields(): FieldContents[] {
  const random = randomFrom(5);
  const names = Array.from({ length: 39 }, (_, i) => (i < 13 ? `int${i + 1}` : `cat${i - 12}`));
  const parts = names.map(() => random() ** 4 + 0.002);
  const sum = parts.reduce((a, b) => a + b, 0);
  return names
    .map((name, i) => {
      const weightShare = parts[i] / sum;
      const nonzeros = Math.round(CHOSEN * weightShare);
      const touched = Math.round(nonzeros * (4 + 300 * random() ** 3)) + 12;
      const logLossIncrease = weightShare ** 1.3 * 0.05 - (i % 9 === 4 ? 0.0009 : 0);
      return { name, type: i < 13 ? 'count' : 'categorical', nonzeros, touched, weightShare, logLossIncrease };
    })
    .toSorted((a, b) => b.weightShare - a.weightShare);
}

function heaviest(): NamedFeature[] {
  const random = randomFrom(7);
  return Array.from({ length: 20 }, (_, i) => {
    const field = i % 3 === 0 ? `int${1 + Math.floor(13 * random())}` : `cat${1 + Math.floor(26 * random())}`;
    const token = field.startsWith('int')
      ? String(i * 7)
      : Math.floor(random() * 2 ** 32)
          .toString(16)
          .padStart(8, '0');
    const count = Math.round(20_000 * random() ** 2) + 30;
    const other = {
      field: 'cat12×cat3',
      token: 'e5ba7672×32c7478e',
      name: 'cat12×cat3 e5ba7672×32c7478e',
      count: Math.ceil(count / 9),
    };
    const named = { field, token, name: `${field} ${token}`, count };
    const tokens = i % 6 === 4 ? [named, other] : [named];
    const weight = (7.1 - i * 0.13) * (random() < 0.6 ? -1 : 1);
    return {
      slot: Math.floor(random() * 2 ** 24),
      weight,
      count: tokens.reduce((n, t) => n + t.count, 0),
      tokens,
      others: 0,
    };
  });
}

function schedule(): ModelReport['schedule'] {
  const points = Array.from({ length: 121 }, (_, i) => {
    const share = i / 120;
    const factor = share < 0.3 ? 0.1 + 3 * share : Math.max(0.02, 1 - (share - 0.3) / 0.7);
    return { example: Math.round(share * 1_999_999), factor };
  });
  return { name: 'one-cycle', text: 'one-cycle:2000000:0.1:0.3', points, drops: [] };
}

/** @param golden a report without these parts, for what is left: its histogram */
export function richReport(golden: ModelReport): ModelReport {
  return {
    ...golden,
    sizes: { ...golden.sizes, packed: { f32: 268_012, bf16: 176_543, 'q2.13': 147_201, q8: 103_377 } },
    schedule: schedule(),
    progressive: { examples: 2e6, positives: 512e3, logLoss: 0.46112, normalizedEntropy: 0.81, calibration: 1.0002 },
    holdout: { before: metrics(0.45481, 0.7843, 1.0011), after: metrics(0.45526, 0.7839, 1.0018) },
    tradeOff: tradeOff(),
    reliability: reliability(),
    contents: {
      ...{ records: 200_000, logLoss: 0.45526, fields: fields(), heaviest: heaviest(), named: 48_811, collided: 1_204 },
    },
    curve: curve(),
    environment: {
      ...{ leanctr: '0.1.0', node: 'v20.20.0', platform: 'linux x64' },
      cpu: 'AMD EPYC 7B13, 2 cores',
    },
    warnings: ['about 12 % of the features came to a slot that another had taken; more --bits would part them'],
  };
}
