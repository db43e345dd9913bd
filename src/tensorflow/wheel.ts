/** TensorFlow's own shared libraries and C headers, out of the wheel on PyPI: the same files whatever Python is here. */

import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { CannotInstall } from './cannot-install.js';
import { runTool } from './tool.js';

/** Of the wheels of one version any will do: the libraries in it do not know Python. */
export const WHEEL = {
  requirement: 'tensorflow-cpu==2.21.0',
  sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
  megabytes: 274,
  tags: ['--platform', 'manylinux_2_27_x86_64', '--python-version', '3.11', '--implementation', 'cp', '--abi', 'cp311'],
} as const;

const DOWNLOAD_SECONDS = 900;
const UNPACK_SECONDS = 300;

// beside the libraries what tfjs-node's binding includes, and what that includes: 1 MB of the 274
const UNPACK = `
import os, shutil, sys, zipfile
wheel, target = sys.argv[1:]
headers = ('tensorflow/c/', 'tensorflow/core/platform/ctstring', 'tsl/platform/ctstring', 'xla/tsl/c/tsl_status')
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        path = name.removeprefix('tensorflow/')
        if path.startswith('libtensorflow'): path = 'lib/' + path
        elif not path.startswith(tuple('include/' + header for header in headers)) or path.endswith('/'): continue
        path = os.path.join(target, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with archive.open(name) as source, open(path, 'wb') as file: shutil.copyfileobj(source, file, 1 << 20)
`;

/** Where files go, who hears what is done, and how it is stopped. */
export interface Steps {
  readonly say: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Downloads the wheel, verified by pip against the checksum, and unpacks its libraries and headers.
 *
 * @param folder receives lib/ and include/
 * @param scratch receives the wheel
 * @throws CannotInstall without pip, network, or a wheel for this machine
 */
export async function unpackWheel(folder: string, scratch: string, { say, signal }: Steps): Promise<void> {
  const { requirement, sha256, megabytes, tags } = WHEEL;
  checkMachine();
  say(`downloading ${requirement} from PyPI, ${megabytes} MB`);
  const list = join(scratch, 'requirements.txt');
  writeFileSync(list, `${requirement} --hash=sha256:${sha256}\n`);
  const quietly = [
    '--disable-pip-version-check',
    '--no-input',
    '--progress-bar',
    'off',
    '--timeout',
    '30',
    '--retries',
    '2',
  ];
  const what = ['--no-deps', '--only-binary=:all:', '--require-hashes', ...tags, '-r', list, '-d', scratch];
  const python = { command: 'python3', signal };
  await runTool({
    ...python,
    does: 'pip download',
    args: ['-m', 'pip', 'download', ...quietly, ...what],
    seconds: DOWNLOAD_SECONDS,
  });
  const wheel = readdirSync(scratch).find((name) => name.endsWith('.whl'))!;
  say('unpacking its libraries and headers');
  await runTool({
    ...python,
    does: 'unpacking',
    args: ['-c', UNPACK, join(scratch, wheel), folder],
    seconds: UNPACK_SECONDS,
  });
}

function checkMachine(): void {
  const { platform, arch } = process;
  if (platform === 'linux' && arch === 'x64') return;
  throw new CannotInstall(`no wheel is known for ${platform} ${arch}; pass --libtensorflow FOLDER`);
}
