/** A schedule in a model's header: what is needed to go on, spelled in one way. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { metadataText, parseMetadata } from '#dist/export/model-metadata.js';
import type { ModelHeader } from '#dist/learn/model.js';
import { small } from './models.js';

const DIGEST = '0'.repeat(64);
const losses = {
  best: 0.1 + 0.2,
  stalls: 1,
  importance: 12.5,
  loss: 5e-324,
  drops: [{ example: 100, factor: 0.5, loss: 0.7 }],
};

const withSchedule = (schedule: string, pace: ModelHeader['pace']) =>
  ({ ...small.header, optimizer: { ...small.header.optimizer, schedule }, pace }) as ModelHeader;

test('a schedule and where it is come back to the bit', () => {
  for (const header of [
    withSchedule('power:0.5:10000', { clock: 1 / 3 }),
    withSchedule('performance:50:2:0.5:0.001', { clock: 100.25, losses }),
    withSchedule('performance:50:2:0.5:0', { clock: 0, losses: { ...losses, best: null, drops: [] } }),
  ]) {
    assert.deepEqual(parseMetadata(metadataText(header, DIGEST), 'm.arrow'), header);
  }
});

for (const [what, from, to, found] of [
  [
    'another spelling',
    'power:0.5:10000',
    'power:.5:10000',
    'field "optimizer.schedule": found "power:.5:10000", expected a schedule with all its numbers',
  ],
  [
    'a constant rate',
    'power:0.5:10000',
    'constant',
    'field "optimizer.schedule": found "constant", expected a schedule with all its numbers',
  ],
  ['none', '"schedule":"power:0.5:10000"', '"schedule":7', 'field "optimizer.schedule": found 7, expected string'],
  ['no place in it', ',"pace":{"clock":2}', '', 'field "pace": found nothing, expected what the schedule keeps'],
  [
    'the place of another',
    'power:0.5:10000',
    'performance:5:2:0.5:0',
    'field "pace": found {"clock":2}, expected what the schedule keeps',
  ],
  [
    'a place without it',
    ',"schedule":"power:0.5:10000"',
    '',
    'field "pace": found {"clock":2}, expected what the schedule keeps',
  ],
  ['a negative clock', '"clock":2', '"clock":-2', 'field "pace.clock": found -2, expected number to be >=0'],
] as const) {
  test(`a header with ${what} is refused in one line`, () => {
    const text = metadataText(withSchedule('power:0.5:10000', { clock: 2 }), DIGEST);
    assert.ok(text.includes(from));
    assert.throws(() => parseMetadata(text.replace(from, to), 'm.arrow'), {
      name: 'InputError',
      message: `m.arrow: ${found}; name a file that leanctr wrote`,
    });
  });
}
