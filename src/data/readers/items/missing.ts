/** Missing in any column: what databases and data frames write for a missing value. Exact texts. */
const ALWAYS_MISSING: ReadonlySet<string> = new Set([
  ...["NaN", "nan", "NULL", "null", "\\N", "N/A", "n/a", "<NA>", "#N/A"],
]);

/**
 * Missing in a column of numbers as well, in any letter case: as a text, each of them may be a value ("NA" is Namibia).
 * These are what databases and data frames write for a missing value, and what they and spreadsheets write for a
 * non-numeric result.
 */
const MISSING_AMONG_NUMBERS: ReadonlySet<string> = new Set([
  ...["nan", "-nan", "nat", "null", "(null)", "\\n", "n/a", "n.a.", "<na>", "#n/a", "#n/a n/a", "#na", "na", "none"],
  ...["nil", "missing", "undefined", "unknown", "-", "--", "–", "—", "?", "."],
  ...["inf", "+inf", "-inf", "infinity", "+infinity", "-infinity", "1.#ind", "-1.#ind", "1.#qnan", "-1.#qnan"],
  ...["#div/0!", "#value!", "#num!", "#ref!", "#name?", "#null!"],
]);

/** Whether a cell is missing in any column: it is empty or a marker of a missing value. */
export function isMissing(text: string): boolean {
  const trimmed = text.trim();
  return trimmed === "" || ALWAYS_MISSING.has(trimmed);
}

/** Whether a cell has no number, where the others of its column have one. */
export function isMissingNumber(text: string): boolean {
  const trimmed = text.trim();
  return isMissing(trimmed) || MISSING_AMONG_NUMBERS.has(trimmed.toLowerCase());
}
