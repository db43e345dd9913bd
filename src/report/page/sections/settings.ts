/** What a model was made with, and what the report was made on. */

import type { Environment, ModelReport } from '../../model-report.js';
import { grouped, short } from '../../text.js';
import { type Section, type Table, type Text, line, section, table } from '../section.js';

export function settings({ model, environment }: ModelReport): Section {
  return section('settings', environment === null ? 'Settings' : 'Settings, and what it ran on', {
    tables: [settingsTable(model), ...(environment === null ? [] : [environmentTable(environment)])],
  });
}

function settingsTable(model: ModelReport['model']): Table {
  const { optimizer } = model;
  return described('Settings', [
    ['model file', [{ name: model.path }]],
    ['optimizer', [{ name: optimizer.name }]],
    ...Object.entries(optimizer.hyperparameters).map(([name, value]): [Text, Text] => [[{ name }], short(value)]),
    ['hash', [{ name: model.hash }]],
    ['slots', `2^${model.bits} = ${grouped(2 ** model.bits)}`],
    ['fields', grouped(model.fields)],
    ['touched slots', grouped(model.touched)],
    ['nonzeros of touched', model.density === null ? '-' : `${(100 * model.density).toFixed(2)} %`],
    ['bias', short(model.bias)],
    ['state to train on', model.hasState ? 'yes' : 'no'],
  ]);
}

function environmentTable({ leanctr, node, platform, cpu }: Environment): Table {
  const facts = Object.entries({ leanctr, 'Node.js': node, platform, processor: cpu });
  return described(
    'What it ran on',
    facts.map(([what, name]) => [what, [{ name }]]),
  );
}

function described(caption: string, facts: readonly [what: Text, value: Text][]): Table {
  const lines = facts.map((fact) => line(fact));
  return table(caption, ['left: what', 'left: value'], lines);
}
