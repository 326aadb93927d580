import type { EventRows } from "../dataset.ts";
import type { Feedback } from "../interactions.ts";
import type { SourceFile } from "../node-files.ts";
import type { ColumnsRead } from "./columns-read.ts";
import type { Notation, TextLayout } from "./layout.ts";
import type { Session } from "./session.ts";

/** The parts of an interaction that a column can hold. */
export const ROLES = ["user", "item", "rating", "count", "timestamp", "event"] as const;

export type Role = (typeof ROLES)[number];

/** Column names given by the caller. */
export type GivenColumns = Readonly<Partial<Record<Role, string | undefined>>>;

/** Weight of a row by its event. */
export type EventWeights = Readonly<Record<string, number>>;

/** Options of staging a file. */
export interface StageOptions {
  /** Column names given by the caller; the others are guessed. */
  readonly columns: GivenColumns;
  /** Weight of a row by event; rows of other events are left out. Default: 1 for all events. */
  readonly events?: EventWeights | undefined;
  readonly skipBadRows: boolean;
  /** The layout of the text, as far as the caller gives it; for formats with `takesLayout`. */
  readonly layout?: TextLayout;
  /** The notation of numbers and dates, as far as the caller gives it; for formats with `takesColumns`. */
  readonly notation?: Notation;
}

/** Counts of the rows of one file. */
export interface StagedFile {
  readonly feedback: Feedback;
  /** Whether the source has a timestamp at all. */
  readonly hasTimestamps: boolean;
  readonly reading: ColumnsRead;
  readonly rowsRead: number;
  readonly badRows: number;
  readonly badRowExamples: readonly string[];
  /** Rows marked as unrated, left out by a rule of the format; they count in `rowsRead` and not as bad rows. */
  readonly implicitRowsDropped: number;
  /** The names of the columns, where the format has some: parts of one data set must agree. */
  readonly columnNames?: readonly string[];
  /** Of a column of events: its kinds and their rows. */
  readonly events?: readonly EventRows[];
  /** Rows left out because their event has no weight. */
  readonly otherEventsDropped?: number;
  /** Notes on the data, a sentence each. */
  readonly notes?: readonly string[];
}

/** A format of interaction files: one object a format, listed in formats.ts. */
export interface InteractionsFormat {
  /** Name on the command line. */
  readonly name: string;
  /** Whether the caller may name the columns; the others are fixed by the format. */
  readonly takesColumns: boolean;
  /** Whether the caller may give the layout of the text: separator, header, quotes. */
  readonly takesLayout?: boolean;
  /** Whether `auto` chooses this format for such a file; formats are asked in the order of the table. */
  recognises(file: SourceFile): boolean;
  /** Puts the good rows of the file into the table `staged` under this part number and counts the others. */
  stage(session: Session, file: SourceFile, part: number, options: StageOptions): Promise<StagedFile>;
}
