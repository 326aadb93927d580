import { type Csr, csrFromCoordinates } from "../../data/csr.ts";
import type { CategoryColumn, ItemTable } from "../../data/items.ts";
import type { UserTable } from "../../data/users.ts";
import { OptionsError } from "../../errors.ts";
import { didYouMean } from "../../nearest.ts";

/** What features are made of. */
interface Source {
  readonly option: "itemFeatures" | "userFeatures";
  readonly rows: "items" | "users";
  readonly file: "--items" | "--user-table";
  readonly rowCount: number;
  readonly columns: ReadonlyMap<string, CategoryColumn>;
}

/** Columns of attributes that became features, in the order of the features behind the rows themselves. */
export type FeatureColumns = ReadonlyMap<string, readonly string[]>;

/** Features of rows, and what they mean. */
export interface Features {
  /** rows × (rows + values of all chosen columns) */
  readonly matrix: Csr;
  readonly columns: FeatureColumns;
}

/**
 * Features of items from the categories of the item table: items × (items + values of all chosen columns). Every item has
 * itself, with value 1, and the m values that it has in the columns, with 1/m each: what an item is called weighs no more
 * than what it is, however many names it has. undefined where nothing but the item is chosen.
 *
 * `choice` is none, all, or names of columns joined by commas. Throws OptionsError `unknown-column` for a column that the
 * table does not have, and for a choice other than none where the table has no categories at all.
 */
export function itemFeatures({ titles, categories }: ItemTable, choice: string): Csr | undefined {
  const source = { option: "itemFeatures", rows: "items", file: "--items" } as const;
  return features({ ...source, rowCount: titles.length, columns: categories }, choice)?.matrix;
}

/** The same of users, from the table of users, which may be missing. */
export function userFeatures(users: UserTable | undefined, choice: string): Features | undefined {
  const source = { option: "userFeatures", rows: "users", file: "--user-table" } as const;
  return features({ ...source, rowCount: users?.userIds.size ?? 0, columns: users?.categories ?? new Map() }, choice);
}

function features({ option, rows: what, file, rowCount, columns }: Source, choice: string): Features | undefined {
  if (choice === "none") return undefined;
  const known = [...columns.keys()];
  const wanted = choice === "all" ? known : [...new Set(choice.split(",").map((name) => name.trim()))];
  if (known.length === 0) {
    throw new OptionsError(
      "unknown-column",
      `${option}: expected ${what} with categories, but there are none; give them with ${file}, or use ${option}=none`,
    );
  }
  const rows: number[] = Array.from({ length: rowCount }, (_, row) => row);
  const places = [...rows];
  let count = rowCount;
  const chosen = new Map<string, readonly string[]>();
  for (const name of wanted) {
    const column = columns.get(name);
    if (column === undefined) {
      throw new OptionsError(
        "unknown-column",
        `${option}: the ${what} have no column ${name}; they have ${known.join(", ")}${didYouMean(name, known)}`,
      );
    }
    for (let row = 0; row < rowCount; row++) {
      for (const code of column.codes.subarray(column.offsets[row], column.offsets[row + 1])) {
        rows.push(row);
        places.push(count + code);
      }
    }
    count += column.dictionary.length;
    chosen.set(name, column.dictionary);
  }
  const counts = new Float64Array(rowCount);
  for (const row of rows.slice(rowCount)) counts[row]! += 1;
  const values = Float32Array.from(rows, (row, entry) => (entry < rowCount ? 1 : 1 / counts[row]!));
  const matrix = csrFromCoordinates(rowCount, count, Uint32Array.from(rows), Uint32Array.from(places), values);
  return { matrix, columns: chosen };
}
