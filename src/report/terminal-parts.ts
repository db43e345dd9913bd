/** What a report measured on the holdout, in a few lines each: the trade-off, the fields, the heaviest features. */

import { relative } from './change.js';
import { percent } from './explain-text.js';
import type { FieldContents, ModelReport, NamedFeature, TradeOff, TradeOffPoint } from './model-report.js';
import { endsOf, startOf } from './name.js';
import { bytesText } from './pictures/axes.js';
import { fixed, grouped, heading, row, short, signed, visible, wrapped } from './text.js';

// shares of the whole model's weights: every reader's question is at what point it starts to cost
const SHARES = [1, 0.2, 0.05, 0.01];
const [FIELDS, FEATURES] = [4, 4];

export function tradeOffLines({ tradeOff }: ModelReport): string[] {
  if (tradeOff === null || tradeOff.points.length === 0) return [];
  const [whole] = tradeOff.points;
  const line = (point: TradeOffPoint) => {
    const name = point === tradeOff.chosen ? 'this model' : point === whole ? 'the whole model' : '';
    const { nonzeros, bytes, logLoss } = point;
    return row(name, [grouped(nonzeros), bytesText(bytes), fixed(logLoss, 5), relative(whole.logLoss, logLoss)]);
  };
  return [
    heading('What fewer would cost', ['weights', `${startOf(tradeOff.encoding, 8)} packed`, 'log loss', 'change']),
    ...someOf(tradeOff).map(line),
    ...wrapped(' ', `ranked by ${visible(tradeOff.ranking)}; on the half of the holdout on which no bias was solved`),
  ];
}

/** The points nearest to some shares of the whole model, and the chosen one. */
function someOf({ points, chosen }: TradeOff): TradeOffPoint[] {
  const distance = (point: TradeOffPoint, share: number) =>
    Math.abs(Math.log((point.nonzeros || 0.1) / (share * (points[0].nonzeros || 1))));
  const nearest = SHARES.map((share) =>
    points.reduce((best, point) => (distance(point, share) < distance(best, share) ? point : best)),
  );
  // one that is hardly another tells nothing beside it
  const others = nearest.filter(
    (point) => point === points[0] || !chosen || distance(point, chosen.nonzeros / points[0].nonzeros) > 0.1,
  );
  return [...new Set(chosen === null ? others : [...others, chosen])].toSorted((a, b) => b.nonzeros - a.nonzeros);
}

export function fieldsLines({ contents }: ModelReport): string[] {
  if (contents === null || contents.fields.length === 0) return [];
  const sorted = contents.fields.toSorted((a, b) => b.logLossIncrease - a.logLossIncrease);
  const line = ({ name, weightShare, nonzeros, touched, logLossIncrease }: FieldContents) =>
    row(endsOf(name, 22), [
      `${(100 * weightShare).toFixed(1)} %`,
      grouped(nonzeros),
      touched === null ? '-' : grouped(touched),
      signed(logLossIncrease, 6),
    ]);
  const left = sorted.length - FIELDS;
  return [
    heading('Its fields', ['share of |w|', 'nonzeros', 'touched', 'loss without']),
    ...sorted.slice(0, FIELDS).map(line),
    ...(left > 0 ? [row(`and ${grouped(left)} more, worth no more`, [])] : []),
  ];
}

export function featuresLines({ contents }: ModelReport): string[] {
  if (contents === null || contents.heaviest.length === 0) return [];
  const line = ({ slot, weight, count, tokens, others }: NamedFeature) => {
    const name = tokens.length === 0 ? `slot ${grouped(slot)}` : endsOf(tokens[0].name, 22);
    const share =
      (tokens.length > 1 || others > 0) && count > 0 ? `${percent(tokens[0].count / count)} of its slot` : '';
    return row(name, [short(weight), grouped(count)], share);
  };
  return [
    heading('Its heaviest features', ['weight', 'occurrences']),
    ...contents.heaviest.slice(0, FEATURES).map(line),
    row(`${grouped(contents.named)} nonzeros have a name, ${grouped(contents.collided)} of them several`, []),
  ];
}
