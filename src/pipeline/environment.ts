/** What a figure was found on. */

import { readFileSync } from 'node:fs';
import { arch, cpus, platform } from 'node:os';

import type { Environment } from '../report/model-report.js';

export function environment(): Environment {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const processors = cpus();
  return {
    leanctr: (JSON.parse(manifest) as { version: string }).version,
    node: process.version,
    platform: `${platform()} ${arch()}`,
    cpu: `${processors.length} x ${processors[0]?.model.trim() ?? 'unknown'}`,
  };
}
