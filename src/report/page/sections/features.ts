/** The heaviest features of a model by name, with the collisions among them. */

import { percent } from '../../explain-text.js';
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

function lineOf(feature: NamedFeature): Line {
  const { slot, weight, count } = feature;
  return line([namesOf(feature), short(weight), grouped(count), grouped(slot)]);
}

// enough to tell what a slot is about: a crowded one may have hundreds
const TOKENS = 4;

/** The names of a slot, with what share of its occurrences each has where there are several. */
function namesOf({ tokens, count: all, others }: NamedFeature): (string | Name)[] {
  if (tokens.length === 0) return ['not in the records looked at'];
  const isAlone = tokens.length === 1 && others === 0;
  const shareOf = (count: number) => (isAlone || all === 0 ? '' : ` ${percent(count / all)}`);
  const shown = tokens.slice(0, TOKENS);
  const left = all - shown.reduce((sum, { count }) => sum + count, 0);
  const pieces = shown.flatMap(({ name, count }, i): (string | Name)[] => [
    i === 0 ? '' : ', ',
    { name },
    shareOf(count),
  ]);
  const rest = tokens.length > TOKENS || others > 0 ? [`, others${shareOf(left)}`] : [];
  return [...pieces, ...rest].filter((piece) => piece !== '');
}
