// Builds dist/ from src/: the kernel with the AssemblyScript compiler, everything else with TypeScript; the runtime once more in
// one small file, for pages.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { minify } from 'terser';

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

const entryPoints = ['dist/runtime/index.js'];
const bundle = await build({ entryPoints, bundle: true, minify: true, format: 'esm', target: 'es2022', write: false });
// properties that never leave it
const properties = {
  regex: /^(missingTokens|minLength|lowerCase|timeFormat|separator|crosses|hashing|nonzeros|touched|precision)$/,
};
const compress = { passes: 3, unsafe_arrows: true };
// esbuild's is 5% larger
const { code } = await minify(bundle.outputFiles[0].text, {
  module: true,
  ecma: 2022,
  compress,
  mangle: { properties },
});
writeFileSync('dist/runtime/min.js', code);
