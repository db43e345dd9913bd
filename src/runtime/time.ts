/** A moment in text -> the tokens of its parts, in UTC. */

import type { PackedField } from './packed-header.js';

type TimeFormat = NonNullable<PackedField['timeFormat']>;

const ISO = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?:(:\d\d)(?:\.\d{1,9})?)?(?:Z|([-+])(\d\d):?(\d\d))?)?$/;
const HOUR = 3_600_000;
// 1970-01-01 was a Thursday; weeks begin on Monday
const THURSDAY = 3 * 24;

/** The tokens of a moment's parts, by the rules of hash/time.ts; undefined if the text is no moment of the format. */
export function timeTokens(
  text: string,
  format: TimeFormat,
  parts: NonNullable<PackedField['parts']> = [],
): string[] | undefined {
  const hours = Math.floor(momentOf(text, format) / HOUR) + THURSDAY;
  const hour_of_week = ((hours % 168) + 168) % 168;
  const numbers = { hour: hour_of_week % 24, weekday: Math.floor(hour_of_week / 24) + 1, hour_of_week };
  return hours < Infinity ? parts.map((part) => `${part}=${numbers[part]}`) : undefined;
}

/** Milliseconds since 1970; NaN if there is no such moment. */
function momentOf(text: string, format: TimeFormat): number {
  if (format === 'iso') return isoMoment(text);
  // of what has not eight characters, nothing is left
  if (format === 'yymmddhh') return isoMoment(text.replace(/^(..)(..)(..)(..)$|.*/s, '20$1-$2-$3 $4:00'));
  return /^-?\d{1,15}$/.test(text) ? +text * (format === 'seconds' ? 1000 : 1) : NaN;
}

function isoMoment(text: string): number {
  const [, day, minutes = '00:00', seconds = ':00', sign, zoneHours = 0, zoneMinutes = 0] = ISO.exec(text) ?? [];
  const written = `${day}T${minutes}${seconds}`;
  const date = new Date(`${written}Z`);
  // Date may take February 30 for March 2, and hour 24 for the next day's
  const isMoment = date.toJSON()?.startsWith(written) && +zoneHours < 24 && +zoneMinutes < 60;
  const zone = +zoneHours * HOUR + +zoneMinutes * 60_000;
  return isMoment ? +date + (sign === '-' ? zone : -zone) : NaN;
}
