import { type Csr, rowIndices, rowValues } from "../../src/data/csr.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import type { RankingBatch } from "../../src/kernels/ranking.ts";
import { addRows } from "../../src/kernels/reference/item-weights.ts";
import { createWeightsIndex } from "../../src/kernels/weights-index.ts";
import { selectTop } from "../../src/models/select-top.ts";
import type { Role } from "../role.ts";
import { median } from "../statistics.ts";
import { exactBest, HISTORY_COUNT, makeWorkload, type Workload } from "./workload.ts";

export const VARIANTS = ["nearedge kernels", "javascript loop"] as const;
export type Variant = (typeof VARIANTS)[number];

/** What a child process is to measure. */
export interface WeightsTask {
  readonly variant: Variant;
  readonly workload: Workload;
  readonly k: number;
  readonly budgetMs: number;
  readonly checkedHistories: number;
}

export interface WeightsMeasurement {
  /** Milliseconds of one list, median. */
  readonly ms: number;
  readonly calls: number;
  /** Largest |score − f64 score of the place| / |f64 score of the place|. */
  readonly error: number;
}

/** The role of a child process that measures one variant once: users one by one, as requests come. */
export const weightsRole: Role = { run: (task) => measure(task as WeightsTask), end: async () => undefined };

async function measure({ variant, workload, k, budgetMs, checkedHistories }: WeightsTask): Promise<WeightsMeasurement> {
  const { weights, histories } = makeWorkload(workload);
  const search = variant === "nearedge kernels" ? await kernelSearch(weights) : loopSearch(weights);
  const requests = Array.from({ length: HISTORY_COUNT }, (_, row) => alone(histories, row));
  const ask = (place: number): RankingBatch => search(requests[place % HISTORY_COUNT]!, k);
  let error = 0;
  for (let row = 0; row < checkedHistories; row++) {
    const [found, exact] = [ask(row), exactBest(weights, histories, row, k)];
    for (const [place, score] of exact.scores.entries()) {
      error = Math.max(error, Math.abs(found.scores[place]! - score) / Math.abs(score || 1));
    }
  }
  time(ask, budgetMs / 4);
  const times = time(ask, budgetMs);
  return { ms: median(times), calls: times.length, error };
}

function time(ask: (place: number) => unknown, budgetMs: number): number[] {
  const times: number[] = [];
  const begin = performance.now();
  for (let now = begin; now - begin < budgetMs || times.length === 0; ) {
    ask(times.length);
    const after = performance.now();
    times.push(after - now);
    now = after;
  }
  return times;
}

function alone(histories: Csr, row: number): Csr {
  const indices = rowIndices(histories, row).slice();
  const { columnCount } = histories;
  const offsets = Uint32Array.of(0, indices.length);
  return { rowCount: 1, columnCount, offsets, indices, values: rowValues(histories, row).slice() };
}

/** The best k items of one history, which is row 0. */
type Search = (history: Csr, k: number) => RankingBatch;

async function kernelSearch(weights: Csr): Promise<Search> {
  const { columnCount } = weights;
  const index = createWeightsIndex(await kernelModule(), { itemCount: columnCount, weights });
  return (history, k) => index.scanBatch({ ...history, columnCount }, () => 1, k);
}

function loopSearch(weights: Csr): Search {
  const isOwn = new Uint8Array(weights.columnCount);
  return (history, k) => {
    const scores = Float32Array.from(
      addRows(weights, history.indices, new Float32Array(history.indices.length).fill(1)),
    );
    const batch = { queryCount: 1, k, items: new Uint32Array(k), scores: new Float32Array(k) };
    for (const item of history.indices) isOwn[item] = 1;
    selectTop(scores, isOwn, batch, 0);
    for (const item of history.indices) isOwn[item] = 0;
    return batch;
  };
}
