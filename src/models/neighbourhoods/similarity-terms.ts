import type { KnnRatingOptions } from "./knn-rating-options.ts";

/**
 * What finishSimilarities reads beside the sums. With jaccard that is a, the ratings of a row. With an imputation the
 * dot product of two full rows and their norms g follow from d = rating − m, with m the mean of the rating's user:
 *
 *   users as rows   Σ_shared d·d + N·m·mᵥ          g² = N·m² + Σd²           N = items with ratings
 *   items as rows   Σ_shared d·d + M + e + eⱼ      g² = M + 2e + Σd²         M = Σ_u m_u²,  e = Σ_(raters) d·m_u
 *
 * and without the terms in m, M and e for adjusted-cosine, where whatever was not rated is 0.
 */
export interface RowTerm {
  /** a */
  readonly count: number;
  /** Σd² */
  readonly squares: number;
  /** m for users, e for items. */
  readonly tilt: number;
}

export interface SimilarityTerms {
  /** f64[rows × 2] as the kernel has them: (a, unused) or (t, g). */
  rows(terms: { counts: ArrayLike<number>; squares: Float64Array; tilts: Float64Array }): Float64Array;
  /** (a, unused, unused) or (p, q, g) of a query. */
  query(term: RowTerm): readonly [number, number, number];
}

/** The terms of these options; `base` is N for users as rows and M for items. */
export function similarityTerms(options: KnnRatingOptions, side: "users" | "items", base: number): SimilarityTerms {
  const full = options.imputation !== "none";
  const imputed = full && options.similarity === "cosine";
  const norm = ({ squares, tilt }: Omit<RowTerm, "count">): number => {
    if (!imputed) return Math.sqrt(squares);
    return Math.sqrt(squares + (side === "users" ? base * tilt * tilt : base + 2 * tilt));
  };
  return {
    rows: ({ counts, squares, tilts }) => {
      const rows = new Float64Array(2 * squares.length);
      for (let row = 0; row < squares.length; row++) {
        const term = { squares: squares[row]!, tilt: tilts[row]! };
        rows[2 * row] = full ? term.tilt : counts[row]!;
        rows[2 * row + 1] = full ? norm(term) : 0;
      }
      return rows;
    },
    query: (term) => {
      if (!full) return [term.count, 0, 0];
      if (!imputed) return [0, 0, norm(term)];
      return side === "users" ? [0, base * term.tilt, norm(term)] : [base + term.tilt, 1, norm(term)];
    },
  };
}
