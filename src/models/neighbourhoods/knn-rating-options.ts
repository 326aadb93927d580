import { checkInteger, checkNumber, checkOneOf } from "../../check.ts";
import { OptionsError } from "../../errors.ts";
import { type UserItemBaselineOptions, userItemBaseline } from "../means/user-item-baseline.ts";
import { type OptionReader, readOptions } from "../options.ts";

/**
 * Neighbourhoods for ratings: what the nearest users said of an item, or what the user said of the nearest items. With x the
 * user (user-knn) or the item (item-knn) that is asked about, y the other one, and N the k rows nearest to x among those that
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
export interface KnnRatingOptions {
  readonly similarity: (typeof SIMILARITIES)[number];
  readonly kind: (typeof KINDS)[number];
  /** What unrated cells count as in cosine and adjusted-cosine. */
  readonly imputation: (typeof IMPUTATIONS)[number];
  /** Most neighbours of a prediction. */
  readonly k: number;
  /** Fewer neighbours than this count as none. */
  readonly minK: number;
  /** n below which a similarity is 0. */
  readonly minSupport: number;
  /** λ ≥ 0 in n/(n + λ), in shared ratings: how far similarities of few shared ratings are drawn to 0. */
  readonly shrinkage: number;
  /** ≥ 0, in similarities: draws a prediction from few or far neighbours to what is known without them. */
  readonly damping: number;
  /** What is predicted where nothing is near: the user's mean, then the global mean; or the global mean at once. */
  readonly fallback: "user-mean" | "global-mean";
  /** Of the baselines, see user-item-baseline. */
  readonly regUser: number;
  readonly regItem: number;
  readonly epochs: number;
}

/** Of item-knn: the neighbours of an item are found once. */
export interface ItemKnnRatingOptions extends KnnRatingOptions {
  /** Neighbours kept an item. */
  readonly keep: number;
}

const SIMILARITIES = [
  ...(["cosine", "adjusted-cosine", "pearson", "pearson-baseline", "msd", "jaccard", "rating-jaccard"] as const),
];
/** Whether a text names a similarity of ratings. */
export function isRatingSimilarity(name: string): boolean {
  return SIMILARITIES.some((similarity) => similarity === name);
}

const IMPUTATIONS = ["none", "user-mean", "full-rows"] as const;

const KINDS = ["basic", "means", "zscore", "baseline"] as const;

/** Shrinkage that pearson-baseline has by itself. */
const BASELINE_SHRINKAGE = 100;

export const USER_KNN_RATING_DEFAULTS: KnnRatingOptions = {
  similarity: "msd",
  kind: "baseline",
  imputation: "none",
  k: 40,
  minK: 1,
  minSupport: 1,
  shrinkage: 0,
  damping: 0,
  fallback: "user-mean",
  regUser: 15,
  regItem: 10,
  epochs: 10,
};

export const ITEM_KNN_RATING_DEFAULTS: ItemKnnRatingOptions = {
  ...USER_KNN_RATING_DEFAULTS,
  similarity: "pearson-baseline",
  shrinkage: BASELINE_SHRINKAGE,
  keep: 1000,
};

type Readers<Options> = { readonly [Key in keyof Options]: OptionReader<Options[Key]> };

const READERS: Readers<KnnRatingOptions> = {
  similarity: (name, value) => checkOneOf(name, value, SIMILARITIES),
  kind: (name, value) => checkOneOf(name, value, KINDS),
  imputation: (name, value) => checkOneOf(name, value, IMPUTATIONS),
  k: (name, value) => checkInteger(name, value, 1, 100_000),
  minK: (name, value) => checkInteger(name, value, 1, 100_000),
  minSupport: (name, value) => checkInteger(name, value, 0, 1_000_000),
  shrinkage: (name, value) => checkNumber(name, value, 0, 1e9),
  damping: (name, value) => checkNumber(name, value, 0, 1e9),
  fallback: (name, value) => checkOneOf(name, value, ["user-mean", "global-mean"]),
  regUser: (name, value) => checkNumber(name, value, 0, 1e6),
  regItem: (name, value) => checkNumber(name, value, 0, 1e6),
  epochs: (name, value) => checkInteger(name, value, 1, 10_000),
};

/**
 * Completes and checks options. Throws OptionsError for an unknown name and for imputation with a similarity that has none,
 * RangeError or TypeError for a bad value.
 */
export function userKnnRatingOptions(given: Readonly<Record<string, unknown>>): KnnRatingOptions {
  const defaults = defaultsFor(USER_KNN_RATING_DEFAULTS, given);
  return checkImputation(readOptions("user-knn-rating", defaults, READERS, given));
}

/** The same for item-knn. */
export function itemKnnRatingOptions(given: Readonly<Record<string, unknown>>): ItemKnnRatingOptions {
  const readers: Readers<ItemKnnRatingOptions> = {
    ...READERS,
    imputation: (name, value) => checkOneOf(name, value, ["none", "user-mean"]),
    keep: (name, value) => checkInteger(name, value, 1, 10_000_000),
  };
  const defaults = defaultsFor(ITEM_KNN_RATING_DEFAULTS, given);
  return checkImputation(readOptions("item-knn-rating", defaults, readers, given));
}

/** The options of the baselines within. */
export function baselineOptionsOf({ regUser, regItem, epochs }: KnnRatingOptions): UserItemBaselineOptions {
  return userItemBaseline.readOptions({ regUser, regItem, epochs });
}

function defaultsFor<Options extends KnnRatingOptions>(
  defaults: Options,
  given: Readonly<Record<string, unknown>>,
): Options {
  const similarity = given.similarity ?? defaults.similarity;
  return {
    ...defaults,
    // Full rows share every column, whatever was rated.
    minSupport: (given.imputation ?? "none") === "none" ? defaults.minSupport : 0,
    shrinkage: similarity === "pearson-baseline" ? BASELINE_SHRINKAGE : 0,
  };
}

function checkImputation<Options extends KnnRatingOptions>(options: Options): Options {
  const { imputation, similarity, shrinkage, kind } = options;
  if (imputation === "none") return options;
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
  if (shrinkage === 0) return options;
  throw new OptionsError(
    "bad-combination",
    `shrinkage: expected 0 beside imputation=${imputation}, since full rows share all columns; got ${shrinkage}`,
  );
}
