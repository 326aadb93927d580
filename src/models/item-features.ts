import { type Csr, csrFromCoordinates } from "../data/csr.ts";
import type { ItemTable } from "../data/items.ts";
import { OptionsError } from "../errors.ts";
import { didYouMean } from "../nearest.ts";

/**
 * Features of items from the categories of the item table: items × (items + values of all chosen columns). Every item has
 * itself, with value 1, and the m values that it has in the columns, with 1/m each: what an item is called weighs no more
 * than what it is, however many names it has. undefined where nothing but the item is chosen.
 *
 * `choice` is none, all, or names of columns joined by commas. Throws OptionsError `unknown-column` for a column that the
 * table does not have, and for a choice other than none where the table has no categories at all.
 */
export function itemFeatures(items: ItemTable, choice: string): Csr | undefined {
  if (choice === "none") return undefined;
  const known = [...items.categories.keys()];
  const wanted = choice === "all" ? known : choice.split(",").map((name) => name.trim());
  if (known.length === 0) {
    throw new OptionsError(
      "unknown-column",
      `itemFeatures: expected items with categories, but there are none; give them with --items, or use itemFeatures=none`,
    );
  }
  const itemCount = items.titles.length;
  const rows: number[] = Array.from({ length: itemCount }, (_, item) => item);
  const columns = [...rows];
  let columnCount = itemCount;
  for (const name of wanted) {
    const column = items.categories.get(name);
    if (column === undefined) {
      throw new OptionsError(
        "unknown-column",
        `itemFeatures: the items have no column ${name}; they have ${known.join(", ")}${didYouMean(name, known)}`,
      );
    }
    for (let item = 0; item < itemCount; item++) {
      for (const code of column.codes.subarray(column.offsets[item], column.offsets[item + 1])) {
        rows.push(item);
        columns.push(columnCount + code);
      }
    }
    columnCount += column.dictionary.length;
  }
  const counts = new Float64Array(itemCount);
  for (const row of rows.slice(itemCount)) counts[row]! += 1;
  const values = Float32Array.from(rows, (row, entry) => (entry < itemCount ? 1 : 1 / counts[row]!));
  return csrFromCoordinates(itemCount, columnCount, Uint32Array.from(rows), Uint32Array.from(columns), values);
}
