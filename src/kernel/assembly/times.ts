// A moment in text -> the hour of its week, of which all parts follow. The readable twin is ../../hash/time.ts.

import { INVALID, integerOf } from './count';
import { isDigit } from './number';
import { NONE } from './step';

export const ISO: u32 = 0;
export const SECONDS: u32 = 1;
export const MILLISECONDS: u32 = 2;

const DAY: i64 = 1440;
const WEEK: i64 = 168;
// 1970-01-01 was a Thursday; weeks begin on Monday
const THURSDAY: i64 = 3;

/**
 * @param format ISO, SECONDS, MILLISECONDS, or Avazu's yymmddhh
 * @returns 0 (Monday, midnight UTC) .. 167, or NONE for what is no such moment, or one that the twin rounds
 */
export function hourOfWeek(start: u32, length: u32, format: u32): u32 {
  if (format == ISO) return isoHour(start, length);
  const value = integerOf(start, length);
  if (value == INVALID) return NONE;
  if (format == MILLISECONDS) return ofMinutes(floorOf(value, 60000));
  // beyond, seconds as float64 milliseconds are not exact
  if (format == SECONDS) return length > 12 ? NONE : ofMinutes(floorOf(value, 60));
  if (length != 8 || value < 0) return NONE;
  const date = <u32>value / 100;
  const hour = <i64>(<u32>value % 100);
  const day = dayOf(2000 + date / 10000, (date / 100) % 100, date % 100);
  return day == INVALID || hour > 23 ? NONE : ofMinutes(day * DAY + hour * 60);
}

/** The hour of the week of minutes since 1970. */
function ofMinutes(minutes: i64): u32 {
  const hour = (floorOf(minutes, 60) + THURSDAY * 24) % WEEK;
  return <u32>(hour < 0 ? hour + WEEK : hour);
}

function floorOf(value: i64, by: i64): i64 {
  const quotient = value / by;
  return value % by < 0 ? quotient - 1 : quotient;
}

/** Days since 1970-01-01, or INVALID for a day that the calendar does not have. */
function dayOf(year: u32, month: u32, day: u32): i64 {
  if (month - 1 > 11 || day - 1 >= daysIn(year, month)) return INVALID;
  // years from March: the leap day comes last
  const y = <i64>year - i64(month <= 2);
  const era = floorOf(y, 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = (153 * (<i64>month + (month > 2 ? -3 : 9)) + 2) / 5 + <i64>day - 1;
  return era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719468;
}

function daysIn(year: u32, month: u32): u32 {
  if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
  return 30 + ((month + (month >> 3)) & 1);
}

const DASH: u32 = 0x2d;
const COLON: u32 = 0x3a;

/** `2026-11-24`, then perhaps ` 08:44` or `T08:44`, `:43`, `.25`, and a zone: `Z`, `+01:00` or `+0100`. */
function isoHour(start: u32, length: u32): u32 {
  if (length < 10 || byteAt(start, 4) != DASH || byteAt(start, 7) != DASH) return NONE;
  const century = twoDigits(start);
  const year = twoDigits(start + 2);
  const month = twoDigits(start + 5);
  const day = twoDigits(start + 8);
  if (max(max(century, year), max(month, day)) > 99) return NONE;
  const days = dayOf(century * 100 + year, month, day);
  if (days == INVALID) return NONE;
  const minutes = length == 10 ? 0 : minutesOf(start + 10, start + length);
  return minutes == INVALID ? NONE : ofMinutes(days * DAY + minutes);
}

/** Minutes of what stands behind a day, its zone taken off; or INVALID. */
function minutesOf(at: u32, end: u32): i64 {
  const between = <u32>load<u8>(at);
  if (end - at < 6 || (between != 0x20 && between != 0x54) || byteAt(at, 3) != COLON) return INVALID;
  const hour = twoDigits(at + 1);
  const minute = twoDigits(at + 4);
  if (hour > 23 || minute > 59) return INVALID;
  at += 6;
  if (at < end && <u32>load<u8>(at) == COLON) {
    if (end - at < 3 || twoDigits(at + 1) > 59) return INVALID;
    at += 3;
    if (at < end && load<u8>(at) == 0x2e) {
      const point = at++;
      while (at < end && isDigit(load<u8>(at))) at++;
      // one to nine digits
      if (at - point - 2 > 8) return INVALID;
    }
  }
  const zone = zoneOf(at, end);
  return zone == INVALID ? INVALID : <i64>(hour * 60 + minute) - zone;
}

/** Minutes that a zone is ahead of UTC; or INVALID. */
function zoneOf(at: u32, end: u32): i64 {
  const length = end - at;
  if (length == 0) return 0;
  const sign = <u32>load<u8>(at);
  if (length == 1) return sign == 0x5a ? 0 : INVALID;
  if (sign != 0x2b && sign != DASH) return INVALID;
  if (length != 5 && (length != 6 || byteAt(at, 3) != COLON)) return INVALID;
  const hours = twoDigits(at + 1);
  const minutes = twoDigits(end - 2);
  if (hours > 23 || minutes > 59) return INVALID;
  const zone = <i64>(hours * 60 + minutes);
  return sign == DASH ? -zone : zone;
}

// @ts-ignore: decorator
@inline
function byteAt(start: u32, offset: u32): u32 {
  return load<u8>(start + offset);
}

/** 0 to 99; more if one of the two is no digit. */
// @ts-ignore: decorator
@inline
function twoDigits(at: u32): u32 {
  const tens = <u32>load<u8>(at) - 0x30;
  const ones = <u32>load<u8>(at + 1) - 0x30;
  return tens > 9 || ones > 9 ? NONE : tens * 10 + ones;
}
