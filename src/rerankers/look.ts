import type { Csr } from "../data/csr.ts";
import type { Vectors } from "../models/retrieval/retrieval.ts";
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
}

/** What a retriever says of candidates. */
export interface Seen {
  /** f32[n]: the score of each; it is that of lists but for rounding. */
  readonly scores: Float32Array;
  /** f32[n × recent], row-major; absent where a model does not know what is alike. 0 is not alike at all. */
  readonly recent?: Float32Array | undefined;
  /** f32[n] each. */
  readonly sums?: readonly Float32Array[] | undefined;
}

/** Looks at candidates for a person whose history has these weights. */
export type Look = (person: Person, weights: Float32Array, asked: Asked) => Seen;

/** How a model looks at candidates, and whether it knows what is alike: by its factors or its weights between items. */
export function lookOf(
  { retrieve }: ServedModel,
  vectors: Vectors | undefined,
): { look: Look; knowsLikeness: boolean } {
  switch (retrieve.by) {
    case "factors":
      if (vectors)
        return { look: byFactors(vectors, retrieve.likenessLanes ?? retrieve.factorCount), knowsLikeness: true };
      break;
    case "weights":
      return { look: byWeights(retrieve.weights, retrieve.weigh), knowsLikeness: true };
    case "scores": {
      const { scoresOf } = retrieve;
      const look: Look = ({ items: history, sequence }, weights, { items }) => {
        const { scores, isSilent } = scoresOf(history, weights, () => false, sequence);
        return { scores: Float32Array.from(items, (item) => (isSilent?.[item] === 1 ? 0 : scores[item]!)) };
      };
      return { look, knowsLikeness: false };
    }
    case "popularity":
      break;
  }
  return { look: (_person, _weights, { items }) => ({ scores: new Float32Array(items.length) }), knowsLikeness: false };
}

/**
 * Likeness is the cosine in the leading lanes: a dot product with each recent item and with Σ_j weights_j · y_j / ‖y_j‖, all by
 * one kernel call together with the score. O(items · (recent + sums + 1) · lanes + history · lanes).
 */
function byFactors({ factorCount, userFactors, itemFactors, dots, inverseNorms }: Vectors, lanes: number): Look {
  return ({ items: history, sequence }, weights, { items, recent, sums }) => {
    const queryCount = 1 + recent.length + sums.length;
    const queries = new Float32Array(queryCount * factorCount);
    if (history.length > 0) queries.set(userFactors(history, weights, sequence));
    const [recentRows, recentInverses] = [itemFactors(recent), inverseNorms(recent)];
    for (let place = 0; place < recent.length; place++) {
      const from = place * factorCount;
      for (let lane = 0; lane < lanes; lane++) {
        queries[from + factorCount + lane] = recentRows[from + lane]! * recentInverses[place]!;
      }
    }
    if (sums.length > 0) {
      const [rows, historyInverses] = [itemFactors(history), inverseNorms(history)];
      for (const [place, own] of sums.entries()) {
        const counted = own.map((weight, at) => weight * historyInverses[at]!);
        queries.set(weightedSum(rows, counted, factorCount, lanes), (1 + recent.length + place) * factorCount);
      }
    }
    const found = dots(items, queries, queryCount);
    const inverses = inverseNorms(items);
    const column = (query: number, scaled: boolean): Float32Array => {
      return Float32Array.from(items, (_, row) => found[row * queryCount + query]! * (scaled ? inverses[row]! : 1));
    };
    const likeness = new Float32Array(items.length * recent.length);
    for (let row = 0, at = 0; row < items.length; row++) {
      for (let place = 0; place < recent.length; place++, at++) {
        likeness[at] = found[row * queryCount + 1 + place]! * inverses[row]!;
      }
    }
    return {
      scores: column(0, false),
      recent: likeness,
      sums: sums.map((_, place) => column(1 + recent.length + place, true)),
    };
  };
}

/** Σ_j weights_j · rows_j in the leading lanes. */
function weightedSum(rows: Float32Array, weights: Float32Array, width: number, lanes: number): Float32Array {
  const sum = new Float64Array(lanes);
  for (let row = 0; row < weights.length; row++) {
    const weight = weights[row]!;
    if (weight === 0) continue;
    for (let lane = 0, at = row * width; lane < lanes; lane++, at++) sum[lane]! += weight * rows[at]!;
  }
  return Float32Array.from(sum);
}

/**
 * Likeness is the weight from an item of the history to a candidate. The rows of the history are visited once for the score and
 * all sums. O(items + entries of those rows).
 */
function byWeights({ columnCount, offsets, indices, values }: Csr, weigh: WeighHistory | undefined): Look {
  // One more than the place of each candidate; zeros between calls.
  const places = new Uint32Array(columnCount);
  const visit = (row: number, found: (place: number, value: number) => void): void => {
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
      const place = places[indices[at]!]!;
      if (place > 0) found(place - 1, values[at]!);
    }
  };
  return ({ items: history, sequence }, weights, { items, recent, sums }) => {
    const own = [weigh ? weigh(weights, history, sequence) : weights, ...sums];
    const totals = own.map(() => new Float64Array(items.length));
    const likeness = new Float32Array(items.length * recent.length);
    for (let place = 0; place < items.length; place++) places[items[place]!] = place + 1;
    for (let at = 0; at < history.length; at++) {
      if (own.every((one) => one[at] === 0)) continue;
      visit(history[at]!, (place, value) => {
        for (let sum = 0; sum < own.length; sum++) totals[sum]![place]! += own[sum]![at]! * value;
      });
    }
    for (const [at, item] of recent.entries()) {
      visit(item, (place, value) => {
        likeness[place * recent.length + at] = value;
      });
    }
    for (let place = 0; place < items.length; place++) places[items[place]!] = 0;
    const [scores = new Float32Array(items.length), ...rest] = totals.map((total) => Float32Array.from(total));
    return { scores, recent: likeness, sums: rest };
  };
}

type WeighHistory = (weights: Float32Array, items: Uint32Array, sequence?: Uint32Array) => Float32Array;
