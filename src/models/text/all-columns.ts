import { show } from "../../check.ts";

/** Stands for every column that has text. */
export const ALL_COLUMNS = "auto";

/** Columns of text by their names, as options take them. */
export const COLUMN_NAMES = `${ALL_COLUMNS}, or names of columns separated by commas`;

/** Throws RangeError for what is no list of names. */
export function checkColumnNames(name: string, value: unknown): string {
  if (typeof value === "string" && value.split(",").every((column) => column.trim() !== "")) return value;
  throw new RangeError(`${name}: expected ${COLUMN_NAMES}; got ${show(value)}`);
}
