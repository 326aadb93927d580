/** Ids of the rows of a matrix: a list in a file, in the order of the rows or with their numbers. */
import { readFile } from "node:fs/promises";
import { show } from "../../check.ts";
import { DataError, NearEdgeError } from "../../errors.ts";
import { checkText, inspectFile, type SourceFile } from "../node-files.ts";
import { findItemIdColumn, findUserIdColumn } from "../readers/columns.ts";
import { listNames, refuseBadRows } from "../readers/faults.ts";
import { trimId } from "../readers/ids.ts";
import { readTable } from "../readers/items/rows.ts";
import { looksLikeParquet } from "../readers/parquet.ts";
import { engineReason, openSession, type Session } from "../readers/session.ts";

/** What a list is read for. */
export interface IdListRequest {
  /** The option that named the file, for messages. */
  readonly option: string;
  readonly role: "item" | "user";
  /** Rows of the matrix: as many ids there must be. */
  readonly count: number;
  /** Names of columns; those of usual names are found without. */
  readonly columns: { readonly id?: string | undefined; readonly index?: string | undefined };
  /**
   * What the file of the matrix calls its rows, where it does: whole numbers, to which the indices of the list refer. The list
   * may have others as well.
   */
  readonly keys?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The ids by row, and how they were found. */
export interface IdList {
  readonly ids: readonly string[];
  /** `ids.csv: id=track index=row`, for the eyes of who runs the command. */
  readonly reading: string;
}

/** The name of a column of row numbers that is taken without being named. */
const INDEX_NAME = "index";

/**
 * Reads the ids of rows: csv, tsv, jsonl or Parquet with a column of ids, a JSON list, or a text with one id a line. A text may
 * begin with the name of its column; one line more than there are rows
 * tells that; where the matrix has keys, a usual name does. Throws DataError `ids-length`, `duplicate-id`, `empty-id`,
 * `bad-index`, `missing-column`, and those of reading a table.
 */
export async function readIdList(path: string, request: IdListRequest): Promise<IdList> {
  const session = await openSession(request.signal);
  try {
    const file = await inspectFile(path);
    const { rows, reading } = await readRows(session, file, request);
    return { ids: inOrder(file.name, rows, request), reading: `${file.name}: ${reading}` };
  } catch (cause) {
    request.signal?.throwIfAborted();
    if (cause instanceof NearEdgeError) throw cause;
    const message = `${path}: ${request.option}: the ids could not be read: ${engineReason(cause)}; copy the file again`;
    throw new DataError("engine-failure", message, { cause });
  } finally {
    session.close();
  }
}

interface IdRow {
  /** Line or row in the file, from 1. */
  readonly line: number;
  readonly id: string;
  readonly index?: string | undefined;
}

interface Rows {
  readonly rows: readonly IdRow[];
  readonly reading: string;
}

function readRows(session: Session, file: SourceFile, request: IdListRequest): Promise<Rows> {
  if (looksLikeParquet(file)) return readColumns(session, file, request);
  if (/\.json$/i.test(file.name) || file.text.trimStart().startsWith("[")) return readJson(file);
  const [first = ""] = file.text.split(/\r?\n/, 1);
  const isTable = !/\.txt$/i.test(file.name) && /[,;\t|{]/.test(first);
  return isTable ? readColumns(session, file, request) : readLines(file, request);
}

const finderOf = (role: IdListRequest["role"]) => (role === "item" ? findItemIdColumn : findUserIdColumn);

async function readColumns(
  session: Session,
  file: SourceFile,
  { columns, role, option }: IdListRequest,
): Promise<Rows> {
  const find = finderOf(role);
  const { names, rows, bad } = await readTable(
    session,
    file,
    (found) => find(found) !== undefined || found.includes(columns.id ?? ""),
  );
  refuseBadRows(file.name, bad, rows.length + bad.count, false);
  const place = (name: string): number => {
    const at = names.indexOf(name);
    if (at >= 0) return at;
    throw new DataError(
      "missing-column",
      `${file.name}: ${option}: expected a column ${show(name)}, got ${listNames(names)}; name it with --id-columns id=…,index=…`,
    );
  };
  const index = columns.index ?? names.find((name) => name === INDEX_NAME && name !== columns.id);
  const others = names.filter((name) => name !== index);
  const found = columns.id ?? (others.length === 1 ? others[0] : names[find(names) ?? -1]);
  if (found === undefined) {
    throw new DataError(
      "missing-column",
      `${file.name}: ${option}: expected one column of ${role} ids, got ${listNames(names)}; name it with --id-columns id=…`,
    );
  }
  const [idAt, indexAt] = [place(found), index === undefined ? -1 : place(index)];
  return {
    rows: rows.map(({ line, fields }) => ({
      line,
      id: trimId(fields[idAt] ?? ""),
      index: indexAt < 0 ? undefined : fields[indexAt],
    })),
    reading: `id=${found}${index === undefined ? ", in the order of its rows" : ` index=${index}`}`,
  };
}

async function readJson(file: SourceFile): Promise<Rows> {
  let list: unknown;
  try {
    list = JSON.parse(await readFile(file.path, "utf8"));
  } catch (cause) {
    throw new DataError("not-json", `${file.name}: expected a JSON list of ids; write the file again`, { cause });
  }
  if (!Array.isArray(list))
    throw new DataError("not-json", `${file.name}: expected a JSON list of ids, got ${show(list)}`);
  const rows = list.map((value: unknown, at): IdRow => {
    if (typeof value === "string") return { line: at + 1, id: trimId(value) };
    if (Number.isSafeInteger(value)) return { line: at + 1, id: String(value) };
    const expected = "expected a text or a whole number that a double holds";
    throw new DataError("bad-id", `${file.name}: entry ${at + 1}: ${expected}, got ${show(value)}; write ids as texts`);
  });
  return { rows, reading: "a JSON list" };
}

async function readLines(file: SourceFile, { count, columns, keys, role }: IdListRequest): Promise<Rows> {
  checkText(file);
  const text = (await readFile(file.path, "utf8")).replace(/^\ufeff/, "").replace(/\r?\n$/, "");
  const lines = text.split(/\r?\n/).map((id, at) => ({ line: at + 1, id: trimId(id) }));
  const first = lines[0]?.id ?? "";
  const isName = columns.id === undefined ? finderOf(role)([first]) !== undefined : columns.id === first;
  const hasHeader = keys === undefined ? lines.length === count + 1 : isName;
  const reading = hasHeader ? `one id a line below ${show(first)}` : "one id a line";
  return { rows: hasHeader ? lines.slice(1) : lines, reading };
}

/** The ids by row, each there and once. */
function inOrder(file: string, rows: readonly IdRow[], { option, role, count, keys }: IdListRequest): string[] {
  if (keys === undefined && rows.length !== count) {
    const expected = `${option}: expected ${count} ids, as the matrix has rows, got ${rows.length}`;
    throw new DataError("ids-length", `${file}: ${expected}; give the list that the model was trained with`);
  }
  const rowOf = keys && new Map(keys.map((key, row) => [key, row]));
  const ids = new Array<string>(count).fill("");
  const lineOf = new Map<string, number>();
  const taken = new Set<string>();
  let named = 0;
  for (const [at, { line, id, index }] of rows.entries()) {
    if (id === "") throw new DataError("empty-id", `${file}:${line}: expected an id of the ${role}s, got none`);
    const earlier = lineOf.get(id);
    if (earlier !== undefined) {
      const got = `got ${show(id)}, which ${file}:${earlier} has too`;
      throw new DataError("duplicate-id", `${file}:${line}: expected every id once, ${got}`);
    }
    lineOf.set(id, line);
    const key = index === undefined ? String(at) : keyOf(index);
    const row = rowOf ? rowOf.get(key) : Number(key);
    if (taken.has(key) || !(rowOf || (Number(key) >= 0 && Number(key) < count))) {
      const expected = rowOf ? "whole numbers, each once" : `every row from 0 to ${count - 1} once`;
      const got = taken.has(key) ? `${key} a second time` : show(index);
      throw new DataError("bad-index", `${file}:${line}: index: expected ${expected}, got ${got}`);
    }
    taken.add(key);
    if (row === undefined) continue;
    ids[row] = id;
    named++;
  }
  if (named === count) return ids;
  const missing = keys?.find((key) => !taken.has(key));
  const expected = `${option}: expected an id for each of ${count} rows, got ${named}; there is none for ${missing}`;
  throw new DataError("ids-length", `${file}: ${expected}; give the list that the model was trained with`);
}

/** A whole number as text without leading zeros; `NaN` for anything else. */
function keyOf(text: string): string {
  return /^-?[0-9]+(\.0+)?$/.test(text.trim()) ? String(BigInt(text.trim().replace(/\.0+$/, ""))) : "NaN";
}
