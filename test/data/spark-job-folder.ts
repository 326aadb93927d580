import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openSession, quoteText } from "../../src/data/readers/session.ts";
import { createRandom } from "../../src/random.ts";

/** An item as the job writes it. */
export interface JobItem {
  index: number;
  id: string | null;
  popularity: number;
  trained: number;
  factors: (number | null)[];
  bias?: number;
  /** In folders of earlier jobs, in place of the bias. */
  ratings_sum?: number;
}

/** A user of the sample, or with `items` and `values` one of all. */
export interface JobUser {
  index: number;
  user: string;
  history: number[];
  history_values: number[];
  test: number[];
  test_values: number[];
}

/** Everything that the job writes; what a test changes is written as it is. */
export interface JobContent {
  /** Files of items, in the order of their names. */
  items: JobItem[][];
  users: JobUser[];
  /** Whether histories of all users are written. */
  histories: boolean;
  job: { [key: string]: unknown; data: Record<string, unknown>; parameters: Record<string, unknown> };
}

const ITEMS = 60;
const RANK = 4;

/** Twenty users and sixty items in two files. Items and users fall into two halves, and factors tell the halves apart. */
export function jobContent(explicit = false): JobContent {
  const random = createRandom(3);
  const users = Array.from({ length: 20 }, (_, index): JobUser => {
    const own = new Set<number>();
    while (own.size < 12) own.add(2 * Math.floor((random.nextFloat() ** 2 * ITEMS) / 2) + (index % 2));
    const items = [...own].sort((a, b) => a - b);
    const part = (isTest: boolean) => items.filter((_, at) => (at % 6 === 2) === isTest);
    const valuesOf = (list: number[]) => list.map((item) => (explicit ? 1 + ((item + index) % 5) : 1 + (item % 3)));
    const [history, test] = [part(false), part(true)];
    return {
      index,
      user: `u${String(index).padStart(2, "0")}`,
      history,
      history_values: valuesOf(history),
      test,
      test_values: valuesOf(test),
    };
  });
  const items = Array.from({ length: ITEMS }, (_, index): JobItem => {
    const having = (list: "history" | "test") => users.filter((user) => user[list].includes(index));
    const trained = having("history").length;
    const sign = index % 2 === 0 ? 1 : -1;
    const above = having("history").reduce((total, user) => total + ((index + user.index) % 5) - 2, 0);
    return {
      index,
      id: `i${String(index).padStart(2, "0")}`,
      popularity: trained + having("test").length,
      trained,
      factors: Array.from({ length: RANK }, (_, lane) =>
        trained === 0 ? 0 : lane === 0 ? sign : random.nextGaussian() / 8,
      ),
      ...(explicit ? { bias: above / (trained + 10) } : {}),
    };
  });
  const total = (of: (item: JobItem) => number) => items.reduce((sum, item) => sum + of(item), 0);
  const [interactions, trained] = [total((item) => item.popularity), total((item) => item.trained)];
  return {
    items: [items.slice(0, 25), items.slice(25)],
    users,
    histories: false,
    job: {
      format: "nearedge-spark-als",
      formatVersion: 1,
      spark: { version: "4.3.0", master: "local[2]", executors: 1, python: "3.11.2", java: "17.0.1" },
      parameters: {
        ...{ implicitPrefs: !explicit, rank: RANK, maxIter: 8, regParam: 0.1, alpha: 40, nonnegative: false },
        ...{ userBlocks: 10, itemBlocks: 10, seed: 5, weighting: "log" },
      },
      data: {
        ...{
          name: "plays",
          feedback: explicit ? "explicit" : "implicit",
          users: 20,
          items: ITEMS,
          interactions,
          trained,
        },
        ...{ heldOut: interactions - trained, judgedUsers: 20, sampledFrom: 100 },
        fingerprint: "ab".repeat(32),
        scale: explicit ? { mean: 3, minimum: 1, maximum: 5 } : null,
      },
      reading: { rows: interactions, badRows: 0, badReasons: {}, duplicates: 0, columns: { user: "user" } },
      seconds: { read: 1.5, fit: 2 },
    },
  };
}

/** Makes of a job of ratings what an earlier release wrote: sums of ratings in place of biases. */
export function withSums({ items }: JobContent): void {
  for (const item of items.flat()) {
    item.ratings_sum = 3 * item.trained + (item.bias ?? 0) * (item.trained + 10);
    delete item.bias;
  }
}

/** Writes the folder as the job does, `_SUCCESS` last. */
export async function writeJobFolder(folder: string, content: JobContent): Promise<void> {
  await mkdir(folder, { recursive: true });
  const [first] = content.items.flat();
  const ofRatings = ["bias", "ratings_sum"].filter((name) => first && name in first);
  const optional = Object.fromEntries(ofRatings.map((name) => [name, "DOUBLE"]));
  const itemTypes = { index: "INTEGER", id: "VARCHAR", popularity: "BIGINT", trained: "BIGINT", factors: "FLOAT[]" };
  for (const [place, rows] of content.items.entries()) {
    await writeParquet(join(folder, "items", partName(place)), rows, { ...itemTypes, ...optional });
  }
  const judgeTypes = {
    ...{ user: "VARCHAR", history: "INTEGER[]", history_values: "FLOAT[]", test: "INTEGER[]", test_values: "FLOAT[]" },
  };
  await writeParquet(join(folder, "judge", partName(0)), content.users, judgeTypes);
  if (content.histories) {
    const types = { index: "INTEGER", user: "VARCHAR", items: "INTEGER[]", values: "FLOAT[]" };
    await writeParquet(join(folder, "histories", partName(0)), content.users.map(wholeHistory), types);
  }
  await writeFile(join(folder, "job.json"), JSON.stringify(content.job));
  await writeFile(join(folder, "_SUCCESS"), "");
}

/** All of a user's interactions, ascending. */
export function wholeHistory(user: JobUser): { index: number; user: string; items: number[]; values: number[] } {
  const pairs = [
    ...user.history.map((item, at) => [item, user.history_values[at] ?? 0] as const),
    ...user.test.map((item, at) => [item, user.test_values[at] ?? 0] as const),
  ].sort(([a], [b]) => a - b);
  const { index, user: id } = user;
  return { index, user: id, items: pairs.map(([item]) => item), values: pairs.map(([, value]) => value) };
}

export function partName(place: number): string {
  return `part-${String(place).padStart(5, "0")}-0a1b2c3d-c000.snappy.parquet`;
}

/** Writes rows as Parquet, by way of JSON, which has no NaN: a text stands for one. */
export async function writeParquet(
  path: string,
  rows: readonly object[],
  types: Readonly<Record<string, string>>,
): Promise<void> {
  await mkdir(join(path, ".."), { recursive: true });
  const session = await openSession();
  try {
    const file = session.scratchFile();
    await writeFile(file, rows.map((row) => JSON.stringify(row)).join("\n"));
    const columns = Object.entries(types).map(([name, type]) => `${name}: ${quoteText(type)}`);
    const from = `read_json(${quoteText(file)}, format = 'newline_delimited', columns = {${columns.join(", ")}})`;
    await session.run(`COPY (SELECT * FROM ${from}) TO ${quoteText(path)} (FORMAT parquet)`);
  } finally {
    session.close();
  }
}
