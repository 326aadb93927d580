import { show } from "../../check.ts";
import { DataError } from "../../errors.ts";

/** Bad rows: their number, and the first of them ready to print. */
export interface BadRows {
  readonly count: number;
  readonly examples: readonly string[];
}

export const NO_BAD_ROWS: BadRows = { count: 0, examples: [] };

/** Maximum number of bad rows that are shown. */
export const EXAMPLE_COUNT = 5;

/** Separates, inside a fault, the expectation from the text that was found. Never part of a printed message. */
const SEPARATOR = "\u001f";

/** A fault as one text: the expectation and, where that helps, the text that was found. */
export function fault(expected: string, got?: string): string {
  return got === undefined ? expected : `${expected}${SEPARATOR}${got}`;
}

/** SQL that makes the same text as `fault` from a constant and an expression. */
export function faultSql(expected: string, gotSql: string): string {
  return `'${expected}' || chr(31) || left(coalesce(${gotSql}, ''), 80)`;
}

/** A bad row as printed: `ratings.csv:1043: rating: expected a number, got "n/a"`. */
export function describeFault(fileName: string, line: number, text: string): string {
  const [expected = "", got] = text.split(SEPARATOR);
  return `${fileName}:${line}: ${expected}${got === undefined ? "" : `, got ${show(got)}`}`;
}

/** Maximum number of column names that an error shows. */
const SHOWN_NAMES = 12;

/** Column names as an error lists them: the first ones, and the total where there are many. */
export function listNames(names: readonly string[]): string {
  const shown = names
    .slice(0, SHOWN_NAMES)
    .map((name) => (name.length > 60 ? `${name.slice(0, 60)}…` : name))
    .join(", ");
  return names.length <= SHOWN_NAMES ? shown : `${shown} … (${names.length.toLocaleString("en")} columns)`;
}

/** Throws DataError `bad-rows` when there are bad rows and they may not be left out. */
export function refuseBadRows(fileName: string, bad: BadRows, rowsRead: number, skipBadRows: boolean): void {
  if (bad.count === 0 || skipBadRows) return;
  const [first = "", ...others] = bad.examples;
  const more = others.map((example) => `\n  ${example}`).join("");
  const [count, total] = [bad.count.toLocaleString("en"), rowsRead.toLocaleString("en")];
  throw new DataError(
    "bad-rows",
    `${first} (${count} such ${bad.count === 1 ? "row" : "rows"} of ${total} in ${fileName}; ` +
      `correct them, or use --skip-bad-rows to leave them out)${more}`,
  );
}
