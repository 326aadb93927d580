import { checkInteger } from "../../src/check.ts";
import { type Csr, rowIndices, rowValues } from "../../src/data/csr.ts";
import type { RankingBatch } from "../../src/kernels/ranking.ts";
import { createWeightsIndex } from "../../src/kernels/weights-index.ts";
import { checkHistories } from "../../src/models/histories.ts";
import type { OptionValue, RankingModel } from "../../src/models/model.ts";
import { popularItems, withPopularTails } from "../../src/models/popular-tail.ts";
import { selectTop } from "../../src/models/select-top.ts";

/**
 * Models that are one matrix of weights between items: what a user has adds to what is like it.
 *
 *   score(u, i) = Σ_(j∈S_u) w_uj · B_ji,      w_uj = what `weightOf` makes of the value of j in the history (1 by default)
 *
 * Item neighbourhoods, SLIM, EASE, RP3β and linear filters differ in B alone. Rows of B may be cut to their largest entries.
 * Users need no row in any table. A row of histories without entries is ranked by popularity, and so are the items that no
 * weight leads to (src/models/popular-tail.ts).
 */
export interface ItemWeightsParts {
  readonly kind: string;
  readonly options: Readonly<Record<string, OptionValue>>;
  /** items × items, B: row j is what having item j adds to each item. */
  readonly weights: Csr;
  /** f32[items]: interactions of each item, for users without history. */
  readonly popularity: Float32Array;
  readonly weightOf?: ((value: number) => number) | undefined;
}

/** A model of item weights; its matrix can be packed, and served by a sparse kernel. */
export interface ItemWeightsModel extends RankingModel {
  readonly weights: Csr;
  readonly popularity: Float32Array;
  readonly weightOf: (value: number) => number;
}

const MAXIMUM_LENGTH = 0x7fff_ffff;

/**
 * Makes the ranking model of a weight matrix. A user costs O(entries of the rows of their history + items · log k).
 *
 * With `kernelModule` the kernels of serving do it (src/kernels/weights-index.ts), with the same lists and the same scores to
 * the last bit: both round the weight, each product and each sum to f32, in the order of the history. Throws RangeError
 * for a matrix that is no CSR of items × items, KernelError `memory-limit`.
 */
export function createItemWeightsModel(parts: ItemWeightsParts, kernelModule?: WebAssembly.Module): ItemWeightsModel {
  const { kind, options, weights, popularity, weightOf = () => 1 } = parts;
  const popular = popularItems(popularity);
  const itemCount = weights.columnCount;
  const index = kernelModule && createWeightsIndex(kernelModule, { itemCount, weights });
  return {
    kind,
    options,
    itemCount,
    weights,
    popularity,
    weightOf,
    recommendBatch: (histories, k) => {
      checkInteger("k", k, 1, MAXIMUM_LENGTH);
      checkHistories(histories, itemCount);
      const batch = index
        ? index.scanBatch({ ...histories, columnCount: itemCount }, weightOf, k)
        : rankPlainly(weights, weightOf, histories, k);
      return withPopularTails(batch, histories, popular, (row) => () => {
        const scores = new Float32Array(itemCount);
        addRows(weights, weightOf, rowIndices(histories, row), rowValues(histories, row), scores);
        return (item) => scores[item]!;
      });
    },
  };
}

/** What the kernels do, without them: the reference of differential tests. */
function rankPlainly(weights: Csr, weightOf: (value: number) => number, histories: Csr, k: number): RankingBatch {
  const scores = new Float32Array(weights.columnCount);
  const isOwn = new Uint8Array(weights.columnCount);
  const size = histories.rowCount * k;
  const batch = { queryCount: histories.rowCount, k, items: new Uint32Array(size), scores: new Float32Array(size) };
  for (let row = 0; row < histories.rowCount; row++) {
    scores.fill(0);
    const own = rowIndices(histories, row);
    const values = rowValues(histories, row);
    addRows(weights, weightOf, own, values, scores);
    for (const item of own) isOwn[item] = 1;
    selectTop(scores, isOwn, batch, row);
    for (const item of own) isOwn[item] = 0;
  }
  return batch;
}

/** Adds the rows of these items to scores, f32[items], as the kernels round. */
function addRows(
  { offsets, indices, values }: Csr,
  weightOf: (value: number) => number,
  own: Uint32Array,
  given: Float32Array,
  scores: Float32Array,
): void {
  for (let entry = 0; entry < own.length; entry++) {
    const weight = Math.fround(weightOf(given[entry]!));
    const item = own[entry]!;
    for (let at = offsets[item]!; at < offsets[item + 1]!; at++) {
      scores[indices[at]!]! += Math.fround(weight * values[at]!);
    }
  }
}
