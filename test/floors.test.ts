// Holds the house: nothing imports upward, nothing goes in circles.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

// from the ground up: a floor may import those before it and itself
const FLOORS = [
  ...[
    'input-error.ts',
    'nearest.ts',
    'yaml-file.ts',
    'runtime',
    'kernel',
    'batch',
    'read',
    'hash',
    'evaluate',
    'learn',
    'generate',
  ],
  ...['prune', 'export', 'report', 'tensorflow', 'pipeline', 'index.ts', 'cli'],
];

const source = resolve(dirname(fileURLToPath(import.meta.url)), '../../src');

/** File -> the files of src that it imports, types included. */
function importsOf(): Map<string, string[]> {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.d.ts') && !file.startsWith('kernel/assembly'),
  );
  return new Map(files.map((file) => [file, importedBy(file)]));
}

function importedBy(file: string): string[] {
  const text = readFileSync(join(source, file), 'utf8');
  const paths = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)\.js'/g)].map(([, path]) => path);
  return paths.map((path) => relative(source, resolve(source, dirname(file), `${path}.ts`)));
}

function floorOf(file: string): number {
  return FLOORS.indexOf(file.split('/')[0]);
}

test('every file lies on a floor', () => {
  const homeless = [...importsOf().keys()].filter((file) => floorOf(file) < 0);
  assert.deepEqual(homeless, []);
});

test('the imports are found', () => {
  const edges = [...importsOf().values()].flat();
  assert.ok(edges.length > 100, `${edges.length} imports`);
});

test('no file imports from a floor above its own', () => {
  const upward = [...importsOf()].flatMap(([file, imports]) =>
    imports.filter((imported) => floorOf(imported) > floorOf(file)).map((imported) => `${file} -> ${imported}`),
  );
  assert.deepEqual(upward, []);
});

test('nobody imports the command line', () => {
  const callers = [...importsOf()].filter(
    ([file, imports]) => !file.startsWith('cli/') && imports.some((imported) => imported.startsWith('cli/')),
  );
  assert.deepEqual(callers, []);
});

test('imports never form a circle', () => {
  const imports = importsOf();
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    assert.ok(!path.includes(file), `a circle: ${[...path, file].join(' -> ')}`);
    if (done.has(file)) return;
    for (const imported of imports.get(file) ?? []) visit(imported, [...path, file]);
    done.add(file);
  };
  for (const file of imports.keys()) visit(file, []);
});

/** What is loaded with a file: what it imports statically, and what that imports. */
function loadedWith(file: string, loaded = new Set<string>()): Set<string> {
  if (loaded.has(file)) return loaded;
  loaded.add(file);
  const text = readFileSync(join(source, file), 'utf8');
  const imports = [...text.matchAll(/^(?:import|export) (?!type )[^;]*?from '(\.[^']+)\.js'/gm)];
  for (const [, path] of imports) loadedWith(relative(source, resolve(source, dirname(file), `${path}.ts`)), loaded);
  return loaded;
}

test('what reads YAML, which takes 25 ms to load, is loaded only for a schema file', () => {
  const loaded = loadedWith('pipeline/train.ts');
  assert.ok(loaded.has('read/read.ts') && loaded.has('read/delimited.ts'), [...loaded].join(', '));
  assert.ok(!loaded.has('yaml-file.ts'));
  assert.ok(loadedWith('read/schema-file.ts').has('yaml-file.ts'));
});

test('leanctr loads no TensorFlow: only src/tensorflow does, and it is loaded by who asks for it', () => {
  for (const entry of ['index.ts', 'cli/commands.ts', 'cli/train.ts', 'pipeline/train.ts']) {
    const loaded = [...loadedWith(entry)].filter((file) => file.startsWith('tensorflow/'));
    assert.deepEqual(loaded, [], entry);
  }
  const importers = [...importsOf().keys()].filter((file) =>
    readFileSync(join(source, file), 'utf8').includes("'@tensorflow/"),
  );
  assert.deepEqual(
    importers.filter((file) => !file.startsWith('tensorflow/')),
    [],
  );
  assert.ok(importers.length > 0);
});
