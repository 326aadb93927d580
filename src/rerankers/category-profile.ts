import type { CategoryColumn } from "../data/items.ts";

/** Compares the categories of items with those of others. */
export interface CategoryProfile {
  /**
   * Writes into `target`, at `first` and then every `step`-th place, the mean over the categories c of item i of
   *
   *   Σ_j weights_j · ([j has c] − base_c),   base_c = share of all interactions that are with items of c
   *
   * 0 for an item without categories. Weights that sum to 1 give how much more of c a history has than everybody; weights that
   * sum to 0 what is valued. O(categories of others and items).
   */
  compare(
    others: Uint32Array,
    weights: Float32Array,
    items: Uint32Array,
    target: Float32Array,
    first?: number,
    step?: number,
  ): void;
}

/** Reads one column; each of its values is a category. `popularity` f32[items]. */
export function createCategoryProfile(
  { dictionary, offsets, codes }: CategoryColumn,
  popularity: Float32Array,
): CategoryProfile {
  const base = new Float64Array(dictionary.length);
  let total = 0;
  for (let item = 0; item < popularity.length; item++) {
    total += popularity[item]!;
    for (let at = offsets[item]!; at < offsets[item + 1]!; at++) base[codes[at]!]! += popularity[item]!;
  }
  for (let code = 0; code < base.length; code++) base[code]! /= Math.max(1, total);
  // Zeros between calls.
  const shares = new Float64Array(dictionary.length);
  return {
    compare: (others, weights, items, target, first = 0, step = 1) => {
      let weight = 0;
      for (let place = 0; place < others.length; place++) {
        const item = others[place]!;
        weight += weights[place]!;
        for (let at = offsets[item]!; at < offsets[item + 1]!; at++) shares[codes[at]!]! += weights[place]!;
      }
      for (let row = 0, to = first; row < items.length; row++, to += step) {
        const [start, end] = [offsets[items[row]!]!, offsets[items[row]! + 1]!];
        let sum = 0;
        for (let at = start; at < end; at++) sum += shares[codes[at]!]! - weight * base[codes[at]!]!;
        target[to] = end > start ? sum / (end - start) : 0;
      }
      for (let place = 0; place < others.length; place++) {
        const item = others[place]!;
        for (let at = offsets[item]!; at < offsets[item + 1]!; at++) shares[codes[at]!] = 0;
      }
    },
  };
}
