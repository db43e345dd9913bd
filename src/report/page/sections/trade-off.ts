/** What fewer weights would cost: the frontier of log loss and AUC against nonzeros and bytes. */

import { relative, times } from '../../change.js';
import type { ModelReport, TradeOff, TradeOffPoint } from '../../model-report.js';
import { bytesText, thinned } from '../../pictures/axes.js';
import { dearestDrawn, drawnPoints, tradeOffPictures } from '../../pictures/trade-off.js';
import { fixed, grouped } from '../../text.js';
import { type Section, type Table, type Text, line, section, table } from '../section.js';

const TITLE = 'What fewer weights would cost';

export function tradeOff({ tradeOff: found }: ModelReport): Section | null {
  if (found === null || found.points.length === 0) return null;
  const text = [...chosenText(found), rankingText(found), ...leftOutText(found)];
  return section('trade-off', TITLE, { text, pictures: tradeOffPictures(found), tables: [pointsTable(found)] });
}

function chosenText({ points: [whole], chosen }: TradeOff): Text[] {
  if (chosen === null) return [];
  const fewer = chosen.nonzeros > 0 ? `, ${times(whole.nonzeros / chosen.nonzeros)} fewer than the whole model` : '';
  return [
    `This model has ${grouped(chosen.nonzeros)} weights${fewer}, and a log loss of ${fixed(chosen.logLoss, 5)} ` +
      `(${relative(whole.logLoss, chosen.logLoss)}).`,
  ];
}

function rankingText({ ranking, encoding }: TradeOff): Text {
  return [
    'Weights were ranked by ',
    { name: ranking },
    '; the bias was solved again on one half of the holdout, and the numbers are of the other half. Bytes are those of a packed file, ',
    { name: encoding },
    '.',
  ];
}

function leftOutText(found: TradeOff): Text[] {
  const leftOut = found.points.length - drawnPoints(found).length;
  if (leftOut === 0) return [];
  const percent = (100 * (dearestDrawn(found) / found.points[0].logLoss - 1)).toFixed(0);
  const points = leftOut === 1 ? 'point that costs' : 'points that cost';
  return [
    `The pictures leave out ${grouped(leftOut)} ${points} more than ${percent} % of log loss; the table has all.`,
  ];
}

const LINES = 200;

function pointsTable({ points, chosen }: TradeOff): Table {
  const whole = points[0];
  const isChosen = (point: TradeOffPoint) => point.nonzeros === chosen?.nonzeros;
  const shown = thinned(points, LINES).filter((point) => !isChosen(point));
  const all = chosen === null ? shown : [...shown, chosen].toSorted((a, b) => b.nonzeros - a.nonzeros);
  return table(
    'Models with fewer weights',
    [
      'right: nonzeros',
      'right: bytes',
      'right: log loss',
      'right: change',
      'right: AUC',
      'right: calibration',
      'left: ',
    ],
    all.map((point) =>
      line(
        [
          grouped(point.nonzeros),
          bytesText(point.bytes),
          fixed(point.logLoss, 5),
          relative(whole.logLoss, point.logLoss),
          fixed(point.auc, 4),
          fixed(point.calibration, 4),
          isChosen(point) ? 'this model' : point === whole ? 'the whole model' : '',
        ],
        isChosen(point),
      ),
    ),
  );
}
