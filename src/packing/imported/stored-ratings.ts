import { type Csr, selectRows } from "../../data/csr.ts";
import { BLOCK_ROWS } from "../../data/factor-table.ts";
import type { Predicts } from "../../evaluation/predicts.ts";
import type { ItemFactors } from "../../kernels/item-index.ts";
import { type FittedModel, fittedModel } from "../../models/fitted-model.ts";
import { createHistoryReach, type ProductSizes, productSizes } from "../../models/rating-signal.ts";
import { restoreModel } from "../../models/restore-model.ts";
import { servedModel } from "../../models/served.ts";
import type { ByFactors, ServedModel } from "../../models/served-model.ts";
import { type ModelState, type StateTensor, scalesOf } from "../../models/state.ts";
import { AnnouncedRows, placeIn } from "./announced-rows.ts";
import { gatherRows, type ReadRows } from "./gather-rows.ts";
import type { StoredModel } from "./restore-stored.ts";

/** Name of the matrix in the state of a factorisation of ratings. */
const ITEM_FACTORS = "itemFactors";

/** A factorisation of ratings whose rows are on disk. */
export interface StoredRatings {
  /** What its lists are searched by; undefined for more factors than the search has lanes for beside those of predictions. */
  readonly lists: StoredLists | undefined;
  readonly predicts: Predicts;
}

/** The lists of a factorisation of ratings. */
export interface StoredLists {
  /** The model without rows; `query` expects histories in the order in which they were announced. */
  readonly served: ServedModel;
  readonly likenessLanes: number;
  /** The rows that it searches: factors with the lanes that its predictions have beside them. */
  readonly rows: ReadRows;
  announce(histories: Csr): void;
}

/**
 * Restores a factorisation of ratings by parts: predictions for an item follow from its own row and the rows of the history, so
 * that the model's own code, restored for some items alone, gives what it gives for the whole catalogue.
 */
export function restoreStoredRatings(
  stored: StoredModel,
  rows: ReadRows,
  { popularity, kernelModule }: { readonly popularity: Float32Array; readonly kernelModule: WebAssembly.Module },
): StoredRatings {
  const { kind, options } = stored;
  const partOf = (items: Uint32Array, factors = gatherRows(rows, items)): ServedModel => {
    const state = stateOfItems(stored.state, items, factors, rows.columnCount);
    const own = { popularity: items.length === 0 ? new Float32Array(0) : pick(popularity, items), explicit: true };
    return restoreModel(servedModel, kind, options, state, { ...own, kernelModule });
  };
  return {
    lists: storedLists(partOf(Uint32Array.of(0)), partOf, rows, popularity),
    predicts: {
      kind,
      predictBatch: ({ users, histories, wanted }) => {
        const predictions = new Float64Array(wanted.indices.length);
        for (const run of runsOf(histories, wanted)) {
          const [own, asked] = [selectRows(histories, run), selectRows(wanted, run)];
          const items = Uint32Array.from(new Set([...own.indices, ...asked.indices])).sort();
          const named = { kind, options, served: partOf(items) };
          const part: FittedModel = fittedModel(named, { kernelModule, popularity: pick(popularity, items) });
          const queries = {
            users: run.map((row) => users[row]!),
            histories: within(own, items),
            wanted: within(asked, items),
          };
          predictions.set(part.predictBatch?.(queries) ?? [], wanted.offsets[run[0] ?? 0]);
        }
        return predictions;
      },
    },
  };
}

function storedLists(
  sample: ServedModel,
  partOf: (items: Uint32Array, factors?: ItemFactors) => ServedModel,
  rows: ReadRows,
  popularity: Float32Array,
): StoredLists | undefined {
  if (sample.retrieve.by !== "factors") return undefined;
  const { factorCount, likenessLanes = factorCount } = sample.retrieve;
  const laneRows: ReadRows = {
    rowCount: rows.rowCount,
    columnCount: factorCount,
    precision: "f32",
    read: (start, end) => searched(partOf(rangeOf(start, end), rows.read(start, end))).factors,
    gather: (items) => searched(partOf(items)).factors,
  };
  const announced = new AnnouncedRows(partOf);
  let reach: ReturnType<typeof createHistoryReach> | undefined;
  return {
    rows: laneRows,
    likenessLanes,
    announce: (histories) => announced.announce(histories),
    served: {
      retrieve: {
        by: "factors",
        factors: { precision: "f32", values: new Float32Array(0) },
        factorCount,
        likenessLanes,
        query: (index, items, weights) => {
          const { made, placesOf } = announced.holding(items);
          return queryOf(made)(index, placesOf(items), weights);
        },
        reach: (items, query) => {
          reach ??= createHistoryReach({ popularity }, sizesOf(laneRows, likenessLanes));
          return reach(items, query);
        },
      },
      ranksByRating: true,
      predict: () => {
        throw new TypeError("expected predictions of a batch");
      },
    },
  };
}

function searched({ retrieve }: ServedModel): ByFactors {
  if (retrieve.by === "factors") return retrieve;
  throw new TypeError(`expected a model that is searched by factors, got one by ${retrieve.by}`);
}

function queryOf(model: ServedModel): NonNullable<ByFactors["query"]> {
  const { query } = searched(model);
  if (query) return query;
  throw new TypeError("expected a model of ratings, whose users are a query");
}

/** The state of some items alone: rows, biases and which of them have ratings. */
function stateOfItems(state: ModelState, items: Uint32Array, factors: ItemFactors, columnCount: number): ModelState {
  const part = new Map<string, StateTensor>(state);
  part.set(ITEM_FACTORS, { shape: [items.length, columnCount], values: factors.values });
  if (factors.precision === "int8") part.set(scalesOf(ITEM_FACTORS), { shape: [items.length], values: factors.scales });
  const biases = state.get("itemBiases")?.values;
  if (biases instanceof Float64Array) {
    part.set("itemBiases", { shape: [items.length], values: Float64Array.from(items, (item) => biases[item]!) });
  }
  const rated = state.get("rated")?.values;
  if (rated instanceof Uint32Array) {
    const own = new Uint32Array(Math.ceil(items.length / 32));
    for (const [place, item] of items.entries()) {
      if (((rated[item >>> 5]! >>> (item & 31)) & 1) === 1) own[place >>> 5]! |= 1 << (place & 31);
    }
    part.set("rated", { shape: [own.length], values: own });
  }
  return part;
}

function sizesOf(rows: ReadRows, factorCount: number): ProductSizes {
  let sizes: ProductSizes = {
    factorCount,
    largestNorm: 0,
    largestLanes: new Array<number>(rows.columnCount - factorCount).fill(0),
  };
  for (let start = 0; start < rows.rowCount; start += BLOCK_ROWS) {
    const { values } = rows.read(start, Math.min(rows.rowCount, start + BLOCK_ROWS));
    const own = productSizes(Float32Array.from(values), rows.columnCount, factorCount);
    sizes = {
      factorCount,
      largestNorm: Math.max(sizes.largestNorm, own.largestNorm),
      largestLanes: sizes.largestLanes.map((size, lane) => Math.max(size, own.largestLanes[lane] ?? 0)),
    };
  }
  return sizes;
}

/** Rows of both matrices, in runs that have about as many entries as a block has rows. */
function* runsOf(histories: Csr, wanted: Csr): Generator<Uint32Array> {
  for (let start = 0; start < wanted.rowCount; ) {
    let end = start + 1;
    const entries = (row: number): number => histories.offsets[row]! + wanted.offsets[row]!;
    while (end < wanted.rowCount && entries(end + 1) - entries(start) <= BLOCK_ROWS) end++;
    yield rangeOf(start, end);
    start = end;
  }
}

function rangeOf(start: number, end: number): Uint32Array {
  return Uint32Array.from({ length: end - start }, (_, place) => start + place);
}

/** The matrix with these columns alone, which ascend. */
function within(matrix: Csr, items: Uint32Array): Csr {
  return { ...matrix, columnCount: items.length, indices: matrix.indices.map((item) => placeIn(items, item)) };
}

function pick(values: Float32Array, items: Uint32Array): Float32Array {
  return Float32Array.from(items, (item) => values[item]!);
}
