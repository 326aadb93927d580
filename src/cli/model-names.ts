import { show } from "../check.ts";
import { OptionsError } from "../errors.ts";
import { didYouMean } from "../nearest.ts";

/** The baseline that is measured beside models, and is none of them. */
export const RANDOM = "random";

/** A model behind which the head re-ranks. */
const WITH_HEAD = "+head";

/**
 * What each model does, in a sentence, in the order of help texts. Names stand apart from what fits models, so that nothing
 * is loaded to list or to refuse one.
 */
export const MODEL_SUMMARIES: Readonly<Record<string, string>> = {
  "implicit-als":
    "factors by alternating least squares over observed and unobserved pairs; for behaviour, and for ratings taken as such",
  "implicit-als+head": "the same, with a re-ranking network behind it where that wins on validation data",
  popularity: "the items with the most interactions",
  "global-mean": "the mean of all ratings",
  "weighted-mean": "each item's mean, drawn towards the global mean where it has few ratings",
  "user-item-baseline": "global mean plus a bias of the user and one of the item",
  "item-knn": "items like those of the history; predicts ratings from the ratings of the nearest items",
  "user-knn": "what users with a similar history have; predicts ratings from theirs",
  rp3beta: "random walks of three steps over users and items, popular ends held down",
  slim: "sparse weights between items, fitted item by item with both penalties",
  ease: "weights between all items in closed form; needs memory for items × items",
  "gf-cf": "a linear and an ideal low-pass filter over the graph of items; nothing is trained",
  "funk-mf": "plain factors of ratings by gradient descent",
  "biased-mf": "factors and biases of ratings by gradient descent",
  svdpp: "factors and biases of ratings, with what a user has rated beside the ratings",
  "slope-one": "mean differences between pairs of items",
  "co-clustering": "means of clusters of users and items",
  bpr: "factors that put what a user has above what they have not, pair by pair",
  warp: "factors of features of items and users, by weighted approximate-rank pairwise loss",
  "tf-idf": "items whose texts are like those of the history; ranks items without interactions",
  hybrid: "a mix of any models, weighed on validation data",
  "explicit-als": "factors of ratings by alternating ridge regressions",
  nmf: "factors of ratings that are never below zero",
  svd: "truncated singular value decomposition of ratings; users are folded in",
  "pure-svd": "truncated SVD of the binary interaction matrix, for ranking",
};

/** Models that can be measured, compared and tuned. */
export const MEASURED_NAMES: readonly string[] = Object.keys(MODEL_SUMMARIES);

/** Models that can be packed into an artefact. A head is packed with the model that it stands behind. */
export const PACKED_NAMES: readonly string[] = MEASURED_NAMES.filter((name) => !name.endsWith(WITH_HEAD));

/** The model itself, of a name that may have a head. */
export const baseName = (name: string): string => (name.endsWith(WITH_HEAD) ? name.slice(0, -WITH_HEAD.length) : name);

/** Returns the name of a model that can be measured. Throws OptionsError `unknown-model` for another. */
export function measuredName(name: string): string {
  if (MEASURED_NAMES.includes(baseName(name))) return name;
  throw unknownModel(name);
}

/** Returns the name of a model that can be packed. Throws OptionsError `unknown-model` for another. */
export function packedName(name: string): string {
  if (PACKED_NAMES.includes(name)) return name;
  throw notPacked(name);
}

/** For a name of `--model` that nothing can be packed by. */
export function notPacked(name: string): OptionsError {
  return new OptionsError(
    "unknown-model",
    `--model: expected one of ${PACKED_NAMES.join(", ")}; got ${show(name)}${didYouMean(name, PACKED_NAMES)}`,
  );
}

/** For a name that is no model's. Only what measures knows `random`, and there it is taken out before. */
export function unknownModel(name: string): OptionsError {
  const known = name === RANDOM ? MEASURED_NAMES : [...MEASURED_NAMES, RANDOM];
  return new OptionsError(
    "unknown-model",
    `model: expected one of ${known.join(", ")}; got ${JSON.stringify(name)}${didYouMean(name, known)}`,
  );
}
