/** What a model weighs: bytes by encoding, beside the entropy bound. */

import { bitsPerNonzero } from '../../../prune/size.js';
import { times } from '../../change.js';
import type { ModelReport } from '../../model-report.js';
import { sizesByName, sizesPicture } from '../../pictures/sizes.js';
import { grouped } from '../../text.js';
import { type Section, line, section, table } from '../section.js';

export function sizes({ model, sizes: found }: ModelReport): Section {
  const { entropyBound } = found;
  const lines = [...sizesByName(found), ['entropy bound', entropyBound] as const].map(([name, bytes]) => {
    const perNonzero = bitsPerNonzero(bytes, model.nonzeros);
    const bound = entropyBound > 0 ? times(bytes / entropyBound) : '-';
    return line([name, grouped(bytes), perNonzero === null ? '-' : grouped(perNonzero, 1), bound]);
  });
  const text = [
    `The entropy bound is the least that tells which ${grouped(model.nonzeros)} of 2^${model.bits} slots have a weight, and ` +
      'the entropy of these weights as float32; rounded to fewer bits, weights go below it.',
    ...(model.hasState ? ['The file also holds what training on needs.'] : []),
  ];
  return section('sizes', 'What it weighs', {
    text,
    pictures: [sizesPicture(found)],
    tables: [
      table(
        'Bytes by encoding',
        ['left: encoding', 'right: bytes', 'right: bits/nonzero', 'right: x the bound'],
        lines,
      ),
    ],
  });
}
