import { OptionsError } from "../../errors.ts";
import { type UserItemBaselineOptions, userItemBaseline } from "../means/user-item-baseline.ts";
import { choice, dependingOn, formerly, integer, number, type OptionsOf } from "../option-specs.ts";

const SIMILARITIES = [
  ...(["cosine", "adjusted-cosine", "pearson", "pearson-baseline", "msd", "jaccard", "rating-jaccard"] as const),
];

/** Shrinkage that pearson-baseline has by itself. */
const BASELINE_SHRINKAGE = 100;

const kind = choice(["basic", "means", "zscore", "baseline"], "baseline");

/** What both have behind the imputation. */
const ofBoth = {
  /** Most neighbours of a prediction. */
  neighbours: formerly(integer(1, 100_000, 40), "k"),
  /** Fewer neighbours than this count as none. */
  minNeighbours: formerly(integer(1, 100_000, 1), "minK"),
  /** n below which a similarity is 0; 0 by default beside an imputation, since full rows share every column. */
  minSupport: dependingOn("imputation", integer(0, 1_000_000, 1), (imputation) => (imputation === "none" ? 1 : 0)),
  /** λ ≥ 0 in n/(n + λ), in shared ratings: how far similarities of few shared ratings are drawn to 0. */
  shrinkage: dependingOn("similarity", number(0, 1e9, 0), (similarity) =>
    similarity === "pearson-baseline" ? BASELINE_SHRINKAGE : 0,
  ),
  /** ≥ 0, in similarities: draws a prediction from few or far neighbours to what is known without them. */
  damping: number(0, 1e9, 0),
  /** What is predicted where nothing is near: the user's mean, then the global mean; or the global mean at once. */
  fallback: choice(["user-mean", "global-mean"], "user-mean"),
  /** Of the baselines, see user-item-baseline. */
  userRegularization: formerly(number(0, 1e6, 15), "regUser"),
  itemRegularization: formerly(number(0, 1e6, 10), "regItem"),
  epochs: integer(1, 10_000, 10),
};

/**
 * Neighbourhoods for ratings: what the nearest users said of an item, or what the user said of the nearest items. With x the
 * user (user-knn) or the item (item-knn) that is asked about, y the other one, and N the k = neighbours rows nearest to x among those that
 * have a rating r with y and a similarity s above 0:
 *
 *   basic      r̂ = Σ_N s·r / Σ_N s
 *   means      r̂ = m_x + Σ_N s·(r − m) / Σ_N s                     m, σ = mean and standard deviation of a row
 *   zscore     r̂ = m_x + σ_x · Σ_N s·(r − m)/σ / Σ_N s
 *   baseline   r̂ = b_ui + Σ_N s·(r − b) / (Σ_N s + damping)        b = μ + b_u + b_i of user-item-baseline, by als
 *
 * and damping in the denominators of all four. Similarities of two rows, over the n columns that both have (x, y their ratings):
 *
 *   cosine             Σxy / √(Σx²·Σy²)
 *   adjusted-cosine    the same of x − (mean of the rating's user)
 *   pearson            the same of x − (mean of the row over these n columns)
 *   pearson-baseline   the same of x − b, times (n − 1)/(n − 1 + shrinkage); 0 for n < 2
 *   msd                1 / (1 + Σ(x − y)²/n)
 *   jaccard            n / (ratings of either row)
 *   rating-jaccard     how many of the n have x = y / (ratings of either row)
 *
 * all but pearson-baseline times n/(n + shrinkage), and 0 where n < minSupport. With imputation=user-mean the rows of cosine
 * and adjusted-cosine are taken as full, the mean of the user standing where nothing was rated. With full-rows, of user-knn
 * alone, r is taken from the full rows too: N are the k nearest of all users, those who have not rated y counting with their mean.
 *
 * Sources: Herlocker et al. 1999; Sarwar et al. 2001; Koren 2010, sections 2.2 and 3.1; the formulas and defaults of
 * scikit-surprise's KNNBasic, KNNWithMeans, KNNWithZScore and KNNBaseline.
 */
export const userKnnRatingSpecs = {
  similarity: choice(SIMILARITIES, "msd"),
  kind,
  /** What unrated cells count as in cosine and adjusted-cosine. */
  imputation: choice(["none", "user-mean", "full-rows"], "none"),
  ...ofBoth,
};

/** The same of items, whose neighbours are found once. */
export const itemKnnRatingSpecs = {
  similarity: choice(SIMILARITIES, "pearson-baseline"),
  kind,
  imputation: choice(["none", "user-mean"], "none"),
  ...ofBoth,
  /** Neighbours kept an item. */
  keep: integer(1, 10_000_000, 1000),
};

/** Options of predictions by neighbours, of users or of items. */
export type KnnRatingOptions = OptionsOf<typeof userKnnRatingSpecs>;

export type ItemKnnRatingOptions = OptionsOf<typeof itemKnnRatingSpecs>;

/** The options of the baselines within. */
export function baselineOptionsOf({
  userRegularization,
  itemRegularization,
  epochs,
}: KnnRatingOptions): UserItemBaselineOptions {
  return userItemBaseline.readOptions({ userRegularization, itemRegularization, epochs });
}

/** Throws OptionsError `bad-combination` for an imputation beside what has none. */
export function checkImputation({ imputation, similarity, shrinkage, kind }: KnnRatingOptions): void {
  if (imputation === "none") return;
  if (similarity !== "cosine" && similarity !== "adjusted-cosine") {
    throw new OptionsError(
      "bad-combination",
      `imputation: expected similarity=cosine or adjusted-cosine beside ${imputation}, got ${similarity}; use imputation=none`,
    );
  }
  if (imputation === "full-rows" && kind === "baseline") {
    throw new OptionsError(
      "bad-combination",
      "imputation: expected kind=basic, means or zscore beside full-rows, which are full of means; got kind=baseline",
    );
  }
  if (shrinkage === 0) return;
  throw new OptionsError(
    "bad-combination",
    `shrinkage: expected 0 beside imputation=${imputation}, since full rows share all columns; got ${shrinkage}`,
  );
}
