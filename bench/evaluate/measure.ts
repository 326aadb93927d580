import { type Csr, rowIndices, rowValues, selectRows } from "../../src/data/csr.ts";
import { toCsr } from "../../src/data/interactions.ts";
import { evaluateModel } from "../../src/evaluation/evaluate.ts";
import { rowsWithEntries } from "../../src/evaluation/rows.ts";
import { firstDepth } from "../../src/evaluation/whole-ties.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import type { RankingBatch } from "../../src/kernels/ranking.ts";
import { type FittedModel, fittedModel } from "../../src/models/fitted-model.ts";
import { implicitAls } from "../../src/models/implicit-als/implicit-als.ts";
import { countInteractions } from "../../src/models/item-counts.ts";
import { restoreModel } from "../../src/models/restore-model.ts";
import type { Vectors } from "../../src/models/retrieval/retrieval.ts";
import { servedModel } from "../../src/models/served.ts";
import { factorsState, GRAM, joinStates, stateOf } from "../../src/models/state.ts";
import type { Role } from "../role.ts";
import type { GivenFiles } from "./places.ts";
import { type MadeUpSizes, prepareGiven, prepareMadeUp, type Training } from "./prepare.ts";
import { rankPlainly } from "./rank-loop.ts";
import { createStopwatch, type Elapsed } from "./stopwatch.ts";
import { foldOf, loadWorkload, storeWorkload, type Workload } from "./workload.ts";

export type RankerName = "nearedge kernels" | "javascript f64";

/** What the child process that makes the workload is to do. */
export interface PrepareTask {
  readonly folder: string;
  readonly source: GivenFiles | MadeUpSizes;
  readonly training: Training;
}

/** What is known of a workload once it is prepared. */
export interface PreparedSizes {
  readonly itemCount: number;
  /** Users with test items: those who are ranked for. */
  readonly testUserCount: number;
}

/** What a child process that ranks is to do. */
export interface RankTask {
  readonly folder: string;
  readonly ranker: RankerName;
  readonly k: number;
  /** Users whose lists are handed back, evenly spaced; the loop ranks for no others. */
  readonly sampledUsers: number;
}

/** What one process measured. */
export interface RankMeasurement {
  /** Of all users with test items; the loop's is scaled up from those sampled. */
  readonly ranking: Elapsed;
  /** Undefined for the loop, which gets factors that were folded in before. */
  readonly foldIn: Elapsed | undefined;
  readonly measuring: Elapsed | undefined;
  readonly recall: number | undefined;
  /** The sampled users' lists. */
  readonly lists: readonly (readonly number[])[];
}

/** The role of a child process that reads or makes the data and leaves them, with factors, in the folder. */
export const prepareRole: Role = {
  run: async (task): Promise<PreparedSizes> => {
    const { folder, source, training } = task as PrepareTask;
    const workload =
      "trainPath" in source
        ? await prepareGiven(source, training)
        : prepareMadeUp(source, training.factorCount, training.seed);
    await storeWorkload(folder, workload);
    return { itemCount: workload.itemCount, testUserCount: new Set(workload.test.users).size };
  },
  end: async () => undefined,
};

/** The role of a child process that ranks for every user with test items, or for some of them, once. */
export const rankRole: Role = {
  run: async (task) => {
    const { folder, ranker, k, sampledUsers } = task as RankTask;
    const workload = await loadWorkload(folder);
    const model = await modelOf(workload);
    return ranker === "nearedge kernels"
      ? measureKernels(workload, model, k, sampledUsers)
      : measureLoop(workload, model, k, sampledUsers);
  },
  end: async () => undefined,
};

/** A model taken apart into its two steps. */
export interface FactorModel extends Pick<FittedModel, "kind" | "recommendBatch"> {
  readonly factorCount: number;
  /** f32[rows × factorCount] */
  readonly foldIn: (histories: Csr) => Float32Array;
  /** The best items of each row of factors. */
  readonly best: Vectors["best"];
}

/** The model of a workload. */
export async function modelOf(workload: Workload): Promise<FactorModel> {
  const { options, itemFactors, gram } = workload;
  const kind = implicitAls.name;
  const popularity = countInteractions(toCsr(foldOf(workload).train));
  const factors = factorsState({ precision: "f32", values: itemFactors }, options.factors);
  const state = joinStates(factors, stateOf({ [GRAM]: gram }));
  const context = { popularity, explicit: false, kernelModule: await kernelModule() };
  const served = restoreModel(servedModel, kind, options, state, context);
  const model = fittedModel({ kind, options, served }, context);
  const vectors = model.retrieval?.vectors;
  if (!vectors) throw new TypeError(`${kind}: expected retrieval by factors`);
  const { factorCount, best } = vectors;
  const foldIn = (histories: Csr): Float32Array => {
    const rows = new Float32Array(histories.rowCount * factorCount);
    for (let row = 0; row < histories.rowCount; row++) {
      const own = rowIndices(histories, row);
      const values = rowValues(histories, row);
      const weights = served.weigh ? served.weigh(values) : values;
      if (own.length > 0) rows.set(vectors.userFactors(own, weights), row * factorCount);
    }
    return rows;
  };
  return { ...model, factorCount, foldIn, best };
}

/** A whole evaluation. The model is taken apart into its two steps, which do what its recommendBatch does. */
export async function measureKernels(
  workload: Workload,
  model: FactorModel,
  k: number,
  sampledUsers: number,
): Promise<RankMeasurement> {
  const fold = foldOf(workload);
  const [all, foldIn, ranking] = [createStopwatch(), createStopwatch(), createStopwatch()];
  const batches: Uint32Array[] = [];
  const depth = firstDepth({ length: k, itemCount: workload.itemCount, wholeCatalogue: false });
  const recommendBatch = (histories: Csr, length: number) => {
    const queries = foldIn.time(() => model.foldIn(histories));
    const exclude = { offsets: histories.offsets, items: histories.indices };
    const found = ranking.time(() => model.best(queries, histories.rowCount, length, exclude));
    // Users whose equal scores go on behind the last place are asked about again, for longer lists.
    if (length === depth) batches.push(firstPlaces(found, k));
    return found;
  };
  const result = await all.timeAsync(() => evaluateModel({ kind: model.kind, recommendBatch }, fold, [k]));
  const listOf = (place: number): number[] => listAt(batches, place, k);
  const measuring = minus(minus(all.elapsed(), foldIn.elapsed()), ranking.elapsed());
  return {
    ranking: ranking.elapsed(),
    foldIn: foldIn.elapsed(),
    measuring,
    recall: result.metrics[`recall@${k}`],
    lists: samplePlaces(result.users, sampledUsers).map(listOf),
  };
}

/** The plain loop on the sampled users, scaled up to all of them. Converting the factors is not timed. */
export function measureLoop(workload: Workload, model: FactorModel, k: number, sampledUsers: number): RankMeasurement {
  const { itemFactors, itemCount } = workload;
  const { factorCount } = model;
  const fold = foldOf(workload);
  const users = rowsWithEntries(toCsr(fold.test));
  const sampled = Uint32Array.from(samplePlaces(users.length, sampledUsers), (place) => users[place]!);
  const histories = selectRows(toCsr(fold.train), sampled);
  const queries = Float64Array.from(model.foldIn(histories));
  const items = { factors: Float64Array.from(itemFactors), itemCount, factorCount };
  const ranking = createStopwatch();
  const lists = ranking.time(() =>
    Array.from(sampled, (_, row) => {
      const query = queries.subarray(row * factorCount, (row + 1) * factorCount);
      const inHistory = new Uint8Array(itemCount);
      for (const item of rowIndices(histories, row)) inHistory[item] = 1;
      return [...rankPlainly(items, query, inHistory, k)];
    }),
  );
  const scale = users.length / sampled.length;
  const { ms, cpuMs } = ranking.elapsed();
  return {
    ranking: { ms: ms * scale, cpuMs: cpuMs * scale },
    foldIn: undefined,
    measuring: undefined,
    recall: undefined,
    lists,
  };
}

/** The first k places of each row. */
function firstPlaces({ k: length, items }: RankingBatch, k: number): Uint32Array {
  const rowCount = items.length / length;
  const kept = new Uint32Array(rowCount * k);
  for (let row = 0; row < rowCount; row++) kept.set(items.subarray(row * length, row * length + k), row * k);
  return kept;
}

/** Evenly spaced places among `count`. */
export function samplePlaces(count: number, wished: number): number[] {
  const sampled = Math.min(count, wished);
  return Array.from({ length: sampled }, (_, place) => Math.floor((place * count) / sampled));
}

/** List number `place` of all lists in the batches, each k items long. Throws RangeError where there are fewer. */
export function listAt(batches: readonly Uint32Array[], place: number, k: number): number[] {
  let before = 0;
  for (const batch of batches) {
    const start = place * k - before;
    if (start < batch.length) return [...batch.subarray(start, start + k)];
    before += batch.length;
  }
  throw new RangeError(`place: expected less than ${before / k}, got ${place}`);
}

function minus(one: Elapsed, other: Elapsed): Elapsed {
  return { ms: one.ms - other.ms, cpuMs: one.cpuMs - other.cpuMs };
}
