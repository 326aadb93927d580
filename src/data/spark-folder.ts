import { join } from "node:path";
import type { DuckDBVector } from "@duckdb/node-api";
import { show } from "../check.ts";
import { DataError } from "../errors.ts";
import type { Csr } from "./csr.ts";
import { BLOCK_ROWS, type FactorBlock, type FactorTable } from "./factor-table.ts";
import { readListRows } from "./list-rows.ts";
import { listsOf, numberAt, openParts, type ParquetParts } from "./parquet-parts.ts";
import { readSparkJob, type SparkJob } from "./spark-job.ts";
import { createVocabulary, type Vocabulary } from "./vocabulary.ts";

/** Histories of more bytes are not packed. */
export const MAXIMUM_HISTORY_BYTES = 2 ** 31;
/** An entry of a history: an index and a value. */
const ENTRY_BYTES = 8;

/** A folder that the Spark job wrote: what is small was read, the rest is read when it is asked for. */
export interface SparkFolder {
  readonly job: SparkJob;
  readonly itemIds: Vocabulary;
  /** f32[items]: interactions of each item, all of them. */
  readonly popularity: Float32Array;
  /** f32[items]: those that the factors were fitted to. */
  readonly trained: Float32Array;
  /** f64[items]: biases of user-item-baseline, of the ratings that the factors were fitted to; 0 for items without any. */
  readonly itemBiases: Float64Array | undefined;
  /** Whether the biases are those of half a sweep: folders of earlier jobs have the sums of ratings alone. */
  readonly hasWeakBiases: boolean;
  readonly factors: FactorTable;
  /** Users of the sample: what was known of them, and what was held out. */
  readonly judged: { readonly histories: Csr; readonly test: Csr };
  /** Whether the job wrote histories of all users. */
  readonly hasHistories: boolean;
  /** All users with their histories, values as given. Throws DataError `no-histories` and `histories-too-large`. */
  histories(): Promise<{ readonly userIds: Vocabulary; readonly histories: Csr }>;
}

/** Interactions that an item is taken to have at the mean, beside its own: λ_i of the baseline by users and items. */
const MEAN_RATINGS = 10;

/**
 * Opens a folder that the job of `--engine spark` wrote (docs/spark.md describes it). Ids and a few numbers an item are held,
 * and the sample. Throws DataError: those of readSparkJob and openParts; `count-mismatch` for parts that are not what job.json
 * says, `index-gap`, `ragged-factors`, `non-finite-factor`, `non-finite-bias`, `bad-history`, `duplicate-id`. The signal's reason where it aborts.
 */
export async function openSparkFolder(folder: string, signal?: AbortSignal): Promise<SparkFolder> {
  const job = await readSparkJob(folder);
  const { items: itemCount, interactions, trained: trainedCount } = job.data;
  const columns = ["index", "id", "popularity", "trained", "factors"];
  const parts = await openParts(join(folder, "items"), columns);
  // In their place zeros would be another model, and nothing would look wrong.
  const lacksBiases = !job.parameters.implicitPrefs && !parts.has("bias") && !parts.has("ratings_sum");
  if (lacksBiases)
    throw new DataError("missing-column", `${parts.folder}: there is no column bias; copy the folder again`);
  const { ids, popularity, trained, ofRatings } = await readItems(parts, itemCount, signal);
  checkSum(parts.folder, "popularity", popularity, interactions);
  checkSum(parts.folder, "trained", trained, trainedCount);
  const judged = await readJudged(folder, job, signal);
  const historyParts = await openParts(join(folder, "histories"), ["index", "user", "items", "values"]).catch(
    (cause: unknown) => {
      if (cause instanceof DataError && cause.code === "missing-part") return undefined;
      throw cause;
    },
  );
  return {
    job,
    itemIds: vocabularyOf(parts.folder, ids),
    popularity: Float32Array.from(popularity),
    trained: Float32Array.from(trained),
    itemBiases: ofRatings && biasesOf(job, trained, ofRatings),
    hasWeakBiases: ofRatings?.column === "ratings_sum",
    factors: {
      itemCount,
      factorCount: job.parameters.rank,
      blocks: () => factorBlocks(parts, itemCount, job.parameters.rank, signal),
    },
    judged,
    hasHistories: historyParts !== undefined,
    histories: () => readHistories(folder, job, historyParts, signal),
  };
}

interface ItemColumns {
  readonly ids: string[];
  readonly popularity: Float64Array;
  readonly trained: Float64Array;
  readonly ofRatings: RatingColumn | undefined;
}

/** What the folder has of the ratings of each item: its bias, or in folders of earlier jobs their sum. */
interface RatingColumn {
  readonly column: "bias" | "ratings_sum";
  readonly values: Float64Array;
}

async function readItems(
  parts: ParquetParts,
  itemCount: number,
  signal: AbortSignal | undefined,
): Promise<ItemColumns> {
  const column = (["bias", "ratings_sum"] as const).find((name) => parts.has(name));
  const ofRatings = column && { column, values: new Float64Array(itemCount) };
  const [popularity, trained] = [new Float64Array(itemCount), new Float64Array(itemCount)];
  const ids: string[] = [];
  const columns = ["index", "id", "popularity", "trained", ...(column ? [column] : [])];
  for await (const chunk of parts.chunks(columns, signal)) {
    const [index, id, all, own, rating] = columns.map((_, column) => chunk.getColumnVector(column));
    if (!index || !id || !all || !own) break;
    for (let row = 0; row < chunk.rowCount; row++) {
      const place = ids.length;
      checkIndex(parts.folder, numberAt(index, row), place);
      if (place >= itemCount) throw countMismatch(parts.folder, `${itemCount} items`, `item ${place}`);
      const text = id.getItem(row);
      if (text === null) throw new DataError("missing-id", `${parts.folder}: item ${place}: expected an id, got none`);
      ids.push(String(text));
      popularity[place] = numberAt(all, row);
      trained[place] = numberAt(own, row);
      if (ofRatings && rating)
        ofRatings.values[place] = finiteAt(rating, row, `${parts.folder}: item ${place}: ${column}`);
    }
  }
  if (ids.length < itemCount) throw countMismatch(parts.folder, `${itemCount} items`, `${ids.length}`);
  return { ids, popularity, trained, ofRatings };
}

function finiteAt(vector: DuckDBVector, row: number, where: string): number {
  const value = numberAt(vector, row);
  if (Number.isFinite(value)) return value;
  throw new DataError("non-finite-bias", `${where}: expected a finite number, got ${value}; copy the folder again`);
}

async function* factorBlocks(
  parts: ParquetParts,
  itemCount: number,
  rank: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<FactorBlock> {
  let start = 0;
  let size = 0;
  let values = new Float32Array(Math.min(itemCount, BLOCK_ROWS) * rank);
  for await (const chunk of parts.chunks(["index", "factors"], signal)) {
    const [index, lists] = [chunk.getColumnVector(0), listsOf(chunk.getColumnVector(1))];
    if (!lists) throw new DataError("ragged-factors", `${parts.folder}: factors: expected lists of ${rank} numbers`);
    const child = lists.childVector;
    for (let row = 0; row < chunk.rowCount; row++) {
      const item = start + size;
      checkIndex(parts.folder, numberAt(index, row), item);
      if (item >= itemCount) throw countMismatch(parts.folder, `${itemCount} items`, `item ${item}`);
      const length = lists.getEntryLength(row);
      if (length !== rank) {
        const expected = `expected ${rank} factors, as job.json says, got ${length}`;
        throw new DataError("ragged-factors", `${parts.folder}: item ${item}: ${expected}; train again`);
      }
      const from = lists.getEntryOffset(row);
      for (let lane = 0; lane < rank; lane++) {
        const value = child.getItem(from + lane);
        if (typeof value !== "number" || !Number.isFinite(value)) {
          const expected = `expected finite factors, got ${value} in place ${lane + 1}`;
          const remedy = "train again with a larger regularization";
          throw new DataError("non-finite-factor", `${parts.folder}: item ${item}: ${expected}; ${remedy}`);
        }
        values[size * rank + lane] = value;
      }
      size++;
      if (size === BLOCK_ROWS) {
        yield { start, values };
        start += size;
        size = 0;
        values = new Float32Array(Math.min(itemCount - start, BLOCK_ROWS) * rank);
      }
    }
  }
  if (start + size < itemCount) throw countMismatch(parts.folder, `${itemCount} items`, `${start + size}`);
  if (size > 0) yield { start, values };
}

async function readJudged(
  folder: string,
  job: SparkJob,
  signal: AbortSignal | undefined,
): Promise<SparkFolder["judged"]> {
  const { items, judgedUsers, heldOut } = job.data;
  const none = { rowCount: 0, columnCount: items, indices: new Uint32Array(0), values: new Float32Array(0) };
  const empty: Csr = { ...none, offsets: new Uint32Array(1) };
  if (judgedUsers === 0) return { histories: empty, test: empty };
  const parts = await openParts(join(folder, "judge"), ["history", "history_values", "test", "test_values"]);
  const histories = await readListRows(parts, "history", "history_values", items, signal);
  const test = await readListRows(parts, "test", "test_values", items, signal);
  if (test.rowCount !== judgedUsers) throw countMismatch(parts.folder, `${judgedUsers} users`, `${test.rowCount}`);
  if (test.indices.length !== heldOut) {
    throw countMismatch(parts.folder, `${heldOut} interactions that were held out`, `${test.indices.length}`);
  }
  return { histories, test };
}

async function readHistories(
  folder: string,
  { data }: SparkJob,
  parts: ParquetParts | undefined,
  signal: AbortSignal | undefined,
): Promise<{ readonly userIds: Vocabulary; readonly histories: Csr }> {
  if (!parts) {
    const remedy = "leave --users out, or run the job with it";
    throw new DataError("no-histories", `${folder}: expected histories of the users, got none; ${remedy}`);
  }
  const byteLength = data.interactions * ENTRY_BYTES;
  if (byteLength > MAXIMUM_HISTORY_BYTES) {
    const expected = `expected histories of at most 2 GiB, got ${data.interactions} interactions of ${ENTRY_BYTES} bytes`;
    const remedy = "leave --users out, and send histories with requests";
    throw new DataError("histories-too-large", `${parts.folder}: ${expected}; ${remedy}`);
  }
  const ids: string[] = [];
  for await (const chunk of parts.chunks(["index", "user"], signal)) {
    const [index, user] = [chunk.getColumnVector(0), chunk.getColumnVector(1)];
    for (let row = 0; row < chunk.rowCount; row++) {
      checkIndex(parts.folder, numberAt(index, row), ids.length);
      ids.push(String(user.getItem(row)));
    }
  }
  const histories = await readListRows(parts, "items", "values", data.items, signal);
  if (ids.length !== data.users) throw countMismatch(parts.folder, `${data.users} users`, `${ids.length}`);
  if (histories.indices.length !== data.interactions) {
    throw countMismatch(parts.folder, `${data.interactions} interactions`, `${histories.indices.length}`);
  }
  return { userIds: vocabularyOf(parts.folder, ids), histories };
}

/** The biases; of sums b_i = Σ (r_ui − μ) / (n_i + λ), the first half of a sweep of the baseline by users and items. */
function biasesOf(
  { data: { scale } }: SparkJob,
  trained: Float64Array,
  { column, values }: RatingColumn,
): Float64Array {
  if (column === "bias") return values;
  const mean = scale?.mean ?? 0;
  return values.map((sum, item) => (sum - trained[item]! * mean) / (trained[item]! + MEAN_RATINGS));
}

function vocabularyOf(folder: string, ids: readonly string[]): Vocabulary {
  try {
    return createVocabulary(ids);
  } catch (cause) {
    throw new DataError("duplicate-id", `${folder}: ${cause instanceof Error ? cause.message : "ids repeat"}`, {
      cause,
    });
  }
}

function checkIndex(folder: string, index: number, expected: number): void {
  if (index === expected) return;
  const remedy = "the files are to be in the order of their names, none of them left out";
  throw new DataError("index-gap", `${folder}: expected index ${expected}, got ${show(index)}; ${remedy}`);
}

function checkSum(folder: string, column: string, counts: Float64Array, expected: number): void {
  const bad = counts.findIndex((value) => !(value >= 0 && Number.isInteger(value)));
  if (bad >= 0) {
    throw new DataError("count-mismatch", `${folder}: item ${bad}: ${column}: expected a count, got ${counts[bad]}`);
  }
  const sum = counts.reduce((total, value) => total + value, 0);
  if (sum !== expected) throw countMismatch(folder, `${expected} interactions in ${column}`, `${sum}`);
}

function countMismatch(folder: string, expected: string, got: string): DataError {
  const remedy = "a file is missing or of another run: copy the folder again";
  return new DataError("count-mismatch", `${folder}: expected ${expected}, as job.json says, got ${got}; ${remedy}`);
}
