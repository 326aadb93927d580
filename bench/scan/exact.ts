import { passes, type Workload } from "./workload.ts";

/**
 * Scores of one query, brute force in f64: scores[i] = Σ_d query[d] · factors[i, d], summed in order. f64[items].
 * The f32 inputs are exact in f64, and so are their products; |error| ≤ factorCount · ε₆₄ · Σ|query·factor|.
 */
export function exactScores({ factors, itemCount, factorCount }: Workload, query: Float32Array): Float64Array {
  const scores = new Float64Array(itemCount);
  for (let item = 0, at = 0; item < itemCount; item++) {
    let sum = 0;
    for (let factor = 0; factor < factorCount; factor++, at++) sum += query[factor]! * factors[at]!;
    scores[item] = sum;
  }
  return scores;
}

/**
 * The k best items by score descending, then index ascending; with `mask`, of those that pass. Fewer when fewer pass.
 * By sorting all scores: slow, and little in it to get wrong.
 */
export function exactTop(scores: Float64Array, k: number, mask: Uint8Array | undefined): Uint32Array {
  const everything = Uint32Array.from(scores.keys());
  const allowed = mask === undefined ? everything : everything.filter((item) => passes(mask, item));
  const descending = Float64Array.from(allowed, (item) => scores[item]!)
    .sort()
    .reverse();
  const least = descending[Math.min(k, descending.length) - 1] ?? Number.POSITIVE_INFINITY;
  const candidates = allowed.filter((item) => scores[item]! >= least);
  return candidates.sort((a, b) => scores[b]! - scores[a]! || a - b).slice(0, k);
}

/** How far an answer is from the exact one. */
export interface Accuracy {
  /** Share of the exact k best items that were returned, 0 to 1: overlap@k. */
  readonly overlap: number;
  /** Largest |score − exact score of the same item| / |exact score| over the returned items. */
  readonly scoreError: number;
  /** Whether items and order are exactly those of the f64 order. */
  readonly sameOrder: boolean;
}

/**
 * Compares an answer with the exact one. `exact` are the exact k best; `scores` the exact scores of all items.
 * Throws RangeError for an answer of another length, an item that does not exist, a repeated one, or one that does not
 * pass `mask`: such an answer is not imprecise but wrong.
 */
export function compareAnswer(
  answer: { readonly items: Uint32Array; readonly scores: Float32Array },
  exact: Uint32Array,
  scores: Float64Array,
  mask: Uint8Array | undefined,
): Accuracy {
  if (answer.items.length !== exact.length || answer.scores.length !== exact.length) {
    const got = `${answer.items.length} items and ${answer.scores.length} scores`;
    throw new RangeError(`answer: expected ${exact.length} of each, got ${got}`);
  }
  if (new Set(answer.items).size !== answer.items.length) throw new RangeError("answer: an item comes twice");
  const wanted = new Set(exact);
  let found = 0;
  let scoreError = 0;
  for (const [place, item] of answer.items.entries()) {
    if (item >= scores.length) throw new RangeError(`answer: there is no item ${item}`);
    if (mask !== undefined && !passes(mask, item))
      throw new RangeError(`answer: item ${item} does not pass the filter`);
    if (wanted.has(item)) found++;
    const own = scores[item]!;
    scoreError = Math.max(scoreError, Math.abs(answer.scores[place]! - own) / Math.abs(own));
  }
  return {
    overlap: exact.length === 0 ? 1 : found / exact.length,
    scoreError,
    sameOrder: exact.every((item, place) => answer.items[place] === item),
  };
}
