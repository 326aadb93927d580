import type { Interactions } from "./interactions.ts";
import type { ItemTable } from "./items.ts";
import type { UserTable } from "./users.ts";

/** A data set as read: interactions, item metadata, and counts of all rows. */
export interface Dataset {
  /** Human name: the file's name without its ending, or the built-in catalogue's. */
  readonly name: string;
  /** Printed with every result on this data ("simulated audience"); empty where there is no note. */
  readonly note: string;
  readonly interactions: Interactions;
  readonly items: ItemTable;
  /** Absent where no file of users was given. */
  readonly users?: UserTable | undefined;
  /** sha-256 of the dense interactions, hexadecimal: same rows, same fingerprint. */
  readonly fingerprint: string;
  readonly report: ReadReport;
}

/** The column of each part of one table. One for every file that was named; plain data, ready for JSON. */
export interface TableReading {
  /** What messages call the file, the folder or the pattern. */
  readonly file: string;
  readonly table: "interactions" | "train" | "test" | "items" | "users";
  /**
   * The column of each part, null where none was taken. Tables of interactions have `user`, `item`, `value`,
   * `timestamp` and `event`; others name their own parts.
   */
  readonly columns: Readonly<Record<string, string | null>>;
  /** Unused columns, in the order of the table. */
  readonly notUsed: readonly string[];
  /** Notes on columns that may have been read differently than expected, a sentence each. */
  readonly notes: readonly string[];
  /** Of a table of items or users: how each other column was read. Absent for interactions. */
  readonly attributes?: readonly AttributeReading[];
  /**
   * Of a column of events: every kind of event with its rows, the most frequent first. Absent without such a column.
   */
  readonly events?: readonly EventRows[];
}

/** A column of a table of items or users that holds an attribute. */
export interface AttributeReading {
  readonly name: string;
  readonly type: "number" | "category" | "prose" | "address";
  /** Rows without a value in it. */
  readonly missing: number;
  /** The markers in such rows where they are not empty: `NaN`, `NULL`. Absent where all are empty. */
  readonly markers?: readonly string[];
}

/** The rows of one kind of event. */
export interface EventRows {
  readonly event: string;
  readonly rows: number;
  /** Weight of a row; null where these rows were left out. */
  readonly weight: number | null;
}

/** Counts of the rows of the input: every row that was left out or merged is counted. */
export interface ReadReport {
  /** Which columns were read as what, table by table. Absent where the data were not read from a file. */
  readonly read?: readonly TableReading[];
  readonly rowsRead: number;
  /** Bad rows that were left out (only with skipBadRows). */
  readonly badRows: number;
  /** The first few bad rows, ready to print: `ratings.csv:1043: rating: expected a number, got "n/a"`. */
  readonly badRowExamples: readonly string[];
  /**
   * Rows left out because the format marks them as unrated (`book-crossing`: a rating of 0). They count in
   * `rowsRead` and not as bad rows. Absent where the data were not read from a file.
   */
  readonly implicitRowsDropped?: number;
  /** Rows merged into another row of the same user and item. */
  readonly duplicatesMerged: number;
  /**
   * Pairs of a user and an item left out because their count is 0 or below, after merging. Absent where there is none.
   */
  readonly nonPositiveDropped?: number;
  /** Pairs left out because their value, after merging, is below `minValue`. Absent without one. */
  readonly belowMinValue?: number;
  /** Rows left out because their event has no weight. Absent without such rows. */
  readonly otherEventsDropped?: number;
  /** Items of the catalogue file without an interaction; they are left out. */
  readonly catalogueOnlyItems: number;
  /** Items of the catalogue file without an interaction that were kept on request. Absent without that request. */
  readonly coldItems?: number;
  /** Items with interactions that the catalogue file does not have; they keep empty attributes. */
  readonly uncataloguedItems: number;
  /** Users of the file of users without an interaction; they are left out. Absent without such a file. */
  readonly tableOnlyUsers?: number;
  /**
   * Users with interactions that the file of users does not have; they have no attributes. Absent without such a file.
   */
  readonly untabledUsers?: number;
  /** Notes on the data, a sentence each: blanks around ids, a decimal comma. Absent where there are none. */
  readonly notes?: readonly string[];
  /**
   * Rows that a filter left out after reading; the other counts are those of the whole input. Absent without a filter.
   */
  readonly filtered?: FilteredCounts;
}

/** How much a filter left out. */
export interface FilteredCounts {
  readonly users: number;
  readonly items: number;
  readonly interactions: number;
}
