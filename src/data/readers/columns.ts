import { DataError } from "../../errors.ts";
import type { Feedback } from "../interactions.ts";
import type { Role } from "./format.ts";

/** Which column of a table holds which part of an interaction; positions count from 0. */
export interface ColumnPlan {
  readonly user: number;
  readonly item: number;
  readonly rating: number | undefined;
  readonly timestamp: number | undefined;
  readonly feedback: Feedback;
}

/** Usual names in order of preference, in lower case and without anything but letters and digits. */
const USUAL_NAMES: Readonly<Record<Role, readonly string[]>> = {
  user: ["user", "userid", "uid", "username", "customer", "customerid", "reviewer", "reviewerid", "visitorid"],
  item: [
    ...["item", "itemid", "movie", "movieid", "book", "bookid", "isbn", "product", "productid", "asin"],
    ...["artist", "artistid", "track", "trackid", "song", "songid", "game", "gameid", "article", "articleid"],
  ],
  rating: ["rating", "bookrating", "value", "score", "stars", "plays", "playcount", "listens", "count", "weight"],
  timestamp: ["timestamp", "time", "unixtime", "ts", "datetime", "date", "createdat"],
};

/** Columns whose numbers are traces of behaviour, not judgements. */
const COUNT_NAMES: ReadonlySet<string> = new Set(["plays", "playcount", "listens", "count", "weight"]);

/**
 * Finds the columns of an interaction table: as named by the caller (letter case is ignored), otherwise by usual name.
 * Without a rating column, or with one that counts (plays, count, weight …), feedback is implicit. Throws DataError
 * `missing-column`.
 */
export function planColumns(
  fileName: string,
  names: readonly string[],
  given: Readonly<Partial<Record<Role, string>>>,
): ColumnPlan {
  const find = (role: Role): number | undefined => {
    const wanted = given[role];
    if (wanted === undefined) return findUsual(names, USUAL_NAMES[role]);
    const exact = names.indexOf(wanted);
    const position = exact >= 0 ? exact : names.findIndex((name) => name.toLowerCase() === wanted.toLowerCase());
    if (position < 0) {
      throw new DataError(
        "missing-column",
        `${fileName}: ${role}: there is no column "${wanted}"; the columns are ${names.join(", ")} (see --columns)`,
      );
    }
    return position;
  };
  const require = (role: "user" | "item"): number => {
    const position = find(role);
    if (position !== undefined) return position;
    const hint = names.length === 1 ? "; with one column only, the separator or --format may be wrong" : "";
    throw new DataError(
      "missing-column",
      `${fileName}: expected a column of ${role} ids, got the columns ${names.join(", ")}; ` +
        `name it with --columns ${role}=NAME${hint}`,
    );
  };
  const [user, item, rating, timestamp] = [require("user"), require("item"), find("rating"), find("timestamp")];
  const counts = rating === undefined || COUNT_NAMES.has(plainName(names[rating] ?? ""));
  return { user, item, rating, timestamp, feedback: counts ? "implicit" : "explicit" };
}

/** Whether both columns of ids are found among names. */
export function knowsColumns(names: readonly string[], given: Readonly<Partial<Record<Role, string>>>): boolean {
  const lower = names.map((name) => name.toLowerCase());
  return (["user", "item"] as const).every((role) => {
    const wanted = given[role];
    return wanted === undefined
      ? findUsual(names, USUAL_NAMES[role]) !== undefined
      : lower.includes(wanted.toLowerCase());
  });
}

/** Whether a column so named usually holds a part of an interaction. */
export function isUsualName(name: string): boolean {
  const plain = plainName(name);
  return Object.values(USUAL_NAMES).some((names) => names.includes(plain));
}

/** Whether a column so named usually holds users. */
export function isUserName(name: string): boolean {
  return USUAL_NAMES.user.includes(plainName(name));
}

/** The user id column of a file of users: usual names of a user, then `id`. undefined where there is none. */
export function findUserIdColumn(names: readonly string[]): number | undefined {
  return findUsual(names, [...USUAL_NAMES.user.filter((name) => name.endsWith("id")), ...USUAL_NAMES.user, "id"]);
}

/** The item id column of a catalogue file: usual names of an item, then `id`. undefined where there is none. */
export function findItemIdColumn(names: readonly string[]): number | undefined {
  return findUsual(names, [...USUAL_NAMES.item.filter((name) => name.endsWith("id")), ...USUAL_NAMES.item, "id"]);
}

/** The column that holds titles. undefined where there is none. */
export function findTitleColumn(names: readonly string[]): number | undefined {
  return findUsual(names, ["title", "name", "booktitle"]);
}

function findUsual(names: readonly string[], usual: readonly string[]): number | undefined {
  const found = names.map(plainName);
  const name = usual.find((candidate) => found.includes(candidate));
  return name === undefined ? undefined : found.indexOf(name);
}

/** A column name in lower case and without anything but letters and digits: `User-ID` is `userid`. */
export function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}
