import { show } from "../../../check.ts";
import { DataError } from "../../../errors.ts";
import { createCategoryColumn } from "../../items.ts";
import type { SourceFile } from "../../node-files.ts";
import { alignUsers, type UserTable } from "../../users.ts";
import { createVocabulary, type Vocabulary } from "../../vocabulary.ts";
import { findUserIdColumn } from "../columns.ts";
import { type BadRows, describeFault, EXAMPLE_COUNT, fault, listNames, refuseBadRows } from "../faults.ts";
import { type CatalogueTable, readTable, readWholeLines } from "../items/rows.ts";
import { splitValues } from "../items/table.ts";
import type { Session } from "../session.ts";
import { openWhole } from "../whole-file.ts";

/** Users in the order of a vocabulary, and who was not there. */
export interface AlignedUsers {
  readonly table: UserTable;
  /** Users of the file without an interaction; they are left out. */
  readonly tableOnlyUsers: number;
  /** Users with interactions that the file does not have; they have no attributes. */
  readonly untabledUsers: number;
  readonly bad: BadRows;
}

/** Files of users without a header: how to know them, what stands between their fields, and the names of these. */
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
 * DataError for anything about the file: `missing-column`, `duplicate-user`, `no-rows`, `bad-rows` and those of reading.
 */
export async function readUsers(
  session: Session,
  path: string,
  userIds: Vocabulary,
  skipBadRows: boolean,
): Promise<AlignedUsers> {
  const file = await openWhole(session, path);
  const { names, rows, bad: unreadable } = await readUserRows(session, file);
  const column = findUserIdColumn(names);
  if (column === undefined) {
    throw new DataError(
      "missing-column",
      `${file.name}: expected a user id column (userId, user, customerId, id …) in the first row, got ${listNames(names)}; ` +
        "rename one of them",
    );
  }
  const isEmpty = (id: string | undefined): boolean => id === undefined || id.trim() === "";
  const nameless = rows.filter(({ fields }) => isEmpty(fields[column]));
  const own = nameless.map(({ line }) => describeFault(file.name, line, fault("user: expected an id", "")));
  const bad = {
    count: unreadable.count + nameless.length,
    examples: [...unreadable.examples, ...own].slice(0, EXAMPLE_COUNT),
  };
  refuseBadRows(file.name, bad, rows.length + unreadable.count, skipBadRows);
  const good = rows.filter(({ fields }) => !isEmpty(fields[column]));
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
  const categories = new Map(
    names.flatMap((name, place) => {
      if (place === column || name === "") return [];
      return [[name, createCategoryColumn(good.map(({ fields }) => splitValues(name, fields[place] ?? "")))] as const];
    }),
  );
  const whole = { userIds: createVocabulary([...lineOf.keys()]), categories };
  const found = userIds.ids.filter((id) => lineOf.has(id)).length;
  return {
    table: alignUsers(whole, userIds),
    tableOnlyUsers: lineOf.size - found,
    untabledUsers: userIds.size - found,
    bad,
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
