/** The names of a model's weights, or the explanation of one record, become a page for a terminal. */

import type { Explanation, NamedFeature } from './heaviest.js';
import type { Contribution, RecordExplanation } from './record-explanation.js';
import { grouped, short, signed, visible, wrapped } from './text.js';

const WEIGHT = 10;
const NAME = 60;

/** The heaviest features by name, ending with a line feed. @param source the inputs, as they were named */
export function namesPage(names: Explanation, source: string): string {
  const { features } = names;
  const table = [line(['weight', 'odds', 'count'], 'feature'), ...features.flatMap((feature) => featureLines(feature))];
  const sections = [summary(names, source), ...(features.length > 0 ? [table] : []), legend(names)];
  return pageOf(sections);
}

function pageOf(sections: readonly (readonly string[])[]): string {
  return sections.map((lines) => `${lines.join('\n')}\n`).join('\n');
}

function summary({ format, examples, badRecords, bias, nonzeros, named, collided }: Explanation, source: string) {
  const skipped = badRecords === 0 ? '' : `, ${grouped(badRecords)} malformed ones skipped`;
  const unnamed = named === nonzeros ? '' : `; ${grouped(nonzeros - named)} met none of these records`;
  return [
    ...wrapped('', `${grouped(examples)} records of ${visible(source)} (${format})${skipped}:`).map(trimmed),
    ...wrapped(
      '-',
      `${grouped(named)} of ${grouped(nonzeros)} nonzero weights ${nonzeros === 1 ? 'has' : 'have'} a name${unnamed}; bias ${short(bias)}`,
    ),
    ...wrapped(
      '-',
      `${grouped(collided)} of them ${collided === 1 ? 'is' : 'are'} shared by several tokens${shareOf(collided, named)}`,
    ),
  ];
}

function trimmed(text: string): string {
  return text.trim();
}

function shareOf(part: number, whole: number): string {
  return whole === 0 ? '' : `, ${percent(part / whole)}`;
}

function line(cells: readonly string[], name: string): string {
  return `${cells.map((cell) => ` ${cell}`.padStart(WEIGHT)).join('')}  ${name}`;
}

function featureLines({ weight, count, tokens, others }: NamedFeature): string[] {
  const cells = [signed(weight, 4), odds(weight), grouped(count)];
  if (tokens.length === 1 && others === 0) return [line(cells, nameText(tokens[0].name))];
  const rest = others === 0 ? [] : [`${percent(others / count)} others`];
  const shared = [...tokens.map((token) => `${percent(token.count / count)} ${nameText(token.name)}`), ...rest];
  return shared.map((text, i) => line(i === 0 ? cells : cells.map(() => ''), text));
}

/** What a feature of value 1 does to the odds of a click. */
function odds(weight: number): string {
  return `x${short(Math.exp(weight), 3)}`;
}

/** The beginning of a long name. */
function nameText(name: string): string {
  const text = visible(name);
  return text.length > NAME ? `${text.slice(0, NAME - 1)}…` : text;
}

/** What is not nothing does not look like nothing, nor what is not all like all. */
export function percent(share: number): string {
  if (share >= 0.9995 && share < 1) return '>99.9%';
  return share > 0 && share < 0.0005 ? '<0.1%' : `${(share * 100).toFixed(1)}%`;
}

function legend({ features }: Explanation): string[] {
  if (features.length === 0) return [];
  return wrapped('-', 'odds: the factor e^weight by which a feature of value 1 multiplies the odds of a click');
}

/** What each feature of one record gives to its margin, the most first. @param top how many are shown */
export function recordPage({ example, features, bias, margin, probability }: RecordExplanation, top: number): string {
  const kept = features.filter(({ contribution }) => contribution !== 0);
  const heaviest = kept.toSorted((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  const [shown, rest] = [heaviest.slice(0, top), heaviest.slice(top)];
  const sum = rest.reduce((total, { contribution }) => total + contribution, 0);
  const more = rest.length === 0 ? [] : [line([signed(sum, 4), '', ''], `${grouped(rest.length)} more`)];
  const none = features.length - kept.length;
  const table = [
    line(['gives', 'weight', 'value'], 'feature'),
    ...shown.map(contributionLine),
    ...more,
    line([signed(bias, 4), '', ''], 'bias'),
    line([signed(margin, 4), '', ''], `margin: probability ${short(probability, 6)}`),
  ];
  const title =
    `record ${grouped(example)}: ${grouped(kept.length)} of its ${grouped(features.length)} features have a weight` +
    (none > 0 ? `, ${grouped(none)} have none` : '');
  return pageOf([[title], table]);
}

function contributionLine({ name, slot, value, weight, contribution }: Contribution): string {
  return line([signed(contribution, 4), signed(weight, 4), short(value)], `${nameText(name)} (slot ${slot})`);
}
