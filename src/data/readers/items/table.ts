import { DataError } from "../../../errors.ts";
import { findItemIdColumn, findTitleColumn } from "../columns.ts";
import { listNames } from "../faults.ts";
import { type Catalogue, type CatalogueRow, checkUniqueIds } from "./catalogue.ts";

/** Values of a text column longer than this on average are prose, not categories. */
const LONGEST_CATEGORY = 100;

/** Columns whose values may stand between commas where no `|` is used. */
const TAG_NAMES: ReadonlySet<string> = new Set(["tags", "genres"]);

/**
 * A catalogue out of a table with named columns: an item id column, a title, and attributes by their content. A column
 * of numbers becomes numeric, one of short texts a category, one of long texts prose; empty columns are left out. Throws DataError
 * `missing-column`, `duplicate-item`.
 */
export function catalogueFromTable(
  fileName: string,
  names: readonly string[],
  rows: readonly CatalogueRow[],
): Catalogue {
  const idColumn = findItemIdColumn(names);
  if (idColumn === undefined) {
    throw new DataError(
      "missing-column",
      `${fileName}: expected an item id column (itemId, movieId, ISBN, id …) in the first row, got ${listNames(names)}; ` +
        "rename one of them",
    );
  }
  const cells = (column: number): string[] => rows.map((row) => row.fields[column] ?? "");
  const ids = cells(idColumn);
  checkUniqueIds(fileName, ids, rows);
  const titleColumn = findTitleColumn(names);
  const categories = new Map<string, string[][]>();
  const numbers = new Map<string, number[]>();
  const prose = new Map<string, string[]>();
  for (const [column, name] of names.entries()) {
    if (column === idColumn || column === titleColumn || name === "") continue;
    const texts = cells(column);
    if (texts.every((text) => text.trim() === "")) continue;
    if (texts.every(isNumberOrEmpty)) {
      numbers.set(name, texts.map(toNumber));
      continue;
    }
    const values = texts.map((text) => splitValues(name, text));
    if (averageLength(values) <= LONGEST_CATEGORY) categories.set(name, values);
    else prose.set(name, texts);
  }
  const titles = titleColumn === undefined ? ids.map(() => "") : cells(titleColumn);
  return { ids, titles, categories, numbers, texts: prose };
}

/** The values in one cell: between `|`, or between commas in a column of tags, or the elements of a JSON array. */
export function splitValues(columnName: string, text: string): string[] {
  const listed = jsonNames(text);
  if (listed) return listed;
  const commas = TAG_NAMES.has(columnName.toLowerCase()) && !text.includes("|");
  const values = text.split(commas ? "," : "|").map((value) => value.trim());
  return values.filter((value) => value !== "");
}

/** `["a", "b"]` or `[{"name": "a"}, …]`; undefined for anything else. */
function jsonNames(text: string): string[] | undefined {
  if (!text.startsWith("[")) return undefined;
  try {
    const list: unknown = JSON.parse(text);
    if (!Array.isArray(list)) return undefined;
    const names = list.map((entry: unknown) =>
      typeof entry === "object" && entry !== null && "name" in entry ? entry.name : entry,
    );
    return names.every((name) => typeof name === "string") ? names : undefined;
  } catch {
    return undefined;
  }
}

/** Digits with a leading zero are a code, not a number. */
function isNumberOrEmpty(text: string): boolean {
  const trimmed = text.trim();
  return trimmed === "" || (Number.isFinite(Number(trimmed)) && !/^[+-]?0[0-9xXbBoO]/.test(trimmed));
}

function toNumber(text: string): number {
  return text.trim() === "" ? Number.NaN : Number(text);
}

function averageLength(values: readonly (readonly string[])[]): number {
  const all = values.flat();
  return all.reduce((sum, value) => sum + value.length, 0) / Math.max(1, all.length);
}
