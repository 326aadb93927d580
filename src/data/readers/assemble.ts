import { show } from "../../check.ts";
import { DataError } from "../../errors.ts";
import type { Feedback, Interactions } from "../interactions.ts";
import { createVocabulary, type Vocabulary } from "../vocabulary.ts";
import { type DuplicateRule, mergedPairs } from "./duplicates.ts";
import { noteRounded, trimStagedIds } from "./ids.ts";
import type { Session } from "./session.ts";
import { FLOAT32_MAXIMUM } from "./stage.ts";

/** Both vocabularies of the staged rows; the pairs behind them are in the table `pairs`, by dense index. */
export interface Numbered {
  readonly userIds: Vocabulary;
  readonly itemIds: Vocabulary;
  /** Changes made to ids, a sentence each. */
  readonly notes: readonly string[];
}

/** The feedback of the rows, and the order in which they are read out. */
export interface ExtractOptions {
  readonly feedback: Feedback;
  readonly hasTimestamps: boolean;
  readonly duplicates: DuplicateRule;
  /** Whether a user's rows stay in the order of the file. */
  readonly rowOrder: boolean;
}

/** Interactions read out of DuckDB, and the number of rows that were merged. */
export interface Extracted {
  readonly interactions: Interactions;
  readonly duplicatesMerged: number;
}

/**
 * Numbers the ids of all staged rows. Order: ascending numbers when every id is a plain decimal integer (equal numbers
 * by their text), otherwise by UTF-16 code unit, so that the order of rows in a file has no effect.
 */
export async function numberStagedRows(session: Session): Promise<Numbered> {
  const notes: string[] = [];
  const userIds = await numberIds(session, "users", "user_text", notes);
  const itemIds = await numberIds(session, "items", "item_text", notes);
  await session.run(`
    CREATE TABLE pairs AS
    SELECT part, users.number AS user_index, items.number AS item_index, value, seconds, staged.rowid AS row_index
    FROM staged JOIN users ON staged.user_text = users.id JOIN items ON staged.item_text = items.id`);
  await session.run("DROP TABLE staged; DROP TABLE users; DROP TABLE items");
  return { userIds, itemIds, notes };
}

/**
 * Reads out the rows of one part, or of all parts, one row a pair. Order: user index, then timestamp (unknown last),
 * then item index; with `rowOrder`, user index and then the order of the file.
 */
export async function extractInteractions(
  session: Session,
  { userIds, itemIds }: Pick<Numbered, "userIds" | "itemIds">,
  part: number | "all",
  source: ExtractOptions,
): Promise<Extracted> {
  const { feedback, hasTimestamps, duplicates, rowOrder } = source;
  const { sql, count, duplicatesMerged } = await mergedPairs(session, part, duplicates);
  const users = new Uint32Array(count);
  const items = new Uint32Array(count);
  const values = new Float32Array(count);
  const timestamps = hasTimestamps ? new Float64Array(count) : undefined;
  const targets = [users, items, values, ...(timestamps ? [timestamps] : [])];
  let offset = 0;
  const columns = `user_index, item_index, value::FLOAT${hasTimestamps ? ", seconds" : ""}`;
  const work = session.chunks(
    `SELECT ${columns} FROM (${sql}) ORDER BY user_index, ${rowOrder ? "row_index" : "seconds NULLS LAST, item_index"}`,
    (chunk) => {
      for (const [column, target] of targets.entries()) {
        const vector = chunk.getColumnVector(column);
        for (let row = 0; row < chunk.rowCount; row++) {
          const number = vector.getItem(row);
          target[offset + row] = typeof number === "number" ? number : Number.NaN;
        }
      }
      offset += chunk.rowCount;
    },
  );
  await work.catch(async (error: unknown) => {
    session.signal?.throwIfAborted();
    throw (await overflow(session, sql, { userIds, itemIds })) ?? error;
  });
  return { interactions: { userIds, itemIds, users, items, values, timestamps, feedback }, duplicatesMerged };
}

/** The error for a pair whose merged value exceeds f32; undefined where there is none. */
async function overflow(
  session: Session,
  sql: string,
  { userIds, itemIds }: Pick<Numbered, "userIds" | "itemIds">,
): Promise<DataError | undefined> {
  const [pair] = await session.rows(
    `SELECT user_index, item_index, value FROM (${sql}) WHERE abs(value) > ${FLOAT32_MAXIMUM} ORDER BY ALL LIMIT 1`,
  );
  if (pair === undefined) return undefined;
  const [user, item, value] = pair.map(Number);
  const names = `user ${show(userIds.idOf(user ?? 0))} and item ${show(itemIds.idOf(item ?? 0))}`;
  return new DataError(
    "value-overflow",
    `${names}: expected values that add up to at most ${FLOAT32_MAXIMUM.toPrecision(3)}, got ${String(value)}; scale them down, or say --duplicates last, mean or max`,
  );
}

/** Number of pairs (user, item) that two parts have in common. */
export function countCommonPairs(session: Session, first: number, second: number): Promise<number> {
  return session.number(`
    SELECT count(*) FROM (
      SELECT user_index, item_index FROM pairs WHERE part = ${first} INTERSECT SELECT user_index, item_index FROM pairs WHERE part = ${second}
    )`);
}

async function numberIds(session: Session, table: string, column: string, notes: string[]): Promise<Vocabulary> {
  const collect = `CREATE OR REPLACE TEMP TABLE distinct_ids AS SELECT DISTINCT ${column} AS id FROM staged`;
  await session.run(collect);
  const trimmed = await trimStagedIds(session, column, "distinct_ids");
  notes.push(...trimmed);
  if (trimmed.length > 0) await session.run(collect);
  notes.push(...(await noteRounded(session, column, "distinct_ids")));
  const others = await session.number("SELECT count(*) FROM distinct_ids WHERE NOT regexp_full_match(id, '[0-9]+')");
  const order = others === 0 ? "length(ltrim(id, '0')), ltrim(id, '0'), id" : UTF16_ORDER;
  await session.run(`
    CREATE TABLE ${table} AS SELECT id, (row_number() OVER (ORDER BY ${order}) - 1)::UINTEGER AS number FROM distinct_ids;
    DROP TABLE distinct_ids`);
  return createVocabulary(await session.strings(`SELECT id FROM ${table} ORDER BY number`));
}

/**
 * DuckDB compares UTF-8 bytes, which is code point order. The order of UTF-16 code units differs in one case: U+E000 …
 * U+FFFF come after the characters beyond U+FFFF. A leading U+10FFFF puts them there.
 */
const UTF16_ORDER = "regexp_replace(id, '([\\x{E000}-\\x{FFFF}])', chr(1114111) || '\\1', 'g'), id";
