import type { TableReading } from "../../data/dataset.ts";
import { count } from "./format.ts";
import type { ReportTable } from "./types.ts";

/** How the columns of every table that was read were taken; nothing where no file was read. */
export function columnTables(readings: readonly TableReading[] = []): ReportTable[] {
  return readings.map(({ file, columns, attributes = [], notUsed, notes }) => ({
    caption: `The columns of ${file}`,
    columns: ["column", "read as", "rows without a value"],
    rows: [
      ...Object.entries(columns).flatMap(([part, name]) => (name === null ? [] : [[name, part, ""]])),
      ...attributes.map(({ name, type, missing, markers = [] }) => {
        const marked = markers.length === 0 ? "" : ` (${markers.join(", ")})`;
        return [name, type, { figure: `${count(missing)}${marked}` }];
      }),
      ...notUsed.map((name) => [name || "(no name)", "not used", ""]),
      ...notes.map((note) => ["note", note, ""]),
    ],
  }));
}
