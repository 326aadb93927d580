import { checkInteger, checkNumber } from "../check.ts";
import { selectRows } from "../data/csr.ts";
import { toCsr } from "../data/interactions.ts";
import type { Fold } from "../data/splits.ts";
import { DataError } from "../errors.ts";
import { batchPace } from "./batch-pace.ts";
import { checkVocabularies } from "./check-fold.ts";
import { accuracy, averagePrecision, countConfusion, f1, precision, recall, rocAuc } from "./classification-metrics.ts";
import { testUsers } from "./evaluate.ts";
import { knownHistories } from "./histories.ts";
import { nextTask } from "./next-task.ts";
import type { Predicts } from "./predicts.ts";
import { meanAbsoluteError, rootMeanSquaredError } from "./rating-metrics.ts";
import type { EvaluateOptions, EvaluationResult } from "./result.ts";
import { foldWarnings } from "./warnings.ts";

/** Where liked ends and disliked begins, on the scale of the fold's values. */
export interface Thresholds {
  /** A test interaction is positive when its value is at least this. */
  readonly liked: number;
  /** A model decides for an item when its prediction is at least this; by default the same. */
  readonly decide?: number | undefined;
}

/** The test values and what a model predicted for them, in the order of the test matrix: users, then items. */
export interface Predictions {
  readonly actual: Float32Array;
  readonly predicted: Float64Array;
}

/**
 * Measures how close a model's predicted ratings come to the values in test: `rmse` and `mae` over all test interactions,
 * and, with thresholds, how well it tells liked from disliked: `accuracy`, `precision`, `recall`, `f1`, `roc-auc`,
 * `average-precision` and the confusion matrix.
 *
 * Every test interaction counts once. Throws DataError `different-vocabularies`, `no-test-users` or
 * `malformed-prediction` (a wrong number of predictions, or one that is not finite); the reason of `signal`.
 */
export async function evaluateRatings(
  model: Predicts,
  fold: Fold,
  thresholds: Thresholds | undefined,
  options: EvaluateOptions = {},
): Promise<EvaluationResult> {
  const batchSize = checkInteger("batchSize", options.batchSize ?? 1024, 1, 1_000_000);
  for (const value of thresholds ? [thresholds.liked, thresholds.decide ?? 0] : []) {
    checkNumber("threshold", value, -Number.MAX_VALUE, Number.MAX_VALUE);
  }
  checkVocabularies(fold);
  const histories = knownHistories(fold);
  const test = toCsr(fold.test);
  const users = testUsers(fold, test);
  const predicted = new Float64Array(test.indices.length);
  let predictMs = 0;
  const pace = batchPace(batchSize, options.steady);
  for (let start = 0; start < users.length; ) {
    options.signal?.throwIfAborted();
    const batch = users.subarray(start, start + pace.rows);
    const queries = { users: batch, histories: selectRows(histories, batch), wanted: selectRows(test, batch) };
    const startedMs = performance.now();
    const answers = model.predictBatch(queries);
    const elapsedMs = performance.now() - startedMs;
    predictMs += elapsedMs;
    pace.took(elapsedMs);
    checkPredictions(model, answers, queries.wanted.indices.length);
    predicted.set(answers, test.offsets[batch[0] ?? 0]);
    start += batch.length;
    options.onProgress?.(start, users.length);
    await nextTask();
  }
  const predictions = { actual: test.values, predicted };
  const decisions = thresholds && measureDecisions(predictions, thresholds);
  return {
    model: model.kind,
    fold: fold.name,
    metrics: {
      rmse: rootMeanSquaredError(test.values, predicted),
      mae: meanAbsoluteError(test.values, predicted),
      ...decisions?.metrics,
    },
    users: users.length,
    usersWithoutTest: test.rowCount - users.length,
    perUser: { users, ...errorsByUser(predictions, test.offsets, users) },
    predictSeconds: predictMs / 1000,
    warnings: foldWarnings(fold, thresholds?.liked),
    confusion: decisions?.confusion,
  };
}

function checkPredictions(model: Predicts, answers: Float64Array, expected: number): void {
  if (answers.length !== expected) {
    throw new DataError(
      "malformed-prediction",
      `${model.kind}: expected ${expected} predicted ratings, got ${answers.length}`,
    );
  }
  const at = answers.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  throw new DataError(
    "malformed-prediction",
    `${model.kind}: expected finite ratings, got ${answers[at]} as prediction ${at + 1} of ${expected}`,
  );
}

function measureDecisions({ actual, predicted }: Predictions, { liked, decide = liked }: Thresholds) {
  const labels = Uint8Array.from(actual, (value) => (value >= liked ? 1 : 0));
  const decided = Uint8Array.from(predicted, (value) => (value >= decide ? 1 : 0));
  const confusion = countConfusion(labels, decided);
  const metrics = {
    precision: precision(confusion),
    recall: recall(confusion),
    f1: f1(confusion),
    accuracy: accuracy(confusion),
    "roc-auc": rocAuc(labels, predicted),
    "average-precision": averagePrecision(labels, predicted),
  };
  return { confusion, metrics };
}

function errorsByUser({ actual, predicted }: Predictions, offsets: Uint32Array, users: Uint32Array) {
  const rmse = new Float64Array(users.length);
  const mae = new Float64Array(users.length);
  const testCounts = new Uint32Array(users.length);
  for (const [place, user] of users.entries()) {
    const [start, end] = [offsets[user], offsets[user + 1]];
    const [own, answers] = [actual.subarray(start, end), predicted.subarray(start, end)];
    rmse[place] = rootMeanSquaredError(own, answers);
    mae[place] = meanAbsoluteError(own, answers);
    testCounts[place] = own.length;
  }
  return { values: { rmse, mae }, testCounts };
}
