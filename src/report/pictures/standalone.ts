/** A drawn picture becomes an SVG file that stands alone, for a paper: its colours as numbers, its font by name, on white. */

import { LIGHT, WIDTH } from './picture.js';

// the font that PNGs are made with comes first, so that both look alike where it is installed
const FONT = 'DejaVu Sans, Verdana, sans-serif';

/** @param svg as a Pen gives it */
export function standalone(svg: string): string {
  const height = /\bheight="(\d+(?:\.\d+)?)"/.exec(svg)![1];
  const ground = `<rect width="${WIDTH}" height="${height}" fill="white" />`;
  const root = /^<svg\b[^>]*>/.exec(svg)![0];
  const named = root
    .replace(/font-family="[^"]*"/, `font-family="${FONT}"`)
    .replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg" color="#1b1e22"');
  const coloured = svg.slice(root.length).replace(/="var\((--\w+)\)"/g, (_, name: string) => `="${LIGHT[name]}"`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${named}${ground}${coloured}\n`;
}
