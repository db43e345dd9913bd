/** The heaviest features of a model by name, with the collisions among them. */

import type { ModelReport, NamedFeature } from '../../model-report.js';
import { featuresPicture } from '../../pictures/features.js';
import { grouped, short } from '../../text.js';
import { type Line, type Name, type Section, line, section, table } from '../section.js';

const LINES = 50;

export function features({ contents, model }: ModelReport): Section | null {
  if (contents === null || contents.heaviest.length === 0) return null;
  const { heaviest, named, collided, records } = contents;
  const share = model.nonzeros > 0 ? ` (${((100 * named) / model.nonzeros).toFixed(1)} %)` : '';
  return section('features', 'Its heaviest features', {
    text: [
      `${grouped(named)} of ${grouped(model.nonzeros)} nonzeros${share} have a name from the ${grouped(records)} records looked at; ` +
        `${grouped(collided)} have several that share a slot and its weight, the most frequent first.`,
    ],
    pictures: [featuresPicture(heaviest)],
    tables: [
      table(
        'The largest |w|',
        ['left: feature', 'right: weight', 'right: occurrences', 'right: slot'],
        heaviest.slice(0, LINES).map(lineOf),
      ),
    ],
  });
}

function lineOf({ slot, weight, count, tokens }: NamedFeature): Line {
  return line([namesOf(tokens), short(weight), grouped(count), grouped(slot)]);
}

// enough to tell what a slot is about: a crowded one may have hundreds
const TOKENS = 4;

/** The names of a slot, with what share of its occurrences each has where there are several. */
function namesOf(tokens: NamedFeature['tokens']): (string | Name)[] {
  const total = tokens.reduce((sum, { count }) => sum + count, 0);
  const shareOf = (count: number) => (tokens.length === 1 ? '' : ` ${((100 * count) / total).toFixed(0)}\u00a0%`);
  const pieces = tokens
    .slice(0, TOKENS)
    .flatMap((token, i): (string | Name)[] => [i === 0 ? '' : ', ', { name: token.name }, shareOf(token.count)])
    .filter((piece) => piece !== '');
  if (tokens.length === 0) return ['not in the records looked at'];
  return tokens.length > TOKENS ? [...pieces, `, and ${grouped(tokens.length - TOKENS)} more`] : pieces;
}
