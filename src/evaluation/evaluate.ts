import { checkInteger } from "../check.ts";
import { rowIndices } from "../data/csr.ts";
import { toCsr } from "../data/interactions.ts";
import type { Fold } from "../data/splits.ts";
import { DataError, OptionsError } from "../errors.ts";
import { createJudge } from "./judge.ts";
import { coverageAtK, PER_USER_METRICS } from "./metrics.ts";
import type { RankingBatch, Recommends } from "./recommends.ts";
import { rowsWithEntries, selectRows } from "./rows.ts";
import { foldWarnings, type Warning } from "./warnings.ts";

/** How an evaluation runs; nothing here changes its figures. */
export interface EvaluateOptions {
  /** Users asked of the model at a time, from 1; default 1024. */
  readonly batchSize?: number | undefined;
  /** Called after each batch with the number of users done and of all users. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Stops the evaluation between batches; the promise is then rejected with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** What one model reached on one fold. */
export interface EvaluationResult {
  /** The model's kind. */
  readonly model: string;
  /** The fold's name. */
  readonly fold: string;
  /** Averages by printed name: `{"recall@10": 0.31, …}`; metrics.ts defines each. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Users with test items: those that the averages are over. */
  readonly users: number;
  /** Users of the vocabulary without test items, left out of the averages. */
  readonly usersWithoutTest: number;
  readonly perUser: PerUserValues;
  /** Time that the model itself took to answer, in seconds. */
  readonly predictSeconds: number;
  readonly warnings: readonly Warning[];
}

/** The values behind the averages, for comparing two models user by user. */
export interface PerUserValues {
  /** u32[users], user indices, ascending; the same for every model on a fold. */
  readonly users: Uint32Array;
  /** f64[users] by printed name, aligned with `users`; coverage is absent, as it has no value for a single user. */
  readonly values: Readonly<Record<string, Float64Array>>;
}

/**
 * Measures how well a model's rankings find what users took in test, given their history in train.
 *
 * Every user with test items is asked about, in ascending index and in batches, with their train items as history; users
 * without history are asked about with an empty one. `ks` are the list lengths, from 1; each metric is computed at each.
 * Rankings are verified: see Judge for what a model must not return.
 *
 * Throws OptionsError `no-list-lengths`; TypeError or RangeError for a bad length or batch size; DataError
 * `different-vocabularies`, `no-test-users`, `malformed-ranking` or `train-item-recommended`; the reason of `signal`.
 */
export async function evaluateModel(
  model: Recommends,
  fold: Fold,
  ks: readonly number[],
  options: EvaluateOptions = {},
): Promise<EvaluationResult> {
  const lengths = checkListLengths(ks);
  const batchSize = checkInteger("batchSize", options.batchSize ?? 1024, 1, 1_000_000);
  checkVocabularies(fold);
  const longest = Math.max(...lengths);
  const train = toCsr(fold.train);
  const test = toCsr(fold.test);
  const users = rowsWithEntries(test);
  if (users.length === 0) {
    throw new DataError("no-test-users", `${fold.name}: expected test interactions to measure on, got none`);
  }

  const judge = createJudge(fold.train.itemIds.size);
  const values = emptyValues(lengths, users.length);
  let predictMs = 0;
  for (let start = 0; start < users.length; start += batchSize) {
    options.signal?.throwIfAborted();
    const batch = users.subarray(start, start + batchSize);
    const histories = selectRows(train, batch);
    const startedMs = performance.now();
    const rankings = model.recommendBatch(histories, longest);
    predictMs += performance.now() - startedMs;
    checkShape(model, rankings, batch.length, longest);
    for (const [row, user] of batch.entries()) {
      const ranked = rankings.items.subarray(row * longest, (row + 1) * longest);
      const relevant = rowIndices(test, user);
      const subject = `${model.kind}: user ${user}`;
      const hits = judge.judge(ranked, rowIndices(train, user), relevant, subject);
      const judged = { hits, relevantCount: relevant.length };
      for (const [name, metric] of PER_USER_METRICS) {
        for (const k of lengths) values[`${name}@${k}`]![start + row] = metric(judged, k);
      }
    }
    options.onProgress?.(start + batch.length, users.length);
    await nextTask();
  }

  return {
    model: model.kind,
    fold: fold.name,
    metrics: {
      ...Object.fromEntries(Object.entries(values).map(([name, column]) => [name, mean(column)])),
      ...Object.fromEntries(lengths.map((k) => [`coverage@${k}`, coverageAtK(judge.bestRanks, k)])),
    },
    users: users.length,
    usersWithoutTest: test.rowCount - users.length,
    perUser: { users, values },
    predictSeconds: predictMs / 1000,
    warnings: foldWarnings(fold),
  };
}

function checkListLengths(ks: readonly number[]): number[] {
  if (ks.length === 0) {
    throw new OptionsError("no-list-lengths", "list lengths: expected at least one, as in 10, got none");
  }
  return [...new Set(ks.map((k) => checkInteger("list length", k, 1, 100_000)))];
}

function checkVocabularies({ train, test, name }: Fold): void {
  for (const part of ["userIds", "itemIds"] as const) {
    if (train[part] !== test[part] && !sameIds(train[part].ids, test[part].ids)) {
      throw new DataError(
        "different-vocabularies",
        `${name}: expected train and test to share ${part}, got ${train[part].size} and ${test[part].size} ids ` +
          "that differ; join two tables with givenFold(train, test)",
      );
    }
  }
}

function sameIds(first: readonly string[], second: readonly string[]): boolean {
  return first.length === second.length && first.every((id, index) => id === second[index]);
}

function checkShape(model: Recommends, rankings: RankingBatch, rows: number, k: number): void {
  if (rankings.k === k && rankings.items.length === rows * k) return;
  throw new DataError(
    "malformed-ranking",
    `${model.kind}: expected rankings of ${rows} users × ${k} places, got ${rankings.items.length} places, k = ${rankings.k}`,
  );
}

function emptyValues(lengths: readonly number[], userCount: number): Record<string, Float64Array> {
  const names = [...PER_USER_METRICS.keys()].flatMap((name) => lengths.map((k) => `${name}@${k}`));
  return Object.fromEntries(names.map((name) => [name, new Float64Array(userCount)]));
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Lets timers, signals and progress bars have their turn between batches. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
