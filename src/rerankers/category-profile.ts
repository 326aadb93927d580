import type { CategoryColumn } from "../data/items.ts";

/** Others that items are compared with: `weights` f32 beside them. */
export interface Weighed {
  readonly others: Uint32Array;
  readonly weights: Float32Array;
}

/** Compares the categories of items with those of others. */
export interface CategoryProfile {
  /**
   * Writes for each of at most three lists of others, into `target` at `first` plus its place and then every `step`-th place, the mean
   * over the categories c of item i of
   *
   *   Σ_j weights_j · ([j has c] − base_c),   base_c = share of all interactions that are with items of c
   *
   * 0 for an item without categories. Weights that sum to 1 give how much more of c a history has than everybody; weights that
   * sum to 0 what is valued. Nothing is written for `undefined`. O(categories of others and items).
   */
  compare(
    lists: readonly [Weighed | undefined, Weighed | undefined, Weighed | undefined],
    items: Uint32Array,
    target: Float32Array,
    first: number,
    step: number,
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
  // f64[categories] for each list; zeros between calls.
  const shares = Array.from({ length: LISTS }, () => new Float64Array(dictionary.length));
  const [shares0, shares1, shares2] = shares as [Float64Array, Float64Array, Float64Array];
  const add = ({ others, weights }: Weighed, share: Float64Array): number => {
    let weight = 0;
    for (let place = 0; place < others.length; place++) {
      const item = others[place]!;
      const own = weights[place]!;
      weight += own;
      for (let at = offsets[item]!; at < offsets[item + 1]!; at++) share[codes[at]!]! += own;
    }
    return weight;
  };
  const clear = ({ others }: Weighed, share: Float64Array): void => {
    for (let place = 0; place < others.length; place++) {
      const item = others[place]!;
      for (let at = offsets[item]!; at < offsets[item + 1]!; at++) share[codes[at]!] = 0;
    }
  };
  return {
    compare: ([list0, list1, list2], items, target, first, step) => {
      const weight0 = list0 ? add(list0, shares0) : 0;
      const weight1 = list1 ? add(list1, shares1) : 0;
      const weight2 = list2 ? add(list2, shares2) : 0;
      // One walk over the categories of the items for all lists: where these stand costs more than what is added.
      for (let row = 0, to = first; row < items.length; row++, to += step) {
        const start = offsets[items[row]!]!;
        const end = offsets[items[row]! + 1]!;
        const count = Math.max(1, end - start);
        let sum0 = 0;
        let sum1 = 0;
        let sum2 = 0;
        for (let at = start; at < end; at++) {
          const code = codes[at]!;
          const own = base[code]!;
          sum0 += shares0[code]! - weight0 * own;
          sum1 += shares1[code]! - weight1 * own;
          sum2 += shares2[code]! - weight2 * own;
        }
        if (list0) target[to] = sum0 / count;
        if (list1) target[to + 1] = sum1 / count;
        if (list2) target[to + 2] = sum2 / count;
      }
      if (list0) clear(list0, shares0);
      if (list1) clear(list1, shares1);
      if (list2) clear(list2, shares2);
    },
  };
}

const LISTS = 3;
