/** An SVG file becomes a PNG, by resvg in WebAssembly and a font that comes with it: bare machines have none. */

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import { fontOfWoff } from './font.js';

/** Paints what `standalone` gives. */
export type Painter = (svg: string) => Uint8Array;

// a column of a paper, 3.3 inches, has 300 dots an inch then
const ZOOM = 2.25;

// WOFF, unpacked once: WOFF2 would be unpacked by resvg for each picture anew, 180 to 400 ms against 6 to 40.
// DejaVu has what others of this size lack: Cyrillic, Greek, Hebrew, Arabic, arrows and many emoji; Chinese it has not
const FONTS = ['400', '700'].map((weight) => `@fontsource/dejavu-sans/files/dejavu-sans-latin-${weight}-normal.woff`);

let ready: Promise<void> | undefined;

/** Loads what paints, 3 MB; twice does no harm. */
export async function loadPainter(): Promise<Painter> {
  const { Resvg, initWasm } = await import('@resvg/resvg-wasm');
  const { resolve } = createRequire(import.meta.url);
  ready ??= readFile(resolve('@resvg/resvg-wasm/index_bg.wasm')).then((bytes) => initWasm(bytes));
  await ready;
  const fontBuffers = await Promise.all(FONTS.map(async (file) => fontOfWoff(await readFile(resolve(file)))));
  return (svg) => {
    const resvg = new Resvg(svg, { font: { fontBuffers }, fitTo: { mode: 'zoom', value: ZOOM } });
    const image = resvg.render();
    const png = image.asPng();
    image.free();
    resvg.free();
    return png;
  };
}
