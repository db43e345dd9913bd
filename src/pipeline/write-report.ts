/** A report -> files: a page, its JSON twin, Markdown, and its pictures. */

import { mkdir } from 'node:fs/promises';
import { dirname, extname, join, relative, resolve } from 'node:path';

import { writeAtomically, writeFully } from '../export/atomic-write.js';
import { InputError } from '../input-error.js';
import type { ModelReport } from '../report/model-report.js';
import { checkOutput, checkOutputFolder, statOrNull } from './checks.js';

export interface ReportOutputs {
  /** Files, whose form goes by their endings: .html, .json or .md. */
  readonly output: readonly string[];
  /** A folder for an SVG and a PNG of each picture; made if it is not there. Markdown links to them. */
  readonly pictures?: string | undefined;
}

type Renderer = (report: ModelReport, path: string, pictures: string | undefined) => Promise<string>;

// what draws is loaded where it is needed: a report as JSON takes no time for it
const FORMS: Readonly<Record<string, Renderer>> = {
  '.html': async (report) => (await import('../report/page/render-html.js')).renderHtml(report),
  '.json': async (report) => `${JSON.stringify(report, null, 2)}\n`,
  '.md': async (report, path, pictures) => {
    const { renderMarkdown } = await import('../report/page/render-markdown.js');
    return renderMarkdown(report, pictures === undefined ? null : linkTo(pictures, path));
  },
};

/** A folder as a page names it, with slashes. */
function linkTo(folder: string, page: string): string {
  const path = relative(dirname(resolve(page)), resolve(folder)).replaceAll('\\', '/');
  return path === '' ? '.' : path;
}

/** @throws InputError unless each name ends in .html, .json or .md */
export function checkReportNames(output: readonly string[]): void {
  for (const path of output) checkEnding(path, Object.keys(FORMS));
}

/** @throws InputError unless the name has one of the endings */
export function checkEnding(path: string, endings: readonly string[]): void {
  if (endings.includes(extname(path))) return;
  const expected = `a name ending in ${endings.join(', ').replace(/, (?=[^,]*$)/, ' or ')}`;
  throw new InputError({ source: `--output ${path}`, found: 'another ending', expected });
}

/** @throws InputError for another ending, the same name twice, and what cannot be written */
export function checkReportOutputs({ output, pictures }: ReportOutputs): void {
  checkReportNames(output);
  for (const path of output) checkOutput('--output', path);
  const twice = output.find((path, i) => output.findIndex((other) => resolve(other) === resolve(path)) < i);
  if (twice !== undefined) {
    throw new InputError({ source: `--output ${twice}`, found: 'the same file twice', expected: 'a file for each' });
  }
  if (pictures !== undefined) checkOutputFolder('--pictures', pictures);
}

/**
 * Writes a report in every form that is asked for; each file is whole, or as it was before.
 *
 * @throws InputError as checkReportOutputs
 * @throws Error with the system's `code` if the system cannot write, such as ENOSPC
 */
export async function writeReport(report: ModelReport, outputs: ReportOutputs): Promise<void> {
  checkReportOutputs(outputs);
  const { output, pictures } = outputs;
  const texts: string[] = [];
  for (const path of output) texts.push(await FORMS[extname(path)](report, path, pictures));
  if (pictures !== undefined) await writePictures(report, pictures);
  for (const [i, path] of output.entries()) {
    await writeAtomically(path, (fd) => writeFully(fd, Buffer.from(texts[i])));
  }
}

async function writePictures(report: ModelReport, folder: string): Promise<void> {
  const { pictureFiles } = await import('../report/page/picture-files.js');
  if (statOrNull(folder) === null) await mkdir(folder);
  for await (const { name, bytes } of pictureFiles(report)) {
    await writeAtomically(join(folder, name), (fd) => writeFully(fd, bytes));
  }
}
