import { show } from "../../../check.ts";
import { DataError } from "../../../errors.ts";
import type { TableReading } from "../../dataset.ts";
import { type CategoryColumn, createCategoryColumn } from "../../items.ts";
import type { SourceFile } from "../../node-files.ts";
import { alignUsers, type UserTable } from "../../users.ts";
import { createVocabulary, type Vocabulary } from "../../vocabulary.ts";
import { findUserIdColumn } from "../columns.ts";
import { type BadRows, fault, listNames, refuseBadRows } from "../faults.ts";
import { accountOf, type ColumnAccount, readColumn } from "../items/column.ts";
import { readLists } from "../items/lists.ts";
import { isMissing, isMissingNumber } from "../items/missing.ts";
import { tableReading } from "../items/reading.ts";
import { withReadIds } from "../items/row-ids.ts";
import { type CatalogueTable, readTable, readWholeLines } from "../items/rows.ts";
import type { Session } from "../session.ts";
import { openWhole } from "../whole-file.ts";

/** Users in the order of a vocabulary, and counts of unmatched users. */
export interface AlignedUsers {
  readonly table: UserTable;
  /** Users of the file without an interaction; they are left out. */
  readonly tableOnlyUsers: number;
  /** Users with interactions that the file does not have; they have no attributes. */
  readonly untabledUsers: number;
  readonly bad: BadRows;
  readonly reading: TableReading;
}

/** Files of users without a header: how they are recognised, their separator, and the names of their fields. */
const HEADERLESS = [
  {
    // u.user of MovieLens 100K
    recognises: ({ name, text }: SourceFile) =>
      name === "u.user" || /^\d+\|\d+\|[MF]\|[^|\r\n]*\|[^|\r\n]*\r?\n/.test(text),
    separator: "|",
    names: ["userId", "age", "gender", "occupation", "zip"],
  },
  {
    // users.dat of MovieLens 1M
    recognises: ({ text }: SourceFile) => /^\d+::[MF]::\d+::\d+::[^:\r\n]*\r?\n/.test(text),
    separator: "::",
    names: ["userId", "gender", "age", "occupation", "zip"],
  },
] as const;

/**
 * Reads a file of users (csv, tsv, jsonl, parquet, u.user, users.dat) and puts it into the order of `userIds`. Throws
 * DataError for anything about the file: `missing-column`, `duplicate-user`, `no-rows`, `bad-rows` and those of
 * reading.
 */
export async function readUsers(
  session: Session,
  path: string,
  userIds: Vocabulary,
  skipBadRows: boolean,
): Promise<AlignedUsers> {
  const file = await openWhole(session, path);
  const table = await readUserRows(session, file);
  const { names } = table;
  const column = findUserIdColumn(names);
  if (column === undefined) {
    throw new DataError(
      "missing-column",
      `${file.name}: expected a user id column (userId, user, customerId, id …) in the first row, got ${listNames(names)}; ` +
        "rename one of them",
    );
  }
  const { rows: good, bad, notes } = withReadIds(file.name, "user", column, table);
  refuseBadRows(file.name, bad, table.rows.length + table.bad.count, skipBadRows);
  if (good.length === 0) throw new DataError("no-rows", `${file.name}: expected at least one user, got none`);
  const lineOf = new Map<string, number>();
  for (const { line, fields } of good) {
    const id = fields[column] ?? "";
    const earlier = lineOf.get(id);
    if (earlier !== undefined) {
      throw new DataError(
        "duplicate-user",
        `${file.name}:${line}: expected every user once, got ${show(id)} again (first on line ${earlier}); remove one of them`,
      );
    }
    lineOf.set(id, line);
  }
  const lines = good.map(({ line }) => line);
  const cells = (place: number): string[] => good.map(({ fields }) => fields[place] ?? "");
  const columns: ColumnAccount[] = [];
  const categories = new Map<string, CategoryColumn>();
  for (const [place, name] of names.entries()) {
    const why =
      name === "" ? "it has no name" : names.indexOf(name) < place ? "another column has its name" : undefined;
    if (place === column) columns.push(accountOf(name, "id", cells(place)));
    else if (why !== undefined) columns.push(accountOf(name, "left out", cells(place), isMissing, [why]));
    else {
      const { account, values } = readAttribute(name, cells(place), lines);
      columns.push(account);
      categories.set(name, createCategoryColumn(values));
    }
  }
  const whole = { userIds: createVocabulary([...lineOf.keys()]), categories };
  const found = userIds.ids.filter((id) => lineOf.has(id)).length;
  return {
    table: alignUsers(whole, userIds),
    tableOnlyUsers: lineOf.size - found,
    untabledUsers: userIds.size - found,
    bad,
    reading: tableReading(file.name, "users", columns, notes),
  };
}

/**
 * An attribute of users: each distinct value is a category, numbers and long texts too. A missing marker of columns of
 * numbers is missing here as well.
 */
function readAttribute(
  name: string,
  texts: readonly string[],
  lines: readonly number[],
): { readonly account: ColumnAccount; readonly values: readonly (readonly string[])[] } {
  const { account, numbers, values } = readColumn(name, texts, lines);
  if (values !== undefined || account.kind === "left out") return { account, values: values ?? texts.map(() => []) };
  const missing = numbers === undefined ? isMissing : isMissingNumber;
  const listed = numbers === undefined ? readLists(name, texts).values : texts.map((text) => [text.trim()]);
  return {
    account: accountOf(name, "category", texts, missing),
    values: listed.map((own, row) => (missing(texts[row] ?? "") ? [] : own)),
  };
}

async function readUserRows(session: Session, file: SourceFile): Promise<CatalogueTable> {
  const headerless = HEADERLESS.find(({ recognises }) => recognises(file));
  if (headerless === undefined) return readTable(session, file, (names) => findUserIdColumn(names) !== undefined);
  const { separator, names } = headerless;
  const faultOf = (fields: readonly string[]): string | null =>
    fields.length === names.length ? null : fault(`expected ${names.length} fields, got ${fields.length}`);
  const table = await readWholeLines(file, "utf-8", (line) => line.split(separator), faultOf, session.signal);
  return { names, ...table };
}
