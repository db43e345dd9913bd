/** What the JSON twin of a report holds, as zod's schema, and as the JSON Schema that is published with it. */

import { z } from 'zod';

import { ENCODINGS } from '../prune/encoding.js';

const count = z.int().min(0);
const bytes = count;
const share = z.number().min(0).max(1);
const loss = z.number().min(0);
const text = z.string();

const means = {
  examples: count,
  positives: count,
  logLoss: loss.nullable().describe('Mean, weighted by importance, in nats; null without examples.'),
  normalizedEntropy: loss
    .nullable()
    .describe("Log loss over that of the constant that predicts these examples' own rate; null for one class."),
  calibration: loss
    .nullable()
    .describe('Sum of probabilities over sum of labels; above 1 promises too much; null without positives.'),
};

const metrics = z.strictObject({
  ...means,
  auc: share.nullable().describe('Null for one class.'),
  aucErrorBound: share.nullable().describe('How far auc can be from that of the unbinned margins.'),
  ece: share.nullable().describe('Expected calibration error over 20 bins of equal importance; null without examples.'),
});

const model = z.strictObject({
  path: text,
  hash: text.describe('How tokens become slots, such as murmur3 or identity.'),
  bits: z.int().min(1).max(32).describe('There are 2^bits slots.'),
  fields: count,
  touched: count.describe('Slots that some example had.'),
  nonzeros: count,
  density: share.nullable().describe('nonzeros / touched; null if nothing was touched.'),
  bias: z.number(),
  optimizer: z.strictObject({ name: text, hyperparameters: z.record(text, z.number()) }),
  hasState: z.boolean().describe('Whether the file also holds what training on needs.'),
});

const sizes = z.strictObject({
  denseFloat32: bytes.describe('A float32 for every slot, 4 * 2^bits.'),
  file: bytes,
  gzip: bytes.describe('The file by gzip at level 6.'),
  brotli: bytes.describe('The file by brotli at quality 5.'),
  entropyBound: bytes.describe('The least for which slots have weights, and for these as float32.'),
  packed: z.record(z.enum(ENCODINGS), bytes).describe('A packed file, by the encoding of its weights.'),
});

const weights = z.strictObject({
  histogram: z
    .array(z.strictObject({ from: z.number(), to: z.number(), count }))
    .describe(
      'Nonzero weights, from the most negative to the most positive; bins i and length - 1 - i mirror each other.',
    ),
  min: z.number().nullable().describe('This and the next two are over the nonzeros; null without any.'),
  max: z.number().nullable(),
  meanAbsolute: z.number().min(0).nullable(),
  l1: z.number().min(0).describe('Sum of |w|.'),
  l2: z.number().min(0).describe('Square root of the sum of w^2.'),
});

const factorStep = z.strictObject({ example: count, factor: z.number().min(0) });

const schedule = z.strictObject({
  name: text,
  text: text.describe('As --schedule takes it.'),
  points: z.array(factorStep).min(1).describe('The factor of alpha, from the first example to the last.'),
  drops: z.array(z.strictObject({ ...factorStep.shape, loss })).describe('Where the loss made the rate drop.'),
});

const tradeOffPoint = z.strictObject({
  nonzeros: count,
  bytes: bytes.describe("Packed, in the trade-off's encoding."),
  logLoss: loss.describe('On the half of the holdout on which no bias was solved.'),
  auc: share.nullable(),
  calibration: loss.nullable(),
});

const tradeOff = z.strictObject({
  ranking: text.describe('By what weights were kept.'),
  encoding: text,
  points: z
    .array(tradeOffPoint)
    .describe('Nonzeros descending; the first is the whole model, or what it was pruned from.'),
  chosen: tradeOffPoint.nullable().describe('The reported model; null if it is the first point itself.'),
});

const reliabilityBin = z.strictObject({
  probability: share.describe('Mean of the predictions.'),
  rate: share.describe('Mean of the labels.'),
  low: z.number().describe('With high: the 95% interval of the rate.'),
  high: z.number(),
  examples: z.number().min(0).describe('Their share of all importance, as a number of examples.'),
});

const field = z.strictObject({
  name: text,
  type: text,
  nonzeros: count,
  touched: count.nullable().describe('Null for a model without state.'),
  weightShare: z.number().min(0).describe('Share of the sum of |w|, 0 to 1.'),
  logLossIncrease: z.number().describe('By how much the log loss grows when the field is left out.'),
});

const feature = z.strictObject({
  slot: count,
  weight: z.number(),
  count: count.describe('Occurrences in the records looked at.'),
  tokens: z
    .array(z.strictObject({ field: text, token: text, name: text, count }))
    .describe('The most frequent first; several are a collision.'),
  others: count.describe('Occurrences of further tokens, which are not listed.'),
});

const contents = z.strictObject({
  records: count.describe('Looked at.'),
  logLoss: loss,
  fields: z.array(field),
  heaviest: z.array(feature).describe('The largest |w| first.'),
  named: count.describe('Nonzeros that some record has.'),
  collided: count.describe('Nonzeros that tokens of different names share.'),
});

const curvePoint = z.strictObject({
  examples: count,
  windowLogLoss: loss.describe('Progressive, of the examples since the point before.'),
  logLoss: loss.describe('Progressive, of all examples so far.'),
  nonzeros: count,
  seconds: z.number().min(0),
});

/** A whole report. */
export const reportShape = z
  .strictObject({
    model,
    before: z
      .strictObject({ nonzeros: count, bytes })
      .nullable()
      .describe('The model it was pruned from; null if not known.'),
    sizes: sizes.describe('In bytes.'),
    weights,
    schedule: schedule.nullable().describe('How the learning rate changed; null if it did not.'),
    progressive: z
      .strictObject(means)
      .describe('While it was learned, each example predicted before it was learned; before any pruning.'),
    holdout: z
      .strictObject({ before: metrics.nullable(), after: metrics })
      .nullable()
      .describe('On held-out examples: of the model it was pruned from, and of this one.'),
    tradeOff: tradeOff.nullable().describe('What fewer weights would cost, on the holdout.'),
    reliability: z
      .array(reliabilityBin)
      .nullable()
      .describe('On the holdout, in bins of equal importance, probabilities ascending.'),
    contents: contents
      .nullable()
      .describe('What its fields and its heaviest features are, from records of the holdout.'),
    curve: z.array(curvePoint).nullable().describe('How training went.'),
    environment: z
      .strictObject({ leanctr: text, node: text, platform: text, cpu: text })
      .nullable()
      .describe('What the report was made on.'),
    warnings: z.array(text),
  })
  .meta({ title: 'leanctr report', description: 'What a model is, what it weighs and how good it is.' });

/** The JSON Schema of data/report.schema.json. */
export function reportJson(): object {
  return z.toJSONSchema(reportShape);
}
