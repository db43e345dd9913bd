/** The command line against the names that scripts rely on, where the check that holds them is at hand. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { test } from 'node:test';

import { ROOT } from './leanctr.js';

const CHECK = '../shared/check/cli-contract.mjs';

test('the names in flags and JSON are those of the design', (t) => {
  if (!existsSync(`${ROOT}/${CHECK}`)) return t.skip(`${CHECK} is not here`);
  const said = execFileSync(process.execPath, [CHECK], { cwd: ROOT, encoding: 'utf8' });
  assert.match(said, /^contract: \d+ passed, 0 failed\n$/);
});
