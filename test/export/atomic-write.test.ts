import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { writeAtomically, writeFully } from '#dist/export/atomic-write.js';
import { InputError } from '#dist/input-error.js';
import { temporaryFolder } from './models.js';

const run = promisify(execFile);

/** A folder with an earlier file in it. */
function folderWithFile(): { folder: string; path: string } {
  const folder = join(temporaryFolder(), 'models');
  mkdirSync(folder);
  const path = join(folder, 'a.arrow');
  writeFileSync(path, 'earlier');
  return { folder, path };
}

const write = (text: string) => (fd: number) => writeFully(fd, Buffer.from(text));

test('a file is replaced as a whole, and nothing else is left in the folder', async () => {
  const { folder, path } = folderWithFile();
  await writeAtomically(path, write('later'));
  assert.equal(readFileSync(path, 'utf8'), 'later');
  assert.deepEqual(readdirSync(folder), ['a.arrow']);
});

test('while a file is written the earlier one is there, and the bytes are under another name beside it', async () => {
  const { folder, path } = folderWithFile();
  await writeAtomically(path, async (fd) => {
    writeFully(fd, Buffer.from('half'));
    assert.equal(readFileSync(path, 'utf8'), 'earlier');
    const [temporary, ...others] = readdirSync(folder);
    assert.match(temporary, /^\.leanctr-[0-9a-f]{24}\.tmp$/);
    assert.deepEqual(others, ['a.arrow']);
    writeFully(fd, Buffer.from(' and half'));
  });
  assert.equal(readFileSync(path, 'utf8'), 'half and half');
});

test('a failure leaves the earlier file intact and no temporary one', async () => {
  const { folder, path } = folderWithFile();
  const failure = new Error('no more weights');
  const attempt = writeAtomically(path, (fd) => {
    writeFully(fd, Buffer.from('half'));
    throw failure;
  });
  await assert.rejects(attempt, (error) => error === failure);
  assert.equal(readFileSync(path, 'utf8'), 'earlier');
  assert.deepEqual(readdirSync(folder), ['a.arrow']);
});

test('a failure of the system names the file and keeps the code', async () => {
  const { folder, path } = folderWithFile();
  const attempt = writeAtomically(path, () => {
    closeSync(openSync(join(folder, 'a.arrow', 'b'), 'w'));
  });
  await assert.rejects(attempt, (error: NodeJS.ErrnoException) => {
    assert.ok(error.message.startsWith(`${path}: not written: ENOTDIR`), error.message);
    assert.equal(error.code, 'ENOTDIR');
    return !(error instanceof InputError);
  });
  assert.deepEqual(readdirSync(folder), ['a.arrow']);
});

test('a file keeps its permissions, and a link stays a link', async () => {
  const { folder, path } = folderWithFile();
  chmodSync(path, 0o640);
  const link = join(folder, 'link.arrow');
  symlinkSync('a.arrow', link);
  await writeAtomically(link, write('later'));
  assert.equal(readFileSync(path, 'utf8'), 'later');
  assert.equal(statSync(path).mode & 0o777, 0o640);
  assert.deepEqual(readdirSync(folder).toSorted(), ['a.arrow', 'link.arrow']);
});

test('a missing folder, a file for a folder and a folder for a file are the user’s to correct', async () => {
  const { folder, path } = folderWithFile();
  const cases = [
    [join(folder, 'no', 'b'), `found no such folder, expected an existing folder ${join(folder, 'no')}; `],
    [join(path, 'b'), `found no such folder, expected an existing folder ${path}; `],
    [folder, 'found a directory, expected the name of a file to write'],
    [`${folder}/new/`, 'found a directory, expected the name of a file to write'],
    ['', 'found an empty name, expected the name of a file to write'],
  ];
  for (const [target, problem] of cases) {
    const advice = problem.endsWith('; ') ? 'create it or correct the name' : '';
    const message = `${target}: ${problem}${advice}`;
    await assert.rejects(writeAtomically(target, write('later')), { name: 'InputError', message });
  }
  assert.deepEqual(readdirSync(folder), ['a.arrow']);
});

test('a full device is an error of the system, not of the user', async (t) => {
  if (!existsSync('/dev/full')) return t.skip('there is no /dev/full');
  const message = '/dev/full: not written: ENOSPC: no space left on device, write';
  await assert.rejects(writeAtomically('/dev/full', write('later')), { name: 'Error', message, code: 'ENOSPC' });
  assert.ok(statSync('/dev/full').isCharacterDevice());
});

test('a pipe gets the bytes and stays a pipe', async (t) => {
  if (process.platform === 'win32') return t.skip('Windows has no named pipes in folders');
  const pipe = join(temporaryFolder(), 'pipe');
  await run('mkfifo', [pipe]);
  const [{ stdout }] = await Promise.all([run('cat', [pipe]), writeAtomically(pipe, write('through the pipe'))]);
  assert.equal(stdout, 'through the pipe');
  assert.ok(statSync(pipe).isFIFO());
});
