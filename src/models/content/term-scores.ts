import { type Csr, transpose } from "../../data/csr.ts";

/** The name of the vectors in a state, terms × items: row t has the items with term t and its weight in each. */
export const TERMS = "terms";

/**
 * Scores of all items by the terms of a history: the cosine between each item and the weighted sum of the history, f32[items],
 * which the next call overwrites; all 0 where that sum is 0. O(items that share a term with the history, once a term).
 */
export function createTermScores(itemsOfTerm: Csr): (own: Uint32Array, weights: ArrayLike<number>) => Float32Array {
  const vectors = transpose(itemsOfTerm);
  const itemCount = itemsOfTerm.columnCount;
  const profile = new Float64Array(itemsOfTerm.rowCount);
  const sums = new Float64Array(itemCount);
  const scores = new Float32Array(itemCount);
  return (own, weights) => {
    const touched: number[] = [];
    for (let place = 0; place < own.length; place++) {
      const weight = weights[place]!;
      if (weight === 0) continue;
      const item = own[place]!;
      for (let at = vectors.offsets[item]!; at < vectors.offsets[item + 1]!; at++) {
        const term = vectors.indices[at]!;
        // Weights and values are positive, so that 0 means not seen yet.
        if (profile[term] === 0) touched.push(term);
        profile[term]! += weight * vectors.values[at]!;
      }
    }
    let squares = 0;
    sums.fill(0);
    for (const term of touched) {
      const weight = profile[term]!;
      profile[term] = 0;
      squares += weight * weight;
      for (let at = itemsOfTerm.offsets[term]!; at < itemsOfTerm.offsets[term + 1]!; at++) {
        sums[itemsOfTerm.indices[at]!]! += weight * itemsOfTerm.values[at]!;
      }
    }
    const norm = Math.sqrt(squares);
    for (let item = 0; item < itemCount; item++) scores[item] = norm === 0 ? 0 : sums[item]! / norm;
    return scores;
  };
}
