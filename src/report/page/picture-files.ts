/** The pictures of a report become files: an SVG and a PNG of each. */

import type { ModelReport } from '../model-report.js';
import { sectionsOf } from './sections.js';
import { loadPen } from '../pictures/pen.js';
import { loadPainter } from '../pictures/png.js';
import { standalone } from '../pictures/standalone.js';

export interface PictureFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Draws every picture of a report's page, one after the other. */
export async function* pictureFiles(report: ModelReport): AsyncGenerator<PictureFile> {
  const [pen, paint] = await Promise.all([loadPen(), loadPainter()]);
  for (const picture of sectionsOf(report).flatMap(({ pictures }) => pictures)) {
    const svg = standalone(pen(picture));
    yield { name: `${picture.name}.svg`, bytes: Buffer.from(svg) };
    yield { name: `${picture.name}.png`, bytes: paint(svg) };
  }
}
