/** Python, to see what other programs read in our files. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import type { TestContext } from 'node:test';

/**
 * Runs Python statements for each file, whose name is in `path`.
 *
 * @param result a Python expression
 * @returns its value for each file; none if the test was skipped because a module is missing
 */
export function python(
  t: TestContext,
  files: readonly string[],
  modules: readonly string[],
  statements: string,
  result: string,
): Record<string, unknown>[] {
  const code = `import importlib, json, sys
for name in ${JSON.stringify(modules)}:
    try: importlib.import_module(name)
    except ImportError: sys.exit("missing: " + name)
import ${modules.join(', ')}
results = []
for path in sys.argv[1:]:
    ${statements}
    results.append(${result})
print(json.dumps(results))`;
  const { error, status, stdout, stderr } = spawnSync('python3', ['-c', code, ...files], { encoding: 'utf8' });
  const missing = error === undefined ? /^missing: (\w+)/.exec(stderr)?.[1] : 'python3';
  if (missing !== undefined) {
    t.skip(`${missing} is not installed`);
    return [];
  }
  assert.equal(status, 0, stderr);
  const results: Record<string, unknown>[] = JSON.parse(stdout);
  return results;
}
