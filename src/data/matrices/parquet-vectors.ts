/** Parquet files with a vector a row: a column of ids and a column of lists, as Spark and dataframes write them. */
import { type DuckDBType, DuckDBTypeId } from "@duckdb/node-api";
import { show } from "../../check.ts";
import { DataError, NearEdgeError } from "../../errors.ts";
import { BLOCK_ROWS, type FactorBlock, type FactorTable } from "../factor-table.ts";
import { listNames } from "../readers/faults.ts";
import { engineReason, literalPath, openSession, quoteName, quoteText, type Session } from "../readers/session.ts";
import type { TableLimits } from "./array-table.ts";

/** The columns that are read; names that are not given are found by their types. */
export interface VectorColumns {
  readonly ids?: string | undefined;
  readonly vectors?: string | undefined;
  /** One number a row beside the vector. */
  readonly bias?: string | undefined;
}

/** The rows of such files, in the order of files and rows. */
export interface ParquetVectors {
  readonly table: FactorTable;
  /** Texts of the ids, a row each; empty where there is no column of ids. */
  readonly ids: readonly string[];
  /** The names of the columns that were read. */
  readonly columns: { readonly ids: string | undefined; readonly vectors: string };
  /** Names of columns that were not read. */
  readonly notUsed: readonly string[];
  /** f32[rows], where it was asked for. */
  readonly biases: Float32Array | undefined;
}

const BLOCK_VALUES = 4_194_304;
const LISTS: ReadonlySet<DuckDBTypeId> = new Set([DuckDBTypeId.LIST, DuckDBTypeId.ARRAY]);
const NESTED: ReadonlySet<DuckDBTypeId> = new Set([
  ...LISTS,
  DuckDBTypeId.STRUCT,
  DuckDBTypeId.MAP,
  DuckDBTypeId.UNION,
]);

/**
 * Opens Parquet files of vectors; `shown` is what messages call them. Ids and biases are held, vectors are read anew, chunk by
 * chunk, for every run through the blocks. Throws DataError `not-parquet`, `missing-column`, `no-rows`, `wrong-rank` for lists of
 * several lengths, `too-many-factors`, `empty-id`; blocks throw `not-finite`.
 */
export async function openParquetVectors(
  paths: readonly string[],
  shown: string,
  wanted: VectorColumns,
  { factors, rows }: TableLimits,
  signal?: AbortSignal,
): Promise<ParquetVectors> {
  const session = await openSession(signal);
  try {
    const scan = scanOf(paths);
    const schema = await schemaOf(session, scan, shown);
    const columns = chooseColumns(shown, schema, wanted);
    const read = [columns.ids, columns.vectors, wanted.bias];
    const notUsed = [...schema.keys()].filter((name) => !read.includes(name));
    const vectors = quoteName(columns.vectors);
    const [counts = []] = await session.rows(
      `SELECT count(*), coalesce(min(len(${vectors})), 0), coalesce(max(len(${vectors})), 0), count(*) FILTER (${vectors} IS NULL) FROM ${scan}`,
    );
    const [rowCount = 0, shortest = 0, longest = 0, missing = 0] = counts.map(Number);
    if (rowCount === 0) throw new DataError("no-rows", `${shown}: expected a row for each of the ${rows}, got none`);
    if (missing > 0 || shortest !== longest) {
      const got = missing > 0 ? `${missing} rows without one` : `lengths from ${shortest} to ${longest}`;
      throw new DataError("wrong-rank", `${shown}: ${show(columns.vectors)}: expected lists of one length, got ${got}`);
    }
    if (longest < 1 || longest > factors) {
      const expected = `expected 1 to ${factors} factors`;
      throw new DataError("too-many-factors", `${shown}: ${show(columns.vectors)}: ${expected}, got ${longest}`);
    }
    const ids = columns.ids === undefined ? [] : await readIds(session, scan, shown, columns.ids);
    const biases =
      wanted.bias === undefined ? undefined : await readBiases(session, scan, shown, wanted.bias, rowCount);
    const place = { scan, shown, vectors: columns.vectors, signal };
    const blocks = () => readBlocks(place, rowCount, longest);
    return { table: { itemCount: rowCount, factorCount: longest, blocks }, ids, columns, notUsed, biases };
  } catch (cause) {
    throw readingError(shown, cause, signal);
  } finally {
    session.close();
  }
}

function scanOf(paths: readonly string[]): string {
  const list = paths.map((path) => quoteText(literalPath(path))).join(", ");
  return `read_parquet([${list}], binary_as_string = true, hive_partitioning = false)`;
}

type Columns = ParquetVectors["columns"];

async function schemaOf(session: Session, scan: string, shown: string): Promise<Map<string, DuckDBType>> {
  try {
    const result = await session.connection.run(`SELECT * FROM ${scan} LIMIT 0`);
    const types = result.columnTypes();
    return new Map(result.columnNames().flatMap((name, at) => (types[at] ? [[name, types[at]] as const] : [])));
  } catch (cause) {
    session.signal?.throwIfAborted();
    const message = `${shown}: expected complete Parquet files of the same columns (${engineReason(cause)}); copy or write them again`;
    throw new DataError("not-parquet", message, { cause });
  }
}

function chooseColumns(shown: string, schema: ReadonlyMap<string, DuckDBType>, wanted: VectorColumns): Columns {
  const names = [...schema.keys()];
  const isList = (name: string) => LISTS.has(schema.get(name)?.typeId ?? DuckDBTypeId.INVALID);
  const isPlain = (name: string) => schema.has(name) && !NESTED.has(schema.get(name)?.typeId ?? DuckDBTypeId.INVALID);
  const missing = (what: string, option: string): never => {
    throw new DataError(
      "missing-column",
      `${shown}: expected ${what}, got ${listNames(names)}; name it with ${option}`,
    );
  };
  const lists = names.filter((name) => isList(name));
  const vectors = wanted.vectors ?? (lists.length === 1 ? lists[0] : undefined);
  if (vectors === undefined || !isList(vectors)) return missing("a column of lists of numbers", "--tensor");
  const plain = names.filter((name) => isPlain(name) && name !== wanted.bias);
  const ids = wanted.ids ?? (plain.length === 1 ? plain[0] : plain.find((name) => name.toLowerCase() === "id"));
  if (wanted.ids !== undefined && !isPlain(wanted.ids))
    return missing(`a column ${show(wanted.ids)} of ids`, "--id-columns");
  if (wanted.bias !== undefined && !isPlain(wanted.bias))
    return missing(`a column ${show(wanted.bias)} of biases`, "--bias");
  return { ids, vectors };
}

async function readIds(session: Session, scan: string, shown: string, column: string): Promise<string[]> {
  const ids = await session.strings(`SELECT coalesce(${quoteName(column)}::VARCHAR, '') FROM ${scan}`);
  const empty = ids.indexOf("");
  if (empty < 0) return ids;
  throw new DataError("empty-id", `${shown}: row ${empty + 1}: ${show(column)}: expected an id, got none`);
}

async function readBiases(
  session: Session,
  scan: string,
  shown: string,
  column: string,
  rowCount: number,
): Promise<Float32Array> {
  const biases = new Float32Array(rowCount);
  let at = 0;
  await session.chunks(
    `SELECT coalesce(try_cast(${quoteName(column)} AS DOUBLE), 'nan'::DOUBLE) FROM ${scan}`,
    (chunk) => {
      for (const value of chunk.getColumnValues(0)) {
        biases[at] = finite(Number(value), () => `${shown}: row ${at + 1}: ${show(column)}`);
        at++;
      }
    },
  );
  return biases;
}

/** What the blocks are read of. */
interface Place {
  readonly scan: string;
  readonly shown: string;
  readonly vectors: string;
  readonly signal: AbortSignal | undefined;
}

async function* readBlocks(place: Place, rowCount: number, factorCount: number): AsyncGenerator<FactorBlock> {
  const { scan, shown, vectors, signal } = place;
  const session = await openSession(signal);
  try {
    const most = Math.max(1, Math.min(BLOCK_ROWS, Math.floor(BLOCK_VALUES / factorCount)));
    const sql = `SELECT coalesce(try_cast(unnest(${quoteName(vectors)}) AS DOUBLE), 'nan'::DOUBLE) FROM ${scan}`;
    const result = await session.connection.stream(sql);
    let start = 0;
    let values = new Float32Array(Math.min(most, rowCount) * factorCount);
    let filled = 0;
    for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      signal?.throwIfAborted();
      for (const value of chunk.getColumnValues(0)) {
        if (filled === values.length) {
          yield { start, values };
          start += values.length / factorCount;
          values = new Float32Array(Math.min(most, rowCount - start) * factorCount);
          filled = 0;
        }
        const row = start + Math.floor(filled / factorCount);
        values[filled] = finite(Number(value), () => `${shown}: row ${row + 1}: ${show(vectors)}`);
        filled++;
      }
    }
    if (start + filled / factorCount !== rowCount) throw changed(shown, rowCount);
    yield { start, values };
  } catch (cause) {
    throw readingError(shown, cause, signal);
  } finally {
    session.close();
  }
}

/** Our errors as they are, those of DuckDB as DataError `not-parquet`; throws the signal's reason. */
function readingError(shown: string, cause: unknown, signal: AbortSignal | undefined): unknown {
  signal?.throwIfAborted();
  if (cause instanceof NearEdgeError) return cause;
  const message = `${shown}: the rows could not be read (${engineReason(cause)}); copy or write the file again`;
  return new DataError("not-parquet", message, { cause });
}

function changed(shown: string, rowCount: number): DataError {
  return new DataError("array-size", `${shown}: expected ${rowCount} rows as before, got others; the file changed`);
}

function finite(value: number, where: () => string): number {
  const narrowed = Math.fround(value);
  if (Number.isFinite(narrowed)) return narrowed;
  const got = Number.isFinite(value) ? `${value}, which no number of 32 bits holds` : "none or another value";
  throw new DataError("not-finite", `${where()}: expected a finite number, got ${got}`);
}
