import { checkInteger } from "../check.ts";
import { type Csr, rowIndices, selectRows } from "../data/csr.ts";
import { toCsr } from "../data/interactions.ts";
import type { Fold } from "../data/splits.ts";
import { DataError, OptionsError } from "../errors.ts";
import { NO_ITEM } from "../kernels/ranking.ts";
import { batchPace } from "./batch-pace.ts";
import { listMetrics } from "./beyond-accuracy.ts";
import { createTieBreaker, lengthBeforePadding, type TiedRanking } from "./break-ties.ts";
import { checkVocabularies } from "./check-fold.ts";
import { knownHistories } from "./histories.ts";
import { itemAuc } from "./item-auc.ts";
import { createJudge } from "./judge.ts";
import { coverageAtK, giniAtK, PER_USER_METRICS } from "./metrics.ts";
import { nextTask } from "./next-task.ts";
import type { Recommends } from "./recommends.ts";
import type { EvaluateOptions, EvaluationResult } from "./result.ts";
import { rowsWithEntries } from "./rows.ts";
import { foldWarnings, type Warning } from "./warnings.ts";
import { BATCH_PLACES, firstDepth, visitWholeTies } from "./whole-ties.ts";

/** Users whose lists the diversity is measured on; with more, that many evenly spaced ones stand for all. */
export const DIVERSITY_USERS = 10_000;

/**
 * Measures how well a model's rankings find what users took in test, given their history.
 *
 * Every user with test items is asked about, in ascending index and in batches, with what train (or the fold-in part) has
 * of them as history; users without history are asked about with an empty one. `ks` are the list lengths, from 1; each
 * metric is computed at each. With `auc`, and where the fold names the candidates, the whole catalogue is ranked.
 * Rankings are verified: see Judge for what a model must not return.
 *
 * Items of equal score stand in an order drawn with `seed` (createTieBreaker), also those level with the last place that a
 * model did not return at first: each user's own order for what compares with test items, one for everybody for what kind of
 * lists they are. AUC needs none.
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
  const itemCount = fold.train.itemIds.size;
  const wholeCatalogue = options.auc === true || fold.candidates !== undefined;
  const length = Math.max(...lengths);
  const histories = knownHistories(fold);
  const test = toCsr(fold.test);
  const users = testUsers(fold, test);

  const judge = createJudge(itemCount);
  const ties = createTieBreaker(fold.train.itemIds.ids, checkInteger("seed", options.seed ?? 0, 0, 0xffff_ffff));
  const bestRanks = new Uint32Array(itemCount).fill(NO_ITEM);
  const ofLists = listMetrics(fold.train);
  const exposures = new Map(lengths.map((k) => [k, new Uint32Array(itemCount)]));
  const values = emptyValues([...PER_USER_METRICS.keys(), ...ofLists.keys()], lengths, users.length);
  const aucs = options.auc === true ? new Float64Array(users.length) : undefined;
  const diversityStride = Math.ceil(users.length / DIVERSITY_USERS);
  const depth = firstDepth({ length, itemCount, wholeCatalogue });
  const pace = batchPace(Math.min(batchSize, Math.max(1, Math.floor(BATCH_PLACES / depth))), options.steady);
  let predictMs = 0;
  let fewestCompeting = itemCount;
  for (let start = 0; start < users.length; ) {
    options.signal?.throwIfAborted();
    const batch = users.subarray(start, start + pace.rows);
    const known = selectRows(histories, batch);
    const startedMs = performance.now();
    const wanted = { histories: known, length, itemCount, wholeCatalogue };
    predictMs += visitWholeTies(model, wanted, (row, returned) => {
      const user = batch[row]!;
      const place = start + row;
      const relevant = rowIndices(test, user);
      const own = rowIndices(known, row);
      const competing = fold.candidates && rowIndices(fold.candidates, user);
      fewestCompeting = Math.min(fewestCompeting, competing?.length ?? itemCount - own.length);
      const ranking = competitors(returned, competing, itemCount);
      const returnedHits = judge.judge(ranking.items, own, relevant, `${model.kind}: user ${user}`);
      const isRelevant = new Set(relevant);
      const best = ties.forUser(ranking, length, fold.train.userIds.idOf(user));
      const judged = {
        hits: Uint8Array.from(best, (item) => (isRelevant.has(item) ? 1 : 0)),
        relevantCount: relevant.length,
      };
      const list = ties.forAll(ranking, length);
      for (const [rank, item] of list.entries()) bestRanks[item] = Math.min(bestRanks[item]!, rank);
      for (const k of lengths) {
        for (const [name, metric] of PER_USER_METRICS) values[`${name}@${k}`]![place] = metric(judged, k);
        for (const [name, metric] of ofLists) {
          const measured = name !== "diversity" || place % diversityStride === 0;
          values[`${name}@${k}`]![place] = measured ? metric(list, k) : Number.NaN;
        }
        const shown = exposures.get(k)!;
        for (const item of list.subarray(0, k)) shown[item]! += 1;
      }
      if (aucs) {
        const ownMarks = new Set(own);
        const reachable = relevant.reduce((count, item) => count + (ownMarks.has(item) ? 0 : 1), 0);
        const found = lengthBeforePadding(ranking.items);
        const scored = { hits: returnedHits.subarray(0, found), scores: ranking.scores.subarray(0, found) };
        aucs[place] = itemAuc(scored, reachable, competing?.length ?? itemCount - own.length);
      }
    });
    start += batch.length;
    pace.took(performance.now() - startedMs);
    options.onProgress?.(start, users.length);
    await nextTask();
  }

  const perUser = { ...values, ...(aucs && { auc: aucs }) };
  return {
    model: model.kind,
    fold: fold.name,
    metrics: {
      ...Object.fromEntries(Object.entries(perUser).map(([name, column]) => [name, mean(column)])),
      ...Object.fromEntries(lengths.map((k) => [`coverage@${k}`, coverageAtK(bestRanks, k)])),
      ...Object.fromEntries([...exposures].map(([k, counts]) => [`gini@${k}`, giniAtK(counts)])),
    },
    users: users.length,
    usersWithoutTest: test.rowCount - users.length,
    perUser: { users, values: perUser, testCounts: undefined },
    predictSeconds: predictMs / 1000,
    warnings: [...foldWarnings(fold), ...tooLong(lengths, fewestCompeting)],
  };
}

/** u32: the users with test items, ascending. Throws DataError `no-test-users` where there is none. */
export function testUsers(fold: Fold, test: Csr): Uint32Array {
  const users = rowsWithEntries(test);
  if (users.length > 0) return users;
  throw new DataError("no-test-users", `${fold.name}: expected test interactions to measure on, got none`);
}

function tooLong(lengths: readonly number[], fewestCompeting: number): Warning[] {
  const long = lengths.filter((k) => k >= fewestCompeting);
  if (long.length === 0) return [];
  return [
    {
      code: "list-covers-catalogue",
      message:
        `lists of ${long.join(" and ")} hold every item that competes for some users (${fewestCompeting}): such a list ` +
        "cannot miss, whatever the model; measure shorter ones",
    },
  ];
}

function checkListLengths(ks: readonly number[]): number[] {
  if (ks.length === 0) {
    throw new OptionsError("no-list-lengths", "list lengths: expected at least one, as in 10, got none");
  }
  return [...new Set(ks.map((k) => checkInteger("list length", k, 1, 100_000)))];
}

/** A ranking; with candidates, only they, in the same order, padded like a ranking. */
function competitors(ranking: TiedRanking, candidates: Uint32Array | undefined, itemCount: number): TiedRanking {
  if (candidates === undefined) return ranking;
  const competes = new Uint8Array(itemCount);
  for (const item of candidates) competes[item] = 1;
  const kept = new Uint32Array(candidates.length).fill(NO_ITEM);
  const keptScores = new Float32Array(candidates.length).fill(Number.NEGATIVE_INFINITY);
  let place = 0;
  for (const [rank, item] of ranking.items.entries()) {
    if (competes[item] !== 1) continue;
    kept[place] = item;
    keptScores[place] = ranking.scores[rank]!;
    place++;
  }
  return { items: kept, scores: keptScores };
}

function emptyValues(metrics: readonly string[], lengths: readonly number[], userCount: number) {
  const names = metrics.flatMap((name) => lengths.map((k) => `${name}@${k}`));
  const values: Record<string, Float64Array> = {};
  for (const name of names) values[name] = new Float64Array(userCount);
  return values;
}

/** Mean over the users for whom the metric has a value. */
function mean(values: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return sum / count;
}
