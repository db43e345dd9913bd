/** How fast a model learned: the course of its learning rate. */

import type { ModelReport } from '../../model-report.js';
import { schedulePicture } from '../../pictures/schedule.js';
import { grouped, short } from '../../text.js';
import { type Section, section } from '../section.js';

export function schedule({ schedule: found }: ModelReport): Section | null {
  if (found === null) return null;
  const { text, points, drops } = found;
  const dropped = drops.length === 0 ? '' : `; ${grouped(drops.length)} ${drops.length === 1 ? 'drop' : 'drops'}`;
  return section('schedule', 'How fast it learned', {
    text: [
      [{ name: text }, `: from ${short(points[0].factor)} to ${short(points.at(-1)!.factor)} of alpha${dropped}.`],
    ],
    pictures: [schedulePicture(found)],
  });
}
