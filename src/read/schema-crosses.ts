/** The crosses of a schema file, patterns among them -> names of fields. */

import type { FieldSpec } from '../batch/hash-spec.js';
import { InputError, quoted } from '../input-error.js';
import { didYouMean } from '../nearest.js';
import type { YamlFile } from '../yaml-file.js';

/** More than these are hardly meant: `["*", "*", "*"]` over 100 fields would be 161,700. */
const MOST = 4096;

const CROSSED = 'a categorical, count, time or list field';

/**
 * Every combination of different fields that a cross's names match, in the order of the fields; none twice, whatever the
 * order of its names.
 *
 * @param file   one whose `crosses` are lists of two or three texts
 * @param fields in the order of the file
 * @throws InputError for a name that is no such field's, a pattern without a match, a cross that adds nothing
 */
export function crossesOf(file: YamlFile<unknown>, count: number, fields: readonly FieldSpec[]): string[][] {
  const seen = new Set<string>();
  const crosses = Array.from({ length: count }, (_, i) => ['crosses', i]);
  return crosses.flatMap((keys) => {
    const names = file.textsOf(keys);
    const candidates = names.map((name, j) => matching(name, fields, () => file.placeOf([...keys, j])));
    const fresh: string[][] = [];
    for (const cross of combinations(candidates)) {
      const id = JSON.stringify(cross.toSorted());
      if (!seen.has(id)) fresh.push(cross);
      seen.add(id);
      if (seen.size > MOST) throw tooMany(file.placeOf(keys));
    }
    if (fresh.length > 0) return fresh;
    const expected = 'different fields, and not those of a cross before it';
    throw new InputError({ ...file.placeOf(keys), found: names.map(quoted).join(' and '), expected });
  });
}

function tooMany(place: { source: string }): InputError {
  const found = `more than ${MOST.toLocaleString('en-US')} crosses`;
  return new InputError({ ...place, found, expected: 'fewer', advice: 'narrow the pattern' });
}

/** Names of the fields that a cross's name means: the one field of that name, or those of its pattern. */
function matching(name: string, fields: readonly FieldSpec[], place: () => { source: string }): string[] {
  const crossed = fields.filter(({ type }) => type !== 'numeric');
  const isField = fields.some((field) => field.name === name);
  const matched = crossed.filter((field) => (isField ? field.name === name : matches(field.name, name)));
  if (matched.length > 0) return matched.map((field) => field.name);
  const expected = name.includes('*') && !isField ? `a pattern of ${CROSSED}` : CROSSED;
  const advice = didYouMean(
    name,
    crossed.map((field) => field.name),
  );
  throw new InputError({ ...place(), found: quoted(name), expected, ...advice });
}

/** Whether `*` can stand for texts that make a name of a pattern; in linear time, as no regular expression would. */
function matches(name: string, pattern: string): boolean {
  const [first, ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return name === pattern;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}

function* combinations(
  [first, ...rest]: readonly (readonly string[])[],
  chosen: readonly string[] = [],
): Generator<string[]> {
  if (first === undefined) yield [...chosen];
  else for (const name of first) if (!chosen.includes(name)) yield* combinations(rest, [...chosen, name]);
}
