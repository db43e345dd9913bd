/** How the page looks: light and dark, on a desktop, on a phone and on paper. */

import { DARK, LIGHT } from '../pictures/picture.js';

const colours = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}: ${value};`)
    .join(' ');

const LIGHT_PAGE = { ...LIGHT, '--ink': '#1b1e22', '--line': '#d9dde2', '--panel': '#f5f7f9', '--mark': '#fdf0e4' };
const DARK_PAGE = { ...DARK, '--ink': '#e6e9ed', '--line': '#363c44', '--panel': '#1f242a', '--mark': '#3a2a1c' };

const TEXT = `
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 1040px; margin: 0 auto; padding: 24px 16px 48px; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 0.5rem; }
p { margin: 0.4rem 0; max-width: 75ch; }
.about, figcaption, caption, .note, footer { color: var(--muted); }
.about { overflow-wrap: anywhere; }
.warnings { border-left: 4px solid var(--other); background: var(--mark); margin: 1rem 0; padding: 0.5rem 1rem; }
.warnings p { max-width: none; }
code { font: 0.9em ui-monospace, monospace; overflow-wrap: anywhere; unicode-bidi: isolate; }
footer { margin-top: 2.5rem; border-top: 1px solid var(--line); padding-top: 0.5rem; font-size: 0.9rem; }
footer ul { margin: 0.25rem 0; padding-left: 1.25rem; }`;

const FIGURES = `
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(160px, 1fr)); gap: 12px; margin: 1.25rem 0; }
.figures div { background: var(--panel); border-radius: 8px; padding: 12px 14px; }
.figures dt { color: var(--muted); font-size: 0.85rem; }
.figures dd { margin: 0; font-size: 1.5rem; font-weight: 600; font-variant-numeric: tabular-nums; line-height: 1.3; }
.figures dd.note { font-size: 0.8rem; font-weight: 400; line-height: 1.35; }
.pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 20px 24px; margin: 1rem 0; }
figure { margin: 0; min-width: 0; max-width: 508px; align-self: end; }
.beside { align-items: start; }
.beside figure { align-self: start; }
.beside .table { margin: 0; max-height: 44rem; }
figcaption { font-size: 0.85rem; line-height: 1.35; margin-bottom: 4px; }
svg { display: block; width: 100%; height: auto; }
svg text { white-space: pre; }`;

const TABLES = `
.table { overflow: auto; max-height: 30rem; margin: 1rem 0; border: 1px solid var(--line); border-radius: 8px; }
table { border-collapse: collapse; width: 100%; font-size: 0.875rem; }
caption { text-align: left; padding: 8px 12px; }
th, td { padding: 4px 12px; text-align: right; font-weight: 400; white-space: nowrap; vertical-align: top; }
th.left, td.left { text-align: left; }
td.long { white-space: normal; min-width: 12rem; }
thead th { position: sticky; top: 0; background: var(--panel); color: var(--muted); z-index: 1; }
tbody tr { border-top: 1px solid var(--line); }
td { font-variant-numeric: tabular-nums; }
tr.marked { background: var(--mark); font-weight: 600; }
tr.marked td { font-weight: 600; }
@media (max-width: 600px) { th, td { padding: 4px 7px; } table { font-size: 0.8125rem; } }`;

const PRINT = `
@media print {
  body { font-size: 10pt; }
  main { max-width: none; padding: 0; }
  .pictures { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 12px 16px; }
  .table, .beside .table { max-height: none; overflow: visible; border: none; }
  .beside .wide { grid-column: 1 / -1; }
  table, figcaption { font-size: 8.5pt; }
  th, td { padding: 2px 6px; }
  td.long { min-width: 0; }
  thead th { position: static; }
  h2 { break-after: avoid; }
  figure, .figures div, tr { break-inside: avoid; }
  .figures div, .warnings, tr.marked, thead th { print-color-adjust: exact; }
}`;

export const STYLE = `
:root { color-scheme: light dark; ${colours(LIGHT_PAGE)} }
@media screen and (prefers-color-scheme: dark) { :root { ${colours(DARK_PAGE)} } }
${TEXT}${FIGURES}${TABLES}${PRINT}
`;
