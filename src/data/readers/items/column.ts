import { readLists } from "./lists.ts";
import { isMissing, isMissingNumber } from "./missing.ts";
import { isCode, looksLikeNumber, readNumbers, unitsIn } from "./numbers.ts";

/** A text column whose values are longer than this on average is prose, not a category. */
const LONGEST_CATEGORY = 100;

/** Share of number-like cells of a text column above which a note explains why it is text. */
const NEARLY_ALL = 0.5;

/** Longer cells are cut in notes. */
const LONGEST_EXAMPLE = 60;

const DATE = /^(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/. ](?:\d{1,2}|[A-Za-z]{3,9})[-/. ]\d{2,4})(?:[T ].*)?$/;
/**
 * Digits with characters other than letters, such as `(5.00)`, `12,-` or `4/5`, or with a currency sign; not several
 * values.
 */
const NUMBER_LIKE = /^(?=.*\d)(?!.*(?:[|;]|\d\s*,\s*\d))(?:[^\p{L}[{]+|.*\p{Sc}.*)$/u;
const WITH_UNIT = /^[\d.,]+\s*\p{L}+\.?$/u;

/** The kind that a column of a catalogue or of a table of users was read as. */
export type ColumnKind = "id" | "title" | "number" | "category" | "prose" | "address" | "left out";

/** A column with its report. */
export interface ColumnAccount {
  readonly name: string;
  readonly kind: ColumnKind;
  /** Rows of the file without a value in it. */
  readonly missing: number;
  /** The markers in cells without a value: `NaN`. Absent where all are empty. */
  readonly markers?: readonly string[];
  /** An unexpected reading, or why the column is text. */
  readonly notes?: readonly string[];
}

/** The content of a column, in the order of the rows. */
export interface ColumnReading {
  readonly account: ColumnAccount;
  /** NaN where missing; undefined for a column that is not numeric. */
  readonly numbers?: readonly number[];
  /** Undefined unless it is a category. */
  readonly values?: readonly (readonly string[])[];
  /** Undefined unless it is prose. */
  readonly prose?: readonly string[];
  /** Undefined unless it holds addresses; empty where there is none. */
  readonly addresses?: readonly string[];
}

/**
 * Reads a column by its content: numbers (numbers.ts), prose where texts are long, otherwise a category of one or more
 * values (lists.ts). A column in which every cell is missing is left out. `lines` has the line of each row.
 */
export function readColumn(name: string, texts: readonly string[], lines: readonly number[]): ColumnReading {
  if (texts.every(isMissingNumber)) return { account: accountOf(name, "left out", texts, isMissingNumber) };
  const numeric = readNumbers(texts);
  if (numeric) {
    const { numbers, note } = numeric;
    return { account: accountOf(name, "number", texts, isMissingNumber, note === undefined ? [] : [note]), numbers };
  }
  const lists = readLists(name, texts);
  if (averageLength(lists.values) > LONGEST_CATEGORY) {
    const prose = texts.map((text) => (isMissing(text) ? "" : text));
    return { account: accountOf(name, "prose", texts, isMissing), prose };
  }
  const at = (row: number): string => `${example(texts[row])} (line ${lines[row] ?? 0})`;
  const [unread] = lists.unread;
  const why = whyText(texts, at);
  const notes = [
    ...(why === undefined ? [] : [why]),
    ...(unread === undefined
      ? []
      : [`${cells(lists.unread.length)} like a list that cannot be read, kept as one value: ${at(unread)}`]),
    ...(lists.keptCommas === undefined || why !== undefined
      ? []
      : [`${at(lists.keptCommas)} is one value: commas separate in columns of tags only, | in any`]),
    ...keptWords(texts),
  ];
  if (lists.values.every((own) => own.length === 0)) return { account: accountOf(name, "left out", texts, isMissing) };
  const account = accountOf(name, "category", texts, isMissing, notes);
  const missing = lists.values.filter((own) => own.length === 0).length;
  return { account: { ...account, missing }, values: lists.values };
}

/** The report of a column whose cells are `texts`. */
export function accountOf(
  name: string,
  kind: ColumnKind,
  texts: readonly string[],
  missing: (text: string) => boolean = isMissing,
  notes: readonly string[] = [],
): ColumnAccount {
  const none = texts.filter(missing).map((text) => text.trim());
  const markers = [...new Set(none)].filter((text) => text !== "");
  return {
    name,
    kind,
    missing: none.length,
    ...(markers.length === 0 ? {} : { markers }),
    ...(notes.length === 0 ? {} : { notes }),
  };
}

/**
 * Why a column is text although most of its cells look like numbers, dates or numbers with a unit; undefined otherwise.
 */
function whyText(texts: readonly string[], at: (row: number) => string): string | undefined {
  const given = [...texts.keys()].filter((row) => !isMissingNumber(texts[row] ?? ""));
  const cell = (row: number): string => (texts[row] ?? "").trim();
  const mostly = (fits: (text: string) => boolean): boolean =>
    given.filter((row) => fits(cell(row))).length > NEARLY_ALL * given.length;
  const code = given.find((row) => isCode(cell(row)));
  if (mostly((text) => looksLikeNumber(text) || isCode(text))) {
    if (code !== undefined) return `text, though most cells are numbers: ${at(code)} is a code with a zero in front`;
    const other = given.find((row) => !looksLikeNumber(cell(row)));
    if (other !== undefined) {
      const numbers = given.filter((row) => looksLikeNumber(cell(row))).length;
      return `text, though ${numbers} of ${given.length} cells are numbers: ${at(other)} is none`;
    }
    const units = unitsIn(given.map(cell));
    const [first = 0] = given;
    return units.length > 0
      ? `text, though all cells are numbers: not all are in the same unit (${units.slice(0, 3).join(", ")})`
      : `text, though all cells are numbers: no one notation fits them all, such as ${at(first)}`;
  }
  const date = given.find((row) => DATE.test(cell(row)));
  if (date !== undefined && mostly((text) => DATE.test(text))) {
    return `text: ${at(date)} is a date; give the year in a column of its own for a number`;
  }
  const unit = given.find((row) => WITH_UNIT.test(cell(row)));
  if (unit !== undefined && mostly((text) => WITH_UNIT.test(text))) {
    return `text: ${at(unit)} is a number with a unit; give the number alone in a column of its own`;
  }
  const odd = given.find((row) => NUMBER_LIKE.test(cell(row)) && !looksLikeNumber(cell(row)));
  if (odd !== undefined && mostly((text) => NUMBER_LIKE.test(text))) {
    return `text: ${at(odd)} is in no notation of numbers that is known; write 12.5 for a number`;
  }
  return undefined;
}

/** Missing-value markers of columns of numbers, which may be values here. */
function keptWords(texts: readonly string[]): string[] {
  const kept = texts.filter((text) => !isMissing(text) && isMissingNumber(text)).map((text) => text.trim());
  return [...Map.groupBy(kept, (text) => text)].map(
    ([text, all]) =>
      `${JSON.stringify(text)} is kept as a value (${all.length} ${all.length === 1 ? "cell" : "cells"})`,
  );
}

function cells(count: number): string {
  return count === 1 ? "1 cell begins" : `${count} cells begin`;
}

/** A cell as notes show it. */
export function example(text = ""): string {
  const trimmed = text.trim();
  return JSON.stringify(trimmed.length > LONGEST_EXAMPLE ? `${trimmed.slice(0, LONGEST_EXAMPLE - 1)}…` : trimmed);
}

function averageLength(values: readonly (readonly string[])[]): number {
  let count = 0;
  let length = 0;
  for (const own of values) {
    count += own.length;
    for (const value of own) length += value.length;
  }
  return length / Math.max(1, count);
}
