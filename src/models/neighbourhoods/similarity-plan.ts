import { SIMILARITY_FORMULAS } from "../../kernels/training/similarity-abi.ts";
import type { KnnRatingOptions } from "./knn-rating-options.ts";

/** How the kernels are to find a similarity; plain values, so that it can be posted to a thread. */
export interface SimilarityPlan {
  /** The kernel that sums over shared columns. */
  readonly sums: "sumDifferences" | "countEqual" | "sumProducts" | "sumMoments";
  /** Bytes that it needs a row. */
  readonly bytesPerRow: number;
  /** What finishSimilarities makes of the sums. */
  readonly formula: number;
  readonly minimumSupport: number;
  /** (n − offset)/(n − offset + shrinkage) */
  readonly offset: number;
  readonly shrinkage: number;
}

/** The plan of these options. */
export function similarityPlan(options: KnnRatingOptions): SimilarityPlan {
  const { similarity, imputation, minSupport, shrinkage } = options;
  const common = { minimumSupport: minSupport, offset: 0, shrinkage };
  const products = { ...common, sums: "sumProducts", bytesPerRow: 16 } as const;
  switch (similarity) {
    case "msd":
      return { ...common, sums: "sumDifferences", bytesPerRow: 8, formula: SIMILARITY_FORMULAS.msd };
    case "jaccard":
      return { ...common, sums: "countEqual", bytesPerRow: 8, formula: SIMILARITY_FORMULAS.jaccard };
    case "rating-jaccard":
      return { ...common, sums: "countEqual", bytesPerRow: 8, formula: SIMILARITY_FORMULAS.ratingJaccard };
    case "pearson":
      return { ...common, sums: "sumMoments", bytesPerRow: 48, formula: SIMILARITY_FORMULAS.pearson };
    case "pearson-baseline": {
      // Of a single shared rating the sign is all that is left, and (n − 1) is 0.
      const minimumSupport = Math.max(2, minSupport);
      return { ...products, formula: SIMILARITY_FORMULAS.cosine, minimumSupport, offset: 1 };
    }
    default:
      return {
        ...products,
        formula: imputation === "none" ? SIMILARITY_FORMULAS.cosine : SIMILARITY_FORMULAS.imputed,
      };
  }
}
