/** A moment in text -> tokens of its parts, in UTC. */

import type { TimeFormat, TimePart } from '../batch/hash-spec.js';

const ISO =
  /^([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]{1,9})?)?(Z|[-+][0-9]{2}:?[0-9]{2})?)?$/;
const COMPACT = /^([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})$/;
const INTEGER = /^-?[0-9]{1,15}$/;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
// 1970-01-01 was a Thursday; weeks begin on Monday
const THURSDAY = 3;

/**
 * The time rules of a field, by its format. No leap seconds, no local times, no hour 24.
 *
 * @returns milliseconds since 1970-01-01T00:00Z, or null if the text is no such moment
 */
export function parseTime(text: string, format: TimeFormat): number | null {
  if (format === 'iso') return isoTime(text);
  if (format === 'yymmddhh') {
    const [, ...parts] = COMPACT.exec(text) ?? [];
    const [year, month, day, hour] = parts.map(Number);
    return parts.length === 0 ? null : utc(2000 + year, month, day, hour, 0, 0);
  }
  if (!INTEGER.test(text)) return null;
  return format === 'seconds' ? Number(text) * 1000 : Number(text);
}

function isoTime(text: string): number | null {
  const [matched, year, month, day, hour = 0, minute = 0, second = 0, zone = 'Z'] = ISO.exec(text) ?? [];
  if (matched === undefined) return null;
  const time = utc(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second));
  const offset = offsetOf(zone);
  return time === null || offset === null ? null : time - offset;
}

/** Milliseconds that a zone is ahead of UTC; null if there is no such zone. */
function offsetOf(zone: string): number | null {
  if (zone === 'Z') return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(-2))];
  if (hours > 23 || minutes > 59) return null;
  return (zone.startsWith('-') ? -1 : 1) * (hours * HOUR + minutes * 60_000);
}

function utc(year: number, month: number, day: number, hour: number, minute: number, second: number): number | null {
  const date = new Date(0);
  // Date.UTC takes the years 0 to 99 for 1900 to 1999
  date.setUTCFullYear(year, month - 1, day);
  // Date would take February 30 for March 2
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  if (hour > 23 || minute > 59 || second > 59) return null;
  return date.getTime() + hour * HOUR + minute * 60_000 + second * 1000;
}

/** The token of a part: `hour=13`, `weekday=1` (Monday) to 7, `hour_of_week=0` (Monday, midnight) to 167. */
export function timeToken(time: number, part: TimePart): string {
  const hour = Math.floor(time / HOUR);
  const weekday = (((Math.floor(time / DAY) + THURSDAY) % 7) + 7) % 7;
  const hourOfDay = ((hour % 24) + 24) % 24;
  const number = { hour: hourOfDay, weekday: weekday + 1, hour_of_week: weekday * 24 + hourOfDay }[part];
  return `${part}=${number}`;
}
