/** A headless Chromium, and a loopback server for what its pages load. */

import { existsSync, readFileSync } from 'node:fs';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { type Browser, chromium } from 'playwright-core';

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const found = process.env['LEANCTR_CHROMIUM'] ?? PATHS.find((path) => existsSync(path));

/** A test's `skip`: false, or why there is no browser. LEANCTR_BROWSER=required makes a failure of it. */
export const noBrowser: false | string =
  found === undefined && process.env['LEANCTR_BROWSER'] !== 'required'
    ? 'no Chromium: apt-get install chromium, or name one in LEANCTR_CHROMIUM'
    : false;

/** @throws Error if there is none */
export async function openBrowser(): Promise<Browser> {
  if (found === undefined) throw new Error('LEANCTR_BROWSER=required, and there is no Chromium');
  // root has no sandbox; without a graphics card, WebGL is computed by SwiftShader
  return chromium.launch({ executablePath: found, args: ['--no-sandbox', '--enable-unsafe-swiftshader'] });
}

/** Serves files on the loopback interface: the path of a URL, with its leading slash -> the file. */
export async function serve(fileOf: (path: string) => string | undefined): Promise<{ url: string; server: Server }> {
  const server = createServer(({ url = '/' }, response) => {
    const file = fileOf(url);
    const type = url.endsWith('.js') ? 'text/javascript' : 'application/octet-stream';
    if (url === '/') response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>page</title>');
    else if (file === undefined || !existsSync(file)) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': type }).end(readFileSync(file));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
