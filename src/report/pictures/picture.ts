/** What a picture of the report is before a plotting library has drawn it. */

import type * as Plot from '@observablehq/plot';

/** The plotting library, which is loaded only where a picture is drawn. */
export type Library = typeof Plot;

export interface Picture {
  /** Of its files, without their ending. */
  readonly name: string;
  /** What it shows, in a line: its caption, and all of it to those who cannot see it. */
  readonly label: string;
  readonly plot: (library: Library) => Plot.PlotOptions;
}

/** Of every picture, in pixels: two side by side on a desktop, one on a phone, a column of a paper. */
export const WIDTH = 440;

// after Okabe and Ito (2008): blue and vermilion stay apart for every kind of colour blindness; the page says both for light
// and for dark, a paper's picture takes LIGHT
export const INK = 'currentColor';
export const MAIN = 'var(--main)';
export const OTHER = 'var(--other)';
export const FAINT = 'var(--faint)';
export const MUTED = 'var(--muted)';
export const PAPER = 'var(--paper)';

/** Around a number that may cross a line. */
export const HALO = { stroke: PAPER, strokeWidth: 4 } as const;

/** The colours on white, by their names. */
export const LIGHT: Readonly<Record<string, string>> = {
  '--main': '#0072b2',
  '--other': '#c4500a',
  '--faint': '#6ba5c9',
  '--muted': '#5f6670',
  '--paper': '#ffffff',
};

/** The same on a dark ground. */
export const DARK: Readonly<Record<string, string>> = {
  '--main': '#56b4e9',
  '--other': '#f0944d',
  '--faint': '#3f7ba3',
  '--muted': '#a3acb8',
  '--paper': '#16191d',
};
