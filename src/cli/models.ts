import { type Interactions, toCsr } from "../data/interactions.ts";
import { OptionsError } from "../errors.ts";
import type { Candidate } from "../evaluation/candidate.ts";
import { implicitAlsOptions } from "../models/implicit-als.ts";
import { TRAINABLE } from "../models/trainable.ts";
import { didYouMean } from "../nearest.ts";
import { WITH_HEAD } from "../rerankers/reranked-model.ts";
import type { TrainingContext } from "../training/context.ts";
import { type MakeCandidate, type Settings, trainerCandidate } from "./candidates.ts";
import { BPR_MODELS } from "./families/bpr.ts";
import { contentModels } from "./families/content.ts";
import { FACTOR_MODELS } from "./families/factor.ts";
import { KNN_MODELS } from "./families/knn.ts";
import { LINEAR_MODELS } from "./families/linear.ts";
import { NEIGHBOURHOOD_MODELS } from "./families/neighbourhoods.ts";
import { SGD_MODELS } from "./families/sgd.ts";
import { implicitAlsPlan, planOf, rerankedCandidate } from "./plans.ts";

/** The baseline that is measured beside models, and is none of them. */
const RANDOM = "random";

const MODELS: ReadonlyMap<string, MakeCandidate> = new Map<string, MakeCandidate>([
  ["implicit-als", (model, set, _items, control) => implicitAls(model, set, control)],
  // Listed because a head is tried behind it unasked; behind the others by the ending of the name.
  [`implicit-als${WITH_HEAD}`, (_model, ...about) => withHead("implicit-als", ...about)],
  ...TRAINABLE.map((trainer) => [trainer.model.name, trainerCandidate(trainer)] as const),
  ...NEIGHBOURHOOD_MODELS,
  ...LINEAR_MODELS,
  ...SGD_MODELS,
  ...KNN_MODELS,
  ...BPR_MODELS,
  ...contentModels((...about) => modelCandidate(...about)),
  ...FACTOR_MODELS,
]);

/** Models that can be measured, compared and tuned, in the order of help texts. */
export const MEASURED_MODELS: readonly string[] = [...MODELS.keys()];

/** What each model does, in a sentence. */
export const MODEL_SUMMARIES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(TRAINABLE.map(({ model: { name, summary } }) => [name, summary])),
  "implicit-als":
    "factors by alternating least squares over observed and unobserved pairs; for behaviour, and for ratings taken as such",
  "implicit-als+head": "the same, with a re-ranking network behind it where that wins on validation data",
  "item-knn": "items like those of the history; predicts ratings from the ratings of the nearest items",
  "user-knn": "what users with a similar history have; predicts ratings from theirs",
  rp3beta: "random walks of three steps over users and items, popular ends held down",
  slim: "sparse weights between items, fitted item by item with both penalties",
  ease: "weights between all items in closed form; needs memory for items × items",
  "gf-cf": "a linear and an ideal low-pass filter over the graph of items; nothing is trained",
  "funk-mf": "plain factors of ratings by gradient descent",
  "biased-mf": "factors and biases of ratings by gradient descent",
  svdpp: "factors and biases of ratings, with what a user has rated beside the ratings",
  "explicit-als": "factors of ratings by alternating ridge regressions",
  nmf: "factors of ratings that are never below zero",
  svd: "a truncated singular value decomposition of ratings; whoever was not there is folded in",
  "pure-svd": "the same of who has what, for rankings",
  "slope-one": "mean differences between pairs of items",
  "co-clustering": "means of clusters of users and items",
  bpr: "factors that put what a user has above what they have not, pair by pair",
  warp: "the same with features of items, by how hard a better item is to find",
  "tf-idf": "items whose texts are like those of the history; knows items that nobody has",
  hybrid: "a mix of any models, weighed on validation data",
};

/** The candidate of a name such as `slim`, or `slim+head` with a re-ranker behind it. Throws OptionsError `unknown-model`. */
export const modelCandidate: MakeCandidate = (name, set, items, control, users) => {
  const make = MODELS.get(name);
  if (make !== undefined) return make(name, set, items, control, users);
  const base = name.endsWith(WITH_HEAD) ? name.slice(0, -WITH_HEAD.length) : undefined;
  if (base !== undefined && MODELS.has(base)) return withHead(base, set, items, control, users);
  // Only what measures knows random, and there it is taken out before.
  const known = name === RANDOM ? MEASURED_MODELS : [...MEASURED_MODELS, RANDOM];
  throw new OptionsError(
    "unknown-model",
    `model: expected one of ${known.join(", ")}; got ${JSON.stringify(name)}${didYouMean(name, known)}`,
  );
};

function implicitAls(model: string, set: Settings, control: TrainingContext): Candidate {
  const options = implicitAlsOptions(set);
  return {
    model,
    options: { ...options, unobservedWeight: set.unobservedWeight === undefined ? "auto" : options.unobservedWeight },
    fit: async (train: Interactions) => {
      const plan = implicitAlsPlan(implicitAlsOptions(set, toCsr(train)), control);
      return (await plan.fit(train, "retrieval")).model;
    },
  };
}

/** The candidate of `NAME+head`: the model of that name with a re-ranker behind it. */
function withHead(name: string, ...[set, items, control, users]: ParametersAfterName): Candidate {
  const base = modelCandidate(name, set, items, control, users);
  return rerankedCandidate(base, planOf(base, set, control), items, control);
}

type ParametersAfterName = Parameters<MakeCandidate> extends [string, ...infer Rest] ? Rest : never;

/** Throws OptionsError `unknown-option` when a model that has no options is given one. */
export function rejectOptions(model: string, set: Settings): void {
  const [name] = Object.keys(set);
  if (name !== undefined) throw new OptionsError("unknown-option", `${model} has no option ${name}; it has none`);
}
