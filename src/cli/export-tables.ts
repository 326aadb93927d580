import { join } from "node:path";
import type { Artefact } from "../artefact/artefact.ts";
import { categoryValues } from "../data/items.ts";
import type { TableFormat } from "../data/table-formats.ts";
import { createTableWriter, type TableColumn } from "../data/table-writer.ts";
import type { Exported } from "./export-vectors.ts";

/** Between the values of an item in a column of categories, as in MovieLens. */
const BETWEEN = "|";

/** Names that columns of a catalogue may not take. */
const OWN = ["row", "item", "title", "interactions"];

/** items.FORMAT: row, id, title, interactions and every column of the catalogue, several values joined by |. */
export async function writeItemTable(
  folder: string,
  format: TableFormat,
  { items, popularity }: Artefact,
  signal: AbortSignal,
): Promise<Exported> {
  const count = items.itemIds.size;
  const rows = Array.from({ length: count }, (_, row) => row);
  const columns: { readonly column: TableColumn; readonly values: readonly (string | number | null)[] }[] = [
    { column: { name: "row", type: "integer" }, values: rows },
    { column: { name: "item", type: "text" }, values: items.itemIds.ids },
    { column: { name: "title", type: "text" }, values: items.titles.map((title) => (title === "" ? null : title)) },
    { column: { name: "interactions", type: "integer" }, values: [...popularity] },
  ];
  const taken = new Set(OWN);
  const free = (name: string): string => {
    let own = name;
    while (taken.has(own.toLowerCase())) own = `${own}_`;
    taken.add(own.toLowerCase());
    return own;
  };
  for (const [name, column] of items.categories) {
    const values = rows.map((row) => categoryValues(column, row).join(BETWEEN) || null);
    columns.push({ column: { name: free(name), type: "text" }, values });
  }
  for (const [name, numbers] of items.numbers) {
    const values = Array.from(numbers, (number) => (Number.isNaN(number) ? null : number));
    columns.push({ column: { name: free(name), type: "number" }, values });
  }
  const name = `items.${format}`;
  await writeTable(join(folder, name), format, columns, signal);
  return { name, meaning: "the items in the order of the rows, with interactions and the columns of the catalogue" };
}

/** users.FORMAT: row and id. */
export async function writeUserTable(
  folder: string,
  format: TableFormat,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<Exported> {
  const name = `users.${format}`;
  const columns = [
    { column: { name: "row", type: "integer" }, values: ids.map((_, row) => row) },
    { column: { name: "user", type: "text" }, values: ids },
  ] as const;
  await writeTable(join(folder, name), format, columns, signal);
  return { name, meaning: "the users in the order of the rows" };
}

async function writeTable(
  path: string,
  format: TableFormat,
  columns: readonly { readonly column: TableColumn; readonly values: readonly (string | number | null)[] }[],
  signal: AbortSignal,
): Promise<void> {
  const table = await createTableWriter(
    format,
    columns.map(({ column }) => column),
    signal,
  );
  try {
    table.add(columns.map(({ values }) => values));
    await table.writeTo(path);
  } finally {
    table.close();
  }
}
