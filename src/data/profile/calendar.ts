/**
 * Days since 1970-01-01, weeks, months, years and centuries as plain integers, in the proleptic Gregorian calendar and
 * UTC; so that millions of rows need no Date each.
 */

export const SECONDS_PER_DAY = 86_400;

/** 0001-01-01T00:00:00Z, and the end of 9999. */
const [EARLIEST_SECONDS, END_SECONDS] = [-62_135_596_800, 253_402_300_800];

/** Whether a time falls in the years 1 … 9999; NaN does not. */
export const isCalendarTime = (seconds: number): boolean => seconds >= EARLIEST_SECONDS && seconds < END_SECONDS;

export const dayOf = (seconds: number): number => Math.floor(seconds / SECONDS_PER_DAY);

/** Weeks begin on Monday; week 0 holds 1970-01-01, a Thursday. */
export const weekOf = (day: number): number => Math.floor((day + 3) / 7);

export const firstDayOfWeek = (week: number): number => week * 7 - 3;

const DAYS_PER_400_YEARS = 146_097;
const DAYS_PER_CENTURY = 36_524;
const DAYS_PER_4_YEARS = 1461;
/** Days from 0000-03-01 to 1970-01-01. */
const DAYS_BEFORE_1970 = 719_468;

/**
 * Months since January of the year 0. Years are counted from March, so that the leap day is the last of its year; months
 * from March then begin at day ⌊(153 m + 2) / 5⌋ of the year.
 */
export function monthOf(day: number): number {
  const shifted = day + DAYS_BEFORE_1970;
  const era = Math.floor(shifted / DAYS_PER_400_YEARS);
  const dayOfEra = shifted - era * DAYS_PER_400_YEARS;
  const leapDays =
    Math.floor(dayOfEra / (DAYS_PER_4_YEARS - 1)) -
    Math.floor(dayOfEra / DAYS_PER_CENTURY) +
    Math.floor(dayOfEra / (DAYS_PER_400_YEARS - 1));
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  return (era * 400 + yearOfEra) * 12 + monthFromMarch + 2;
}

/** `1997-09-20`. */
export function isoDay(day: number): string {
  return new Date(day * SECONDS_PER_DAY * 1000).toISOString().replace(/T.*/, "");
}

/** The first day of a month: `1997-09-01`. */
export function isoMonthStart(month: number): string {
  const date = new Date(0);
  date.setUTCFullYear(Math.floor(month / 12), month - Math.floor(month / 12) * 12, 1);
  return date.toISOString().replace(/T.*/, "");
}

/** `1997-09-20T03:05:10Z`; parts of a second are cut off. */
export function isoSecond(seconds: number): string {
  return new Date(Math.floor(seconds) * 1000).toISOString().replace(/\.\d+/, "");
}
