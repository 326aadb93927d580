import { show } from "../../check.ts";
import { DataError, OptionsError } from "../../errors.ts";
import { didYouMean } from "../../nearest.ts";
import { type ColumnSample, NO_SAMPLE, someAreNumbers, someAreTimes } from "./column-sample.ts";
import type { ColumnsRead, FoundColumns } from "./columns-read.ts";
import { listNames } from "./faults.ts";
import type { GivenColumns, Role, StageOptions } from "./format.ts";
import { noteColumns } from "./note-columns.ts";
import {
  baseName,
  EVENT_NAMES,
  ITEM_CODES,
  ITEM_NAMES,
  isRowNumberName,
  isTakenUnseen,
  plainName,
  TIME_NAMES,
  USER_NAMES,
  VALUE_NAMES,
} from "./usual-names.ts";

/** Which column of a table holds which part of an interaction; positions count from 0. */
export interface ColumnPlan extends FoundColumns {
  /** The same by name, with the unused columns. */
  readonly reading: ColumnsRead;
}

/** How the columns of a table are looked for. */
export interface ColumnWishes {
  /** The texts of the first rows. Default: unknown. */
  readonly sample?: ColumnSample;
  /** Whether events have weights, so that a column of events is needed. */
  readonly wantsEvents?: boolean;
  /** Whether the caller gives the notation of dates: then dates are not inspected. */
  readonly knowsDates?: boolean;
}

/**
 * Finds the columns of an interaction table: as named by the caller (letter case is ignored), otherwise by usual name
 * (usual-names.ts). Values are counts, and feedback implicit, where the caller names them `count`, where the caller
 * names none and their usual name counts, and where there are none; otherwise they are ratings. With a column of events
 * only a count that the caller names is taken. Throws DataError `missing-column`, OptionsError `rating-and-count`,
 * `rating-and-event`.
 */
export function planColumns(
  fileName: string,
  names: readonly string[],
  given: GivenColumns,
  { sample = NO_SAMPLE, wantsEvents = false, knowsDates = false }: ColumnWishes = {},
): ColumnPlan {
  checkGiven(given, wantsEvents);
  const named = (role: Role): number | undefined => {
    const wanted = given[role];
    return wanted === undefined ? undefined : findGiven(fileName, names, role, wanted);
  };
  const require = (role: "user" | "item", usual: readonly string[]): number => {
    const position = named(role) ?? findUsual(names, usual);
    if (position === undefined) throw missingId(fileName, names, role);
    return position;
  };
  const user = require("user", USER_NAMES);
  const item = require("item", ITEM_NAMES);
  const taken = new Set<number | undefined>([user, item]);
  const event = named("event") ?? (wantsEvents ? findEvent(fileName, names, taken) : undefined);
  taken.add(event);
  const asked = named("rating") ?? named("count");
  const fits = (position: number): boolean =>
    isTakenUnseen(baseName(names[position] ?? "")) || someAreNumbers(sample(position));
  const rating = asked ?? (event === undefined ? findUsual(names, [...VALUE_NAMES.keys()], taken, fits) : undefined);
  taken.add(rating);
  const isTime = (position: number): boolean =>
    knowsDates || isTakenUnseen(baseName(names[position] ?? "")) || someAreTimes(sample(position));
  const timestamp = named("timestamp") ?? findUsual(names, TIME_NAMES, taken, isTime);
  const isRating =
    given.rating !== undefined ||
    (asked === undefined && rating !== undefined && VALUE_NAMES.get(baseName(names[rating] ?? "")) === "rating");
  const plan = { user, item, rating, timestamp, event, feedback: isRating ? "explicit" : "implicit" } as const;
  return { ...plan, reading: noteColumns(names, plan, given, sample) };
}

function checkGiven(given: GivenColumns, wantsEvents: boolean): void {
  const { rating, count, event } = given;
  if (rating !== undefined && count !== undefined) {
    throw new OptionsError(
      "rating-and-count",
      "columns: expected either a column of ratings (opinions) or one of counts (behaviour), got both; leave rating or count out",
    );
  }
  if (rating !== undefined && (event !== undefined || wantsEvents)) {
    throw new OptionsError(
      "rating-and-event",
      "columns: expected no rating beside event, as events are behaviour; name numbers that say how often or how much as count",
    );
  }
  const parts = new Map<string, string>();
  for (const [role, name] of Object.entries(given)) {
    if (name === undefined) continue;
    const other = parts.get(name);
    if (other !== undefined) {
      throw new OptionsError(
        "same-column",
        `columns: expected a column of its own for ${other} and for ${role}, got ${show(name)} for both`,
      );
    }
    parts.set(name, role);
  }
}

function findGiven(fileName: string, names: readonly string[], role: Role, wanted: string): number {
  const exact = names.indexOf(wanted);
  const position = exact >= 0 ? exact : names.findIndex((name) => name.toLowerCase() === wanted.toLowerCase());
  if (position >= 0) return position;
  throw new DataError(
    "missing-column",
    `${fileName}: ${role}: there is no column "${wanted}"${/^\d+$/.test(wanted) ? "" : didYouMean(wanted, names)}; the columns are ${listNames(names)} (see --columns)`,
  );
}

function missingId(fileName: string, names: readonly string[], role: "user" | "item"): DataError {
  const rowNumber = names.find((name) => isRowNumberName(plainName(name)) && name !== "");
  const hints = [
    names.length === 1 ? "; with one column only, the separator or --format may be wrong" : "",
    rowNumber === undefined ? "" : `; "${rowNumber}" usually numbers the rows, and is taken only when it is named`,
  ];
  return new DataError(
    "missing-column",
    `${fileName}: expected a column of ${role} ids, got the columns ${listNames(names)}; ` +
      `name it with --columns ${role}=NAME${hints.join("")}`,
  );
}

function findEvent(fileName: string, names: readonly string[], taken: ReadonlySet<number | undefined>): number {
  const position = findUsual(names, EVENT_NAMES, taken);
  if (position !== undefined) return position;
  throw new DataError(
    "missing-column",
    `${fileName}: expected a column of events, got the columns ${listNames(names)}; name it with --columns event=NAME, or leave --events out`,
  );
}

/** Options of the column search, from the options of reading. */
export function wishes({ events, notation = {} }: Pick<StageOptions, "events" | "notation">): ColumnWishes {
  return { wantsEvents: events !== undefined, knowsDates: notation.dateFormat !== undefined };
}

/** The texts of a raw row (stage.ts) that are used. */
export function meansOf({ rating, event }: FoundColumns): { readonly hasRating: boolean; readonly hasEvent: boolean } {
  return { hasRating: rating !== undefined, hasEvent: event !== undefined };
}

/** Whether both columns of ids are found among names. */
export function knowsColumns(names: readonly string[], given: GivenColumns): boolean {
  const lower = names.map((name) => name.toLowerCase());
  return (["user", "item"] as const).every((role) => {
    const wanted = given[role];
    return wanted === undefined
      ? findUsual(names, role === "user" ? USER_NAMES : ITEM_NAMES) !== undefined
      : lower.includes(wanted.toLowerCase());
  });
}

/** Whether the name is a usual name of a part of an interaction. */
export function isUsualName(name: string): boolean {
  const plain = baseName(name);
  return [USER_NAMES, ITEM_NAMES, [...VALUE_NAMES.keys()], TIME_NAMES].some((names) => names.includes(plain));
}

/** Whether the name is a usual name of users. */
export function isUserName(name: string): boolean {
  return USER_NAMES.includes(plainName(name));
}

/** The user id column of a file of users: usual names of a user, then `id`. undefined where there is none. */
export function findUserIdColumn(names: readonly string[]): number | undefined {
  return findIdColumn(names, USER_NAMES);
}

/** The item id column of a catalogue file: usual names of an item, then `id`. undefined where there is none. */
export function findItemIdColumn(names: readonly string[]): number | undefined {
  return findIdColumn(names, ITEM_NAMES);
}

/** The column that holds titles. undefined where there is none. */
export function findTitleColumn(names: readonly string[]): number | undefined {
  return findUsual(names, ["title", "name", "booktitle"]);
}

/**
 * Usual names that end in `id`, codes, `id`, then the others: an artist or a series may also be an attribute of the
 * item.
 */
function findIdColumn(names: readonly string[], usual: readonly string[]): number | undefined {
  const isCode = (name: string): boolean => ITEM_CODES.has(name);
  return findUsual(names, [...usual.filter((name) => name.endsWith("id")), ...usual.filter(isCode), "id", ...usual]);
}

function findUsual(
  names: readonly string[],
  usual: readonly string[],
  taken: ReadonlySet<number | undefined> = new Set(),
  fits: (position: number) => boolean = () => true,
): number | undefined {
  const found = names.map(baseName);
  for (const name of usual) {
    const position = found.indexOf(name);
    if (position >= 0 && !taken.has(position) && fits(position)) return position;
  }
  return undefined;
}
