/** The texts that a column has in the first rows; empty where nothing is known of it. Blank ones count as missing. */
export type ColumnSample = (position: number) => readonly string[];

export const NO_SAMPLE: ColumnSample = () => [];

const NUMBER = /^[-+]?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][-+]?\d+)?$/;
/** Seconds or milliseconds since 1970, from 1990 on. */
const EPOCH = /^(?:[6-9]\d{8}|[1-4]\d{9})(?:\.\d+)?$|^(?:[6-9]\d{11}|[1-4]\d{12})(?:\.0+)?$/;
const ISO_DATE = /^\d{4}[-/]\d{1,2}[-/]\d{1,2}(?:$|[T ])/;
/** Day, month and year in any order, by figures or with the month's name, which only --date-format can tell. */
const OTHER_DATE =
  /^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}(?:$|[T ,])|^\d{1,2}[- ][A-Za-z]{3,9}[- ,]+\d{2,4}|^[A-Za-z]{3,9} \d{1,2},? \d{4}/;

/** A sample from rows of texts. */
export function sampleOf(rows: readonly (readonly string[])[]): ColumnSample {
  return (position) => rows.map((fields) => (fields[position] ?? "").trim());
}

/** Whether any of the texts is a number. */
export function someAreNumbers(texts: readonly string[]): boolean {
  return texts.some((text) => NUMBER.test(text));
}

/** Whether the texts are numbers, as far as there are any. */
export function areNumbers(texts: readonly string[]): boolean {
  const present = texts.filter((text) => text !== "");
  return present.length > 0 && present.every((text) => NUMBER.test(text));
}

/** Whether the texts are true or false, as far as there are any. */
export function areTruths(texts: readonly string[]): boolean {
  const present = texts.filter((text) => text !== "");
  return present.length > 0 && present.every((text) => /^(?:true|false)$/i.test(text));
}

/** Whether any of the texts is a time in a notation that is read without being told. */
export function someAreTimes(texts: readonly string[]): boolean {
  return texts.some((text) => EPOCH.test(text) || ISO_DATE.test(text));
}

/** Whether the texts look like times in whatever notation, as far as there are any. */
export function looksLikeTimes(texts: readonly string[]): boolean {
  const present = texts.filter((text) => text !== "");
  return present.length > 0 && present.every((text) => [EPOCH, ISO_DATE, OTHER_DATE].some((time) => time.test(text)));
}

/** The first text that is no time in a notation that is read without being told. */
export function otherTime(texts: readonly string[]): string | undefined {
  return texts.find((text) => text !== "" && !someAreTimes([text]));
}

/** Few kinds that come again and again, as events do; undefined where the texts are no such. */
export function kindsOf(texts: readonly string[]): readonly string[] | undefined {
  const present = texts.filter((text) => text !== "");
  const kinds = [...new Set(present)];
  return kinds.length <= MOST_KINDS && (kinds.length < present.length || kinds.length === 1) ? kinds : undefined;
}

const MOST_KINDS = 10;
const LEAST_ROWS = 5;

/** Whether a column goes up by one from row to row, over rows of several users: it numbers the rows. */
export function numbersRows(texts: readonly string[], users: readonly string[]): boolean {
  if (texts.length < LEAST_ROWS || new Set(users).size < 2) return false;
  return texts.every((text, row) => /^\d+$/.test(text) && Number(text) === Number(texts[0]) + row);
}
