/** A report becomes one HTML page that needs nothing else: no script, no network, no font. */

import type { ModelReport } from '../model-report.js';
import { startOf } from '../name.js';
import { type Pen, loadPen } from '../pictures/pen.js';
import type { Picture } from '../pictures/picture.js';
import { endOf, visible } from '../text.js';
import { headline } from './headline.js';
import { type Content, type Html, html, textOf, trusted } from './html.js';
import type { Figure, Line, Section, Table, Text } from './section.js';
import { hintsOf, sectionsOf } from './sections.js';
import { STYLE } from './style.js';

// should anything that is escaped run all the same, the browser refuses it
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** The whole page; its pictures are drawn by a library that is loaded here, in a fifth of a second. */
export async function renderHtml(report: ModelReport): Promise<string> {
  const pen = await loadPen();
  return `${textOf(page(report, pen))}\n`;
}

function page(report: ModelReport, pen: Pen): Html {
  const path = endOf(visible(report.model.path), SHOWN);
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>leanctr report: ${path}</title>
        <style>
          ${trusted(STYLE)}
        </style>
      </head>
      <body>
        <main>
          <header>
            <h1>leanctr report</h1>
            <p class="about"><code>${path}</code></p>
          </header>
          ${warnings(report.warnings)}
          <dl class="figures">${headline(report).map(figure)}</dl>
          ${sectionsOf(report).map((section) => sectionOf(section, pen))} ${hints(hintsOf(report))}
        </main>
      </body>
    </html>`;
}

function figure({ label, value, note }: Figure): Html {
  return html`<div>
    <dt>${label}</dt>
    <dd>${value}</dd>
    <dd class="note">${note}</dd>
  </div>`;
}

function warnings(texts: readonly string[]): Html | null {
  if (texts.length === 0) return null;
  return html`<div class="warnings" role="note">${texts.map((text) => html`<p>${text}</p>`)}</div>`;
}

function sectionOf({ id, title, text, pictures, tables }: Section, pen: Pen): Html {
  const drawn = pictures.map((picture) => pictureOf(picture, pen));
  return html`<section id="${id}">
    <h2>${title}</h2>
    ${text.map((sentence) => html`<p>${words(sentence)}</p>`)} ${arranged(drawn, tables.map(tableOf))}
  </section>`;
}

/** Pictures stand two by two; a table takes the place that an odd number of them leaves. */
function arranged(pictures: readonly Html[], tables: readonly Html[]): Content {
  if (pictures.length % 2 === 1 || tables.length === 2)
    return html`<div class="pictures beside">${pictures}${tables}</div>`;
  return [pictures.length > 0 ? html`<div class="pictures">${pictures}</div>` : null, tables];
}

function pictureOf(picture: Picture, pen: Pen): Html {
  return html`<figure>
    <figcaption>${picture.label}</figcaption>
    ${trusted(pen(picture))}
  </figure>`;
}

/** In a box of its own, which scrolls, by the keyboard too. */
function tableOf({ caption, columns, lines }: Table): Html {
  const heads = columns.map(({ title, align }) => html`<th scope="col" class="${align}">${title}</th>`);
  return html`<div
    class="${columns.length > 5 ? 'table wide' : 'table'}"
    role="region"
    tabindex="0"
    aria-label="${caption}"
  >
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${heads}
        </tr>
      </thead>
      <tbody>
        ${lines.map((line) => lineOf(line, columns))}
      </tbody>
    </table>
  </div>`;
}

function lineOf({ cells, isMarked }: Line, columns: Table['columns']): Html {
  const parts = cells.map((cell, i) => {
    const kind = typeof cell === 'string' || lengthOf(cell) <= SHORT ? '' : 'long';
    return html`<td class="${columns[i].align} ${kind}">${words(cell)}</td>`;
  });
  return html`<tr class="${isMarked ? 'marked' : ''}">
    ${parts}
  </tr>`;
}

// what is shorter stays on one line
const SHORT = 24;

function lengthOf(cell: Exclude<Text, string>): number {
  return cell.reduce((sum, piece) => sum + (typeof piece === 'string' ? piece : piece.name).length, 0);
}

function hints(texts: readonly string[]): Html | null {
  if (texts.length === 0) return null;
  return html`<footer>
    What this report could also say:
    <ul>
      ${texts.map((text) => html`<li>${text}</li>`)}
    </ul>
  </footer>`;
}

function words(text: Text): Content {
  return typeof text === 'string'
    ? text
    : text.map((piece) => (typeof piece === 'string' ? piece : nameOf(piece.name)));
}

// a page of names that each fill it helps nobody: the rest is in the JSON twin
const [SHOWN, TOLD] = [60, 200];

function nameOf(name: string): Html {
  const [shown, told] = [startOf(name, SHOWN), startOf(name, TOLD)];
  return shown === told ? html`<code>${shown}</code>` : html`<code title="${told}">${shown}</code>`;
}
