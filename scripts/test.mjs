// Compiles the tests and runs them: all, or those whose path contains one of the arguments.
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const run = (...args) => {
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
};

rmSync('build/test', { recursive: true, force: true });
run('node_modules/typescript/bin/tsc', '-p', 'test');
const wanted = process.argv.slice(2);
// listed here, since Node 20's runner knows no globs and takes every file below a folder named test for one
const files = readdirSync('build/test', { recursive: true })
  .filter((file) => file.endsWith('.test.js') && (wanted.length === 0 || wanted.some((part) => file.includes(part))))
  .map((file) => join('build/test', file));
if (files.length === 0) {
  console.error(`no test file's path contains ${wanted.join(' or ')}`);
  process.exit(1);
}
// a test that hangs is a failure, not an endless run
run('--test', '--test-reporter=spec', '--test-concurrency=2', '--test-timeout=180000', ...files);
