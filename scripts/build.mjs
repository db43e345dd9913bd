// Builds dist/ from src/: the kernel with the AssemblyScript compiler, everything else with TypeScript.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync } from 'node:fs';

const run = (script, ...args) => execFileSync(process.execPath, [script, ...args], { stdio: 'inherit' });

// modules that were renamed must not stay behind
rmSync('dist', { recursive: true, force: true });
mkdirSync('dist/kernel', { recursive: true });
run(
  'node_modules/assemblyscript/bin/asc.js',
  ...['src/kernel/assembly/index.ts', '--outFile', 'dist/kernel/kernel.wasm'],
  ...['-O3', '--converge', '--noAssert', '--runtime', 'stub', '--enable', 'simd,threads'],
  // one memory, made by the host and shared by the threads; its size is known before the first byte is read
  ...['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
);
run('node_modules/typescript/bin/tsc', '-p', '.');
chmodSync('dist/cli/main.js', 0o755);
