import { dot, type Matrix, norm, rowOf } from "./matrix.ts";

/** A ranking in f64: score descending, then item index ascending. */
export interface ReferenceRanking {
  readonly items: readonly number[];
  readonly scores: readonly number[];
}

export interface ReferenceScanOptions {
  readonly similarity?: "dot" | "cosine";
  /** Bit i % 8 of byte i / 8 set = item i may be returned. */
  readonly filter?: Uint8Array | undefined;
  readonly exclude?: ArrayLike<number> | undefined;
  /** One for each item, above 0. */
  readonly boost?: ArrayLike<number> | undefined;
}

/** The score of every item. */
export function scores(items: Matrix, query: ArrayLike<number>, similarity: "dot" | "cosine" = "dot"): Float64Array {
  return Float64Array.from({ length: items.rowCount }, (_, i) => {
    const y = rowOf(items, i);
    // dot:     score[i] = Σ_d query[d] · y[d]
    if (similarity === "dot") return dot(query, y);
    // cosine:  score[i] = Σ_d query[d] · y[d] / (‖query‖ · ‖y‖),   0 where either is zero
    const lengths = norm(query) * norm(y);
    return lengths === 0 ? 0 : dot(query, y) / lengths;
  });
}

/** The scores of all items with their boosts. */
export function boosted(scored: ArrayLike<number>, boost: ArrayLike<number> | undefined): Float64Array {
  // score[i] ← score[i] · b[i] where it is 0 or more, score[i] / b[i] below
  return Float64Array.from(scored, (score, i) => {
    if (!boost) return score;
    return score < 0 ? score / boost[i]! : score * boost[i]!;
  });
}

/** Whether filter and exclusions allow item i. */
export function isEligible(item: number, { filter, exclude }: ReferenceScanOptions): boolean {
  if (filter && ((filter[item >> 3]! >> (item & 7)) & 1) === 0) return false;
  return !exclude || !Array.prototype.includes.call(exclude, item);
}

/** The k best of the eligible items. Items with a NaN score are left out, as NaN has no order. */
export function topK(scored: ArrayLike<number>, k: number, options: ReferenceScanOptions = {}): ReferenceRanking {
  const eligible = Array.from(scored, (_, item) => item).filter(
    (item) => !Number.isNaN(scored[item]) && isEligible(item, options),
  );
  // a before b  ⟺  score[a] > score[b], or score[a] = score[b] and a < b. Compared, not subtracted: ∞ − ∞ is NaN.
  eligible.sort((a, b) => (scored[a] === scored[b] ? a - b : scored[a]! > scored[b]! ? -1 : 1));
  const items = eligible.slice(0, k);
  return { items, scores: items.map((item) => scored[item]!) };
}

/** scanF32 and scanInt8: the k best of all items for one query. For int8, `items` are dequantised rows. */
export function scan(
  items: Matrix,
  query: ArrayLike<number>,
  k: number,
  options: ReferenceScanOptions = {},
): ReferenceRanking {
  return topK(boosted(scores(items, query, options.similarity), options.boost), k, options);
}

/** scanBatchF32 and scanBatchInt8: every row of `queries` by itself, with its own exclusions. */
export function scanBatch(
  items: Matrix,
  queries: Matrix,
  k: number,
  options: Omit<ReferenceScanOptions, "exclude"> & { readonly exclude?: readonly ArrayLike<number>[] } = {},
): ReferenceRanking[] {
  return Array.from({ length: queries.rowCount }, (_, query) =>
    scan(items, rowOf(queries, query), k, { ...options, exclude: options.exclude?.[query] }),
  );
}

/** rescoreF32: the k best of the candidates alone. */
export function rescore(
  candidates: ArrayLike<number>,
  items: Matrix,
  query: ArrayLike<number>,
  k: number,
  { similarity, boost }: Pick<ReferenceScanOptions, "similarity" | "boost"> = {},
): ReferenceRanking {
  const wanted = new Set(Array.from(candidates));
  const exclude = Array.from({ length: items.rowCount }, (_, item) => item).filter((item) => !wanted.has(item));
  return scan(items, query, k, { ...(similarity ? { similarity } : {}), boost, exclude });
}

/** scanBestF32 and scanBestInt8: p where p > n, else −n², of the largest cosines p to `likes` and n to `dislikes`. */
export function bestScores(items: Matrix, likes: Matrix, dislikes: Matrix): Float64Array {
  const largest = (examples: Matrix): Float64Array => {
    const found = new Float64Array(items.rowCount).fill(Number.NEGATIVE_INFINITY);
    for (let example = 0; example < examples.rowCount; example++) {
      const cosines = scores(items, rowOf(examples, example), "cosine");
      for (let i = 0; i < found.length; i++) found[i] = Math.max(found[i]!, cosines[i]!);
    }
    return found;
  };
  const n = largest(dislikes);
  return largest(likes).map((p, i) => (p > n[i]! ? p : -(n[i]! ** 2)));
}

/** The k best by examples. For int8, `items` are dequantised rows. */
export function scanBest(
  items: Matrix,
  likes: Matrix,
  dislikes: Matrix,
  k: number,
  options: ReferenceScanOptions = {},
): ReferenceRanking {
  return topK(bestScores(items, likes, dislikes), k, options);
}
