import { type Csr, rowIndices, rowValues, transpose } from "../../data/csr.ts";
import { userDeviations } from "./knn-estimate.ts";
import type { KnnRatingOptions } from "./knn-rating-options.ts";
import { comparedValues, mapRatings, type RatingLevels, sumSquares } from "./rating-levels.ts";
import { type SimilarityTerms, similarityTerms } from "./similarity-terms.ts";

/** The users of train as user-knn compares them with the user of a request. */
export interface UserRows {
  /** items × users: what a similarity compares. */
  readonly byItem: Csr;
  /** What a rating says, beside the entries of `byItem`. */
  readonly deviations: Float32Array;
  /** f64[users × 2], see SimilarityTerms. */
  readonly rowTerms: Float64Array;
  readonly terms: SimilarityTerms;
  /** f64[users]: m, the mean of each user. */
  readonly means: Float64Array;
}

/** Lays ratings (users × items) out. O(ratings). */
export function layOutUserRows(ratings: Csr, levels: RatingLevels, options: KnnRatingOptions): UserRows {
  const maps = [comparedValues(options, levels), userDeviations(options, levels)] as const;
  const [compared = new Float32Array(), said = new Float32Array()] = mapRatings(ratings, levels, ...maps);
  const byItem = transpose({ ...ratings, values: compared });
  const counts = new Uint32Array(ratings.rowCount);
  const squares = new Float64Array(ratings.rowCount);
  const tilts = new Float64Array(ratings.rowCount);
  for (let user = 0; user < ratings.rowCount; user++) {
    const [start, end] = [ratings.offsets[user]!, ratings.offsets[user + 1]!];
    counts[user] = end - start;
    tilts[user] = levels.userLevel(rowIndices(ratings, user), rowValues(ratings, user)).mean;
    squares[user] = sumSquares(compared.subarray(start, end));
  }
  let ratedItems = 0;
  for (let item = 0; item < byItem.rowCount; item++) {
    if (byItem.offsets[item + 1]! > byItem.offsets[item]!) ratedItems++;
  }
  const terms = similarityTerms(options, "users", ratedItems);
  const deviations = transpose({ ...ratings, values: said }).values;
  return { byItem, deviations, rowTerms: terms.rows({ counts, squares, tilts }), terms, means: tilts };
}
