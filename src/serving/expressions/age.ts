import { RequestError } from "../../errors.ts";

/** Seconds of a year of 365.25 days: the unit of ages. */
const YEAR_SECONDS = 31_557_600;
/** Largest values of columns of years, of what may be dates such as 20201231, and of seconds since 1970. */
const LARGEST_YEAR = 9999;
const LARGEST_DATE = 1e8;
const LARGEST_SECONDS = 1e11;

/** What a column of times holds. */
interface Times {
  /** Seconds of one unit of the column; undefined for calendar years. */
  readonly unitSeconds: number | undefined;
  /** The largest known number; NaN where there is none. */
  readonly newest: number;
}

const known = new WeakMap<Float64Array, Times>();

/**
 * How old items are, in years, 0 for what is yet to come: f64[items], NaN where the column is. What a column holds follows from
 * its largest magnitude: below 10,000 calendar years, to 10¹¹ seconds since 1970, above milliseconds. The present is `now`,
 * seconds since 1970 (whole hours: compile-boost.ts), or without it the newest number of the column: no clock is read, so that
 * a request has one answer. Calendar years have no days: 1999 is 25 years old in all of 2024. Throws RequestError `bad-boost`
 * for a column of none of these.
 */
export function ageOf(column: Float64Array, now: number | undefined): Float64Array {
  const { unitSeconds, newest } = timesOf(column);
  const present = now === undefined ? newest : unitSeconds === undefined ? yearOf(now) : now / unitSeconds;
  const years = unitSeconds === undefined ? 1 : unitSeconds / YEAR_SECONDS;
  const ages = new Float64Array(column.length);
  for (let item = 0; item < ages.length; item++) {
    const age = (present - column[item]!) * years;
    ages[item] = age < 0 ? 0 : age;
  }
  return ages;
}

function yearOf(seconds: number): number {
  return new Date(seconds * 1000).getUTCFullYear();
}

function timesOf(column: Float64Array): Times {
  const made = known.get(column) ?? readTimes(column);
  known.set(column, made);
  return made;
}

function readTimes(column: Float64Array): Times {
  let largest = 0;
  let newest = Number.NEGATIVE_INFINITY;
  for (let item = 0; item < column.length; item++) {
    const value = column[item]!;
    if (Math.abs(value) > largest) largest = Math.abs(value);
    if (value > newest) newest = value;
  }
  if (newest === Number.NEGATIVE_INFINITY) newest = Number.NaN;
  if (largest <= LARGEST_YEAR) return { unitSeconds: undefined, newest };
  if (largest > LARGEST_DATE) return { unitSeconds: largest <= LARGEST_SECONDS ? 1 : 0.001, newest };
  throw new RequestError(
    "bad-boost",
    `boost, age: expected a column of years, or of seconds or milliseconds since 1970, got one with numbers up to ${largest}`,
  );
}
