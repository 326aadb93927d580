import { type DuckDBType, DuckDBTypeId } from "@duckdb/node-api";
import { DataError } from "../../errors.ts";
import type { SourceFile } from "../node-files.ts";
import { faultSql } from "./faults.ts";
import type { Role } from "./format.ts";
import { literalPath, quoteName, type Session } from "./session.ts";

/** A column of a Parquet file that holds a part of an interaction. */
export interface RoleColumn {
  readonly role: Role;
  readonly name: string;
  readonly type: DuckDBType;
}

/** Types that hold other values. */
const NESTED: ReadonlySet<DuckDBTypeId> = new Set([
  ...[DuckDBTypeId.LIST, DuckDBTypeId.STRUCT, DuckDBTypeId.MAP, DuckDBTypeId.ARRAY, DuckDBTypeId.UNION],
]);
/** Every whole number up to here is exact in a floating-point number. */
const EXACT_UP_TO = new Map([
  [DuckDBTypeId.DOUBLE, 2 ** 53],
  [DuckDBTypeId.FLOAT, 2 ** 24],
]);
/** Decimals of more digits overflow DuckDB's type and are read wrong. */
const MOST_DIGITS = 38;

/** SQL of the text in a column, if it can be a text. */
export function columnSql({ role, name, type }: RoleColumn): string {
  const column = quoteName(name);
  const isId = role === "user" || role === "item";
  const exact = EXACT_UP_TO.get(type.typeId);
  if (isId && exact !== undefined) {
    return `CASE WHEN isfinite(${column}) AND ${column} = trunc(${column}) AND abs(${column}) <= ${exact} THEN ${column}::BIGINT::VARCHAR ELSE ${column}::VARCHAR END`;
  }
  if (isId && type.typeId === DuckDBTypeId.DECIMAL) return `regexp_replace(${column}::VARCHAR, '\\.0+$', '')`;
  // pandas writes a missing time among whole numbers as NaN.
  if (role === "timestamp" && exact !== undefined) return `CASE WHEN isfinite(${column}) THEN ${column}::VARCHAR END`;
  return `${column}::VARCHAR`;
}

/** SQL of a branch for every fault of a column's type: NaN, and ids that floating point cannot tell apart. */
export function columnFaultSql({ role, name, type }: RoleColumn): string {
  const exact = EXACT_UP_TO.get(type.typeId);
  if (exact === undefined || (role !== "user" && role !== "item")) return "";
  const column = quoteName(name);
  const text = `${column}::VARCHAR`;
  return `WHEN NOT isfinite(${column}) THEN ${faultSql(`${role}: expected an id`, text)}
    WHEN abs(${column}) > ${exact} THEN ${faultSql(`${role}: expected an id that floating point holds exactly (up to ${exact})`, text)}`;
}

/**
 * Refuses columns that cannot be read as texts or numbers. Throws DataError `bad-column-type`, naming column and type.
 */
export async function refuseTypes(session: Session, file: SourceFile, columns: readonly RoleColumn[]): Promise<void> {
  const refuse = (role: Role, name: string, type: string, hint: string): never => {
    throw new DataError(
      "bad-column-type",
      `${file.name}: ${role}: expected texts or numbers in column "${name}", got ${type}; ${hint}`,
    );
  };
  for (const { role, name, type } of columns) {
    if (NESTED.has(type.typeId))
      refuse(role, name, String(type), "write one value a row, or name another column with --columns");
    if (type.typeId === DuckDBTypeId.BLOB) refuse(role, name, "binary data", "write it as text");
  }
  const names = await topLevelNames(session, file);
  for (const { role, name } of columns) {
    const places = names.flatMap((other, place) => (other === name ? [place + 1] : []));
    if (places.length < 2) continue;
    throw new DataError(
      "duplicate-column",
      `${file.name}: ${role}: expected one column "${name}", got ${places.length}, the columns ${places.join(" and ")}; rename or remove one of them`,
    );
  }
  const wide = await session.rows(
    `SELECT name, precision, scale FROM parquet_schema($1) WHERE precision > ${MOST_DIGITS}`,
    [literalPath(file.path)],
  );
  for (const [name, precision, scale] of wide) {
    const column = columns.find((one) => one.name === name);
    if (column === undefined) continue;
    refuse(
      column.role,
      column.name,
      `decimal(${String(precision)}, ${String(scale)})`,
      `at most ${MOST_DIGITS} digits can be read exactly; write it as a double`,
    );
  }
}

/** The names of the columns as in the file: DuckDB renames repeated ones. */
async function topLevelNames(session: Session, file: SourceFile): Promise<string[]> {
  const elements = await session.rows("SELECT name, coalesce(num_children, 0) FROM parquet_schema($1)", [
    literalPath(file.path),
  ]);
  const names: string[] = [];
  // Depth first; the root is the first element.
  const open: number[] = [];
  for (const [name, children] of elements) {
    if (open.length === 1) names.push(String(name));
    const own = Number(children);
    const depth = open.length - 1;
    if (depth >= 0) open[depth] = (open[depth] ?? 0) - 1;
    if (own > 0) open.push(own);
    while (open.length > 1 && open.at(-1) === 0) open.pop();
  }
  return names;
}

/** DuckDB's error about invalid text, as a DataError with the columns that may hold it; other errors unchanged. */
export async function explained(
  session: Session,
  file: SourceFile,
  columns: readonly RoleColumn[],
  error: unknown,
): Promise<unknown> {
  const value =
    error instanceof Error
      ? /Invalid string encoding.*?value ("(?:[^"\\]|\\.)*")/s.exec(error.message)?.[1]
      : undefined;
  if (value === undefined) return error;
  const binary = await session.rows(
    "SELECT name FROM parquet_schema($1) WHERE type = 'BYTE_ARRAY' AND converted_type IS NULL",
    [literalPath(file.path)],
  );
  const names = columns.filter(({ name }) => binary.some(([other]) => other === name)).map(({ name }) => `"${name}"`);
  const where = names.length === 0 ? "" : ` in column ${names.join(" or ")}`;
  const message = `${file.name}: expected text in UTF-8${where}, got binary data such as ${value}; write it as text`;
  return new DataError("not-text", message, { cause: error });
}
