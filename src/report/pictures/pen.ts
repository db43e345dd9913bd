/** A picture becomes the text of an SVG element, drawn by Observable Plot on a document without a browser. */

import type * as Plot from '@observablehq/plot';

import { type Picture, WIDTH } from './picture.js';

/** Draws a picture. Its colours are those that the page names, see LIGHT and DARK. */
export type Pen = (picture: Picture) => string;

/** Loads what draws, which takes a fifth of a second: only where a picture is wanted. */
export async function loadPen(): Promise<Pen> {
  // the one file of linkedom/worker: 40 ms to load, and 120 for the many of linkedom
  const [library, { DOMParser }] = await Promise.all([import('@observablehq/plot'), import('linkedom/worker')]);
  // of XML: that of HTML leaves < in attributes, which other readers of SVG do not take
  const document = new DOMParser().parseFromString('<svg></svg>', 'image/svg+xml');
  return (picture) => {
    const options = { ...common(picture), ...picture.plot(library), document } as Plot.PlotOptions;
    const svg = library.plot(options) as unknown as SvgElement;
    svg.querySelector('style')?.remove(); // the page has what it says, and other readers of SVG do not know :where()
    svg.setAttribute('role', 'img');
    svg.removeAttribute('class');
    return svg.toString();
  };
}

/** As much of the library's element as is used; its own type is of browsers only. */
interface SvgElement {
  querySelector(selector: string): { remove(): void } | null;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  toString(): string;
}

function common({ label }: Picture) {
  return { width: WIDTH, marginBottom: 44, ariaLabel: label, style: { fontSize: '12px', overflow: 'visible' } };
}
