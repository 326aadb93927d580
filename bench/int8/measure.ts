import { type Csr, rowIndices, selectRows } from "../../src/data/csr.ts";
import { ndcgAtK, recallAtK } from "../../src/evaluation/metrics.ts";
import { rowsWithEntries } from "../../src/evaluation/rows.ts";
import type { ItemFactors } from "../../src/kernels/item-index.ts";
import type { FittedModel } from "../../src/models/fitted-model.ts";
import { trainImplicitAls } from "../../src/models/implicit-als/train-implicit-als.ts";
import type { RankingModel } from "../../src/models/model.ts";
import { trainBpr } from "../../src/models/pairwise/train-bpr.ts";
import { trainWarp } from "../../src/models/pairwise/train-warp.ts";
import { fitModel, restoreTrained } from "../../src/models/train-restored.ts";
import { packState } from "../../src/packing/pack-state.ts";
import type { Role } from "../role.ts";
import { loadPart } from "../train/data.ts";
import { dataOf } from "../train/data-of.ts";
import type { JobSettings } from "../train/jobs.ts";

/** What the process that fits one model and ranks by it in both precisions is to do. */
export interface Int8Task {
  readonly folder: string;
  readonly model: "implicit-als" | "bpr" | "warp";
  readonly settings: JobSettings;
  readonly seed: number;
  readonly k: number;
}

/** One precision of one model. */
export interface PrecisionMeasurement {
  readonly precision: ItemFactors["precision"];
  /** Means over the users with test items. */
  readonly recall: number;
  readonly ndcg: number;
  /** Share of the items of the f32 lists that are in the lists of this precision. */
  readonly overlap: number;
  /** Of the item factors, scales included. */
  readonly bytes: number;
  /** Fold-in and search of one user, milliseconds, mean over all. */
  readonly ms: number;
}

type FactorModel = RankingModel & { readonly itemFactors: ItemFactors };

/** Users whose lists are made at a time. */
const BATCH = 1024;

/** The role of a child process that fits a model once and measures what rounding its factors does. */
export const int8Role: Role = { run: (task) => measure(task as Int8Task), end: async () => undefined };

async function measure(task: Int8Task): Promise<PrecisionMeasurement[]> {
  const [train, test] = [await loadPart(task.folder, "train"), await loadPart(task.folder, "test")];
  const models = await fitBoth(task, train);
  const users = rowsWithEntries(test);
  const lists = models.map((model) => rank(model, train, users, task.k));
  return models.map(({ itemFactors }, place) => {
    const { items, ms } = lists[place]!;
    const exact = lists[0]!.items;
    let [recall, ndcg, overlap] = [0, 0, 0];
    for (const [row, user] of users.entries()) {
      const own = items.subarray(row * task.k, (row + 1) * task.k);
      const relevant = new Set(rowIndices(test, user));
      const judged = {
        hits: Uint8Array.from(own, (item) => (relevant.has(item) ? 1 : 0)),
        relevantCount: relevant.size,
      };
      recall += recallAtK(judged, task.k) / users.length;
      ndcg += ndcgAtK(judged, task.k) / users.length;
      const listed = new Set(own);
      for (const item of exact.subarray(row * task.k, (row + 1) * task.k)) {
        if (listed.has(item)) overlap += 1 / items.length;
      }
    }
    const scaleBytes = itemFactors.precision === "int8" ? itemFactors.scales.byteLength : 0;
    const bytes = itemFactors.values.byteLength + scaleBytes;
    return { precision: itemFactors.precision, recall, ndcg, overlap, bytes, ms: ms / users.length };
  });
}

const TRAINERS = { "implicit-als": trainImplicitAls, bpr: trainBpr, warp: trainWarp } as const;

/** The same fitted model with f32 and with int8 factors. */
async function fitBoth({ model, settings, seed }: Int8Task, train: Csr): Promise<FactorModel[]> {
  const trainer = TRAINERS[model];
  const data = dataOf(train, "implicit");
  const exact = await fitModel(trainer, data, trainer.model.readOptions(settings), { seed, threads: 1 });
  const { options } = exact.fitted;
  const { state } = await packState(trainer, exact.fitted, { precision: "int8", cuts: [] }, train.columnCount);
  return [exact, await restoreTrained(trainer, { options, state }, data)].map(factorModel);
}

/** A restored model with the rows that it searches. */
function factorModel(model: FittedModel): FactorModel {
  const { retrieve } = model.served;
  if (retrieve.by === "factors") return { ...model, itemFactors: retrieve.factors };
  throw new TypeError(`${model.kind}: expected retrieval by factors`);
}

function rank(model: FactorModel, train: Csr, users: Uint32Array, k: number): { items: Uint32Array; ms: number } {
  const items = new Uint32Array(users.length * k);
  const started = performance.now();
  for (let start = 0; start < users.length; start += BATCH) {
    const batch = users.subarray(start, start + BATCH);
    items.set(model.recommendBatch(selectRows(train, batch), k).items, start * k);
  }
  return { items, ms: performance.now() - started };
}
