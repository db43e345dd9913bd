/** The heaviest features become a picture: their weights, by name. */

import type { NamedFeature } from '../model-report.js';
import { endsOf } from '../name.js';
import { grouped, short } from '../text.js';
import { named, namesLeft, plusOrMinus } from './axes.js';
import { INK, type Library, MAIN, OTHER, type Picture } from './picture.js';

/** Features that a picture has room for. */
const FEATURES = 30;
const MARGIN = 176;

export function featuresPicture(heaviest: readonly NamedFeature[]): Picture {
  const lines = heaviest.slice(0, FEATURES).map((feature, i) => ({ ...feature, key: String(i) }));
  const weights = lines.map(({ weight }) => weight);
  const [least, largest] = [Math.min(0, ...weights), Math.max(0, ...weights)];
  const room = 0.3 * (largest - least);
  return {
    name: 'features',
    label: `The ${grouped(lines.length)} heaviest features; + says that others share the slot`,
    plot: (library) => ({
      height: 58 + 20 * lines.length,
      ...{ marginLeft: MARGIN, marginRight: 20, marginTop: 24 },
      x: { ...named('weight'), domain: [least < 0 ? least - room : 0, largest > 0 ? largest + room : 0], ticks: 5 },
      y: { domain: lines.map(({ key }) => key), label: null },
      marks: [
        namesLeft(library, MARGIN, (key) => labelOf(lines[Number(key)])),
        library.barX(lines, {
          ...{ x: 'weight', y: 'key', fill: ({ weight }: NamedFeature) => (weight < 0 ? OTHER : MAIN) },
          title: (feature: NamedFeature) => `${labelOf(feature, 80)}: ${short(feature.weight)}`,
        }),
        ...[1, -1].map((side) => numbers(library, lines, side)),
        library.ruleX([0], { stroke: INK }),
      ],
    }),
  };
}

function numbers(library: Library, lines: readonly NamedFeature[], side: number) {
  return library.text(
    lines.filter(({ weight }) => (weight < 0 ? -1 : 1) === side),
    {
      ...{ x: 'weight', y: 'key', text: ({ weight }: NamedFeature) => plusOrMinus(weight, 2), fill: INK },
      ...{ textAnchor: side > 0 ? 'start' : 'end', dx: 4 * side },
    },
  );
}

function labelOf({ slot, tokens, others }: NamedFeature, length = 24): string {
  if (tokens.length === 0) return `slot ${grouped(slot)}`;
  return `${endsOf(tokens[0].name, length)}${tokens.length > 1 || others > 0 ? ' +' : ''}`;
}
