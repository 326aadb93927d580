import type { TableReading } from "../dataset.ts";
import type { Feedback } from "../interactions.ts";

/** Positions of the columns of a table of interactions, from 0. */
export interface FoundColumns {
  readonly user: number;
  readonly item: number;
  /** The column of values; `feedback` says whether they are ratings or counts. */
  readonly rating: number | undefined;
  readonly timestamp: number | undefined;
  /** The column of event kinds. */
  readonly event?: number | undefined;
  readonly feedback: Feedback;
}

/** The columns of a table of interactions and their parts; `TableReading` adds the file. */
export type ColumnsRead = Pick<TableReading, "columns" | "notUsed" | "notes">;

/** The reading of a format whose columns are fixed, in the words of the format where it has no names. */
export function fixedColumns(
  user: string,
  item: string,
  value: string | null = null,
  timestamp: string | null = null,
): ColumnsRead {
  return { columns: { user, item, value, timestamp, event: null }, notUsed: [], notes: [] };
}
