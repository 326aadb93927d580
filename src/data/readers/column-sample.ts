/** The texts of a column in the first rows; empty where they were not read. Blank ones count as missing. */
export type ColumnSample = (position: number) => readonly string[];

export const NO_SAMPLE: ColumnSample = () => [];

const NUMBER = /^[-+]?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][-+]?\d+)?$/;
/** Seconds or milliseconds since 1970, from 1990 on. */
const EPOCH = /^(?:[6-9]\d{8}|[1-4]\d{9})(?:\.\d+)?$|^(?:[6-9]\d{11}|[1-4]\d{12})(?:\.0+)?$/;
const ISO_DATE = /^\d{4}[-/]\d{1,2}[-/]\d{1,2}(?:$|[T ])/;
/** Day, month and year in any order, in digits or with the month's name: ambiguous without --date-format. */
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

/** Whether any of the texts is a time in a notation that needs no --date-format. */
export function someAreTimes(texts: readonly string[]): boolean {
  return texts.some((text) => EPOCH.test(text) || ISO_DATE.test(text));
}

/** Whether the texts look like times in any notation; true without texts. */
export function looksLikeTimes(texts: readonly string[]): boolean {
  const present = texts.filter((text) => text !== "");
  return present.length > 0 && present.every((text) => [EPOCH, ISO_DATE, OTHER_DATE].some((time) => time.test(text)));
}

/** The first text that is not a time in a notation that needs no --date-format. */
export function otherTime(texts: readonly string[]): string | undefined {
  return texts.find((text) => text !== "" && !someAreTimes([text]));
}

/** The few distinct, repeated texts of a column of events; undefined where the texts are not like that. */
export function kindsOf(texts: readonly string[]): readonly string[] | undefined {
  const present = texts.filter((text) => text !== "");
  const kinds = [...new Set(present)];
  return kinds.length <= MOST_KINDS && (kinds.length < present.length || kinds.length === 1) ? kinds : undefined;
}

const MOST_KINDS = 10;
const LEAST_ROWS = 5;

/** Whether a column increases by one from row to row, over rows of several users: it numbers the rows. */
export function numbersRows(texts: readonly string[], users: readonly string[]): boolean {
  if (texts.length < LEAST_ROWS || new Set(users).size < 2) return false;
  return texts.every((text, row) => /^\d+$/.test(text) && Number(text) === Number(texts[0]) + row);
}
