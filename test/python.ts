/** Python as a witness: what its libraries write and read. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import type { TestContext } from 'node:test';

/**
 * Runs Python with modules imported.
 *
 * @param code      statements; `sys.argv[1:]` are the arguments
 * @returns what it prints; undefined if the test was skipped because a module is missing
 */
export function runPython(t: TestContext, modules: string[], code: string, ...args: string[]): string | undefined {
  const imports = `import importlib, json, sys
for name in ${JSON.stringify(modules)}:
    try: importlib.import_module(name)
    except ImportError: sys.exit("missing: " + name)
import ${modules.join(', ')}
`;
  const { error, status, stdout, stderr } = spawnSync('python3', ['-c', imports + code, ...args], { encoding: 'utf8' });
  const missing = error === undefined ? /^missing: (\w+)/.exec(stderr)?.[1] : 'python3';
  if (missing !== undefined) {
    t.skip(`${missing} is not installed`);
    return undefined;
  }
  assert.equal(status, 0, stderr);
  return stdout;
}

/**
 * Runs Python statements for each file, whose name is in `path`.
 *
 * @param result a Python expression
 * @returns its value for each file; none if the test was skipped because a module is missing
 */
export function python(
  t: TestContext,
  files: readonly string[],
  modules: string[],
  statements: string,
  result: string,
): Record<string, unknown>[] {
  const code = `results = []
for path in sys.argv[1:]:
    ${statements}
    results.append(${result})
print(json.dumps(results))`;
  const printed = runPython(t, modules, code, ...files);
  if (printed === undefined) return [];
  const results: Record<string, unknown>[] = JSON.parse(printed);
  return results;
}
