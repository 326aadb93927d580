import { checkInteger } from "../check.ts";
import type { Csr } from "../data/csr.ts";
import { lookRows } from "../kernels/reference/item-weights.ts";
import { SUMS } from "../kernels/weights-index.ts";
import type { ItemWeights, Retrieval, Vectors } from "../models/retrieval/retrieval.ts";
import type { ServedModel } from "../models/served-model.ts";
import type { Person } from "./person.ts";

/** What is asked of a retriever about candidates, all in one pass. */
export interface Asked {
  /** u32[n], the candidates. */
  readonly items: Uint32Array;
  /** u32, items of the history whose likeness to each candidate is wanted one by one. */
  readonly recent: Uint32Array;
  /** f32 beside the person's items each: Σ_j weights_j · likeness(i, j) is wanted of each. */
  readonly sums: readonly Float32Array[];
  /** The person's factors where a search has found them already; for a model by factors. */
  readonly userFactors?: Float32Array | undefined;
}

/** What a retriever says of candidates: a table with a row for each. */
export interface Seen {
  /**
   * f32[n × width], row-major. The first column is the score: that of lists but for rounding. From `recentAt` on stands the likeness
   * to each recent item, 0 being not alike at all, from `sumsAt` on the sums; none of these where a model does not know what is alike.
   */
  readonly values: Float32Array;
  readonly width: number;
  readonly recentAt: number;
  readonly sumsAt: number;
}

/** Looks at candidates for a person whose history has these weights. */
export type Look = (person: Person, weights: Float32Array, asked: Asked) => Seen;

/** How a model looks at candidates, and whether it knows what is alike: by its factors or its weights between items. */
export function lookOf(
  { retrieve }: ServedModel,
  { vectors, itemWeights }: Pick<Retrieval, "vectors" | "itemWeights">,
): { look: Look; knowsLikeness: boolean } {
  switch (retrieve.by) {
    case "factors":
      if (vectors)
        return { look: byFactors(vectors, retrieve.likenessLanes ?? retrieve.factorCount), knowsLikeness: true };
      break;
    case "weights":
      return { look: byWeights(itemWeights ?? plainWeights(retrieve.weights), retrieve.weigh), knowsLikeness: true };
    case "scores": {
      const { scoresOf } = retrieve;
      const look: Look = ({ items: history, sequence }, weights, { items }) => {
        const { scores, isSilent } = scoresOf(history, weights, () => false, sequence);
        return scoresAlone(Float32Array.from(items, (item) => (isSilent?.[item] === 1 ? 0 : scores[item]!)));
      };
      return { look, knowsLikeness: false };
    }
    case "popularity":
      break;
  }
  return { look: (_person, _weights, { items }) => scoresAlone(new Float32Array(items.length)), knowsLikeness: false };
}

/** What is seen by a model that has f32[n], a score for each, and knows of no likeness. */
export const scoresAlone = (values: Float32Array): Seen => ({ values, width: 1, recentAt: 1, sumsAt: 1 });

/**
 * Likeness is the cosine in the leading lanes: a dot product with each recent item and with Σ_j weights_j · y_j / ‖y_j‖, all by
 * one kernel call together with the score. O(items · (recent + sums + 1) · lanes + history · lanes).
 */
function byFactors(
  { factorCount, userFactors, itemFactors, weightedSum, dots, inverseNorms }: Vectors,
  lanes: number,
): Look {
  return ({ items: history, sequence }, weights, { items, recent, sums, userFactors: known }) => {
    // The kernel takes four at a time; the last ones are zeros.
    const queryCount = Math.ceil((1 + recent.length + sums.length) / 4) * 4;
    const queries = new Float32Array(queryCount * factorCount);
    if (history.length > 0) queries.set(known ?? userFactors(history, weights, sequence));
    const [recentRows, recentInverses] = [itemFactors(recent), inverseNorms(recent)];
    for (let place = 0; place < recent.length; place++) {
      const from = place * factorCount;
      for (let lane = 0; lane < lanes; lane++) {
        queries[from + factorCount + lane] = recentRows[from + lane]! * recentInverses[place]!;
      }
    }
    if (sums.length > 0 && history.length > 0) {
      const historyInverses = inverseNorms(history);
      const counted = new Float32Array(history.length);
      for (let sum = 0; sum < sums.length; sum++) {
        const own = sums[sum]!;
        for (let at = 0; at < own.length; at++) counted[at] = own[at]! * historyInverses[at]!;
        const row = weightedSum(history, counted);
        queries.set(row.subarray(0, lanes), (1 + recent.length + sum) * factorCount);
      }
    }
    const values = dots(items, queries, queryCount);
    const inverses = inverseNorms(items);
    for (let row = 0, at = 0; row < items.length; row++) {
      const inverse = inverses[row]!;
      at++;
      for (let place = 1; place < queryCount; place++, at++) values[at]! *= inverse;
    }
    return { values, width: queryCount, recentAt: 1, sumsAt: 1 + recent.length };
  };
}

/**
 * Likeness is the weight from an item of the history to a candidate. The rows of the history are visited once for the score and
 * all sums, of which there are three at most. O(items + entries of those rows).
 */
function byWeights(itemWeights: ItemWeights, weigh: WeighHistory | undefined): Look {
  return ({ items: history, sequence }, weights, { items, recent, sums }) => {
    checkInteger("sums", sums.length, 0, SUMS - 1);
    const factors = new Float32Array(history.length * SUMS);
    const own = [weigh ? weigh(weights, history, sequence) : weights, ...sums];
    for (let sum = 0; sum < own.length; sum++) {
      const column = own[sum]!;
      for (let at = 0; at < history.length; at++) factors[at * SUMS + sum] = column[at]!;
    }
    const values = itemWeights.look(items, history, factors, recent);
    return { values, width: SUMS + recent.length, recentAt: SUMS, sumsAt: 1 };
  };
}

/** The same of a matrix that is too large for the kernels, with the same sums to the last bit. */
function plainWeights(weights: Csr): ItemWeights {
  return { look: (items, history, factors, recent) => lookRows(weights, items, history, factors, recent) };
}

type WeighHistory = (weights: Float32Array, items: Uint32Array, sequence?: Uint32Array) => Float32Array;
