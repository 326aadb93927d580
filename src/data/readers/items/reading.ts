import type { AttributeReading, TableReading } from "../../dataset.ts";
import type { ColumnAccount } from "./column.ts";

/** The reading of a table of items or users, from the reports of its columns in their order. */
export function tableReading(
  file: string,
  table: "items" | "users",
  accounts: readonly ColumnAccount[],
  notes: readonly string[],
): TableReading {
  const nameOf = (kind: ColumnAccount["kind"]): string | null =>
    accounts.find((one) => one.kind === kind)?.name ?? null;
  return {
    file,
    table,
    columns: table === "items" ? { item: nameOf("id"), title: nameOf("title") } : { user: nameOf("id") },
    notUsed: accounts.filter(({ kind }) => kind === "left out").map(({ name }) => name),
    notes: [
      ...notes.map((note) => `${file}: ${note}`),
      ...accounts.flatMap(({ name, notes = [] }) => notes.map((note) => `${file}: ${name || '""'}: ${note}`)),
    ],
    attributes: accounts.flatMap(({ name, kind, missing, markers }): AttributeReading[] => {
      if (kind === "id" || kind === "title" || kind === "left out") return [];
      return [{ name, type: kind, missing, ...(markers === undefined ? {} : { markers }) }];
    }),
  };
}
