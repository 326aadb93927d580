import type { CategoryColumn } from "../data/items.ts";

/** Compares the categories of items with those of others. */
export interface CategoryProfile {
  /**
   * Writes into `target`, f32[items], the mean over the categories c of item i of
   *
   *   Σ_j weights_j · ([j has c] − base_c),   base_c = share of all interactions that are with items of c
   *
   * 0 for an item without categories. Weights that sum to 1 give how much more of c a history has than everybody; weights that
   * sum to 0 what is valued. O(categories of others and items).
   */
  compare(others: Uint32Array, weights: Float32Array, items: Uint32Array, target: Float32Array): void;
}

/** Reads these columns together; each value of each column is a category. `popularity` f32[items]. */
export function createCategoryProfile(columns: readonly CategoryColumn[], popularity: Float32Array): CategoryProfile {
  const itemCount = popularity.length;
  const { offsets, codes, codeCount } = joinColumns(columns, itemCount);
  const base = new Float64Array(codeCount);
  let total = 0;
  for (let item = 0; item < itemCount; item++) {
    total += popularity[item]!;
    for (let at = offsets[item]!; at < offsets[item + 1]!; at++) base[codes[at]!]! += popularity[item]!;
  }
  for (let code = 0; code < codeCount; code++) base[code]! /= Math.max(1, total);
  const shares = new Float64Array(codeCount);
  return {
    compare: (others, weights, items, target) => {
      let weight = 0;
      for (let place = 0; place < others.length; place++) {
        const item = others[place]!;
        weight += weights[place]!;
        for (let at = offsets[item]!; at < offsets[item + 1]!; at++) shares[codes[at]!]! += weights[place]!;
      }
      for (let row = 0; row < items.length; row++) {
        const [start, end] = [offsets[items[row]!]!, offsets[items[row]! + 1]!];
        let sum = 0;
        for (let at = start; at < end; at++) sum += shares[codes[at]!]! - weight * base[codes[at]!]!;
        target[row] = end > start ? sum / (end - start) : 0;
      }
      for (const item of others) {
        for (let at = offsets[item]!; at < offsets[item + 1]!; at++) shares[codes[at]!] = 0;
      }
    },
  };
}

function joinColumns(columns: readonly CategoryColumn[], itemCount: number) {
  const offsets = new Uint32Array(itemCount + 1);
  const codes = new Uint32Array(columns.reduce((sum, column) => sum + column.codes.length, 0));
  let at = 0;
  for (let item = 0; item < itemCount; item++) {
    let first = 0;
    for (const column of columns) {
      for (let own = column.offsets[item]!; own < column.offsets[item + 1]!; own++)
        codes[at++] = first + column.codes[own]!;
      first += column.dictionary.length;
    }
    offsets[item + 1] = at;
  }
  return { offsets, codes, codeCount: columns.reduce((sum, { dictionary }) => sum + dictionary.length, 0) };
}
