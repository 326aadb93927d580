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
  /** The person's factors where a search has found them already; for a model by factors. */
  readonly userFactors?: Float32Array | undefined;
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
    const found = dots(items, queries, queryCount);
    const inverses = inverseNorms(items);
    const count = items.length;
    const [scores, likeness] = [new Float32Array(count), new Float32Array(count * recent.length)];
    const summed = new Float32Array(count * sums.length);
    for (let row = 0, at = 0; row < count; row++) {
      const [first, inverse] = [row * queryCount, inverses[row]!];
      scores[row] = found[first]!;
      for (let place = 1; place <= recent.length; place++) likeness[at++] = found[first + place]! * inverse;
      for (let sum = 0; sum < sums.length; sum++) {
        summed[sum * count + row] = found[first + 1 + recent.length + sum]! * inverse;
      }
    }
    return { scores, recent: likeness, sums: rowsOf(summed, sums.length, count) };
  };
}

/** The rows of a matrix, as views. */
function rowsOf(values: Float32Array, rowCount: number, width: number): Float32Array[] {
  return Array.from({ length: rowCount }, (_, row) => values.subarray(row * width, (row + 1) * width));
}

/**
 * Likeness is the weight from an item of the history to a candidate. The rows of the history are visited once for the score and
 * all sums. O(items + entries of those rows).
 */
function byWeights({ columnCount, offsets, indices, values }: Csr, weigh: WeighHistory | undefined): Look {
  // One more than the place of each candidate; zeros between calls.
  const places = new Uint32Array(columnCount);
  const totals = new Float64Array(columnCount);
  const addRow = (row: number, factor: number): void => {
    const end = offsets[row + 1]!;
    for (let entry = offsets[row]!; entry < end; entry++) totals[indices[entry]!]! += factor * values[entry]!;
  };
  return ({ items: history, sequence }, weights, { items, recent, sums }) => {
    const count = items.length;
    const own = [weigh ? weigh(weights, history, sequence) : weights, ...sums];
    const likeness = new Float32Array(count * recent.length);
    const summed = own.map((factors) => {
      // Of all items: whether an entry is of a candidate cannot be foreseen, and asking costs more than adding.
      totals.fill(0);
      for (let at = 0; at < history.length; at++) {
        if (factors[at] !== 0) addRow(history[at]!, factors[at]!);
      }
      const sum = new Float32Array(count);
      for (let place = 0; place < count; place++) sum[place] = totals[items[place]!]!;
      return sum;
    });
    for (let place = 0; place < count; place++) places[items[place]!] = place + 1;
    for (let at = 0; at < recent.length; at++) {
      const [start, end] = [offsets[recent[at]!]!, offsets[recent[at]! + 1]!];
      for (let entry = start; entry < end; entry++) {
        const place = places[indices[entry]!]!;
        if (place > 0) likeness[(place - 1) * recent.length + at] = values[entry]!;
      }
    }
    for (let place = 0; place < count; place++) places[items[place]!] = 0;
    const [scores = new Float32Array(0), ...rest] = summed;
    return { scores, recent: likeness, sums: rest };
  };
}

type WeighHistory = (weights: Float32Array, items: Uint32Array, sequence?: Uint32Array) => Float32Array;
