import { type Interactions, toCsr } from "../data/interactions.ts";
import { createCategoryColumn, type ItemTable } from "../data/items.ts";
import { OptionsError } from "../errors.ts";
import type { Candidate } from "../evaluation/candidate.ts";
import { kernelModule, threadedKernelModule } from "../kernels/module.node.ts";
import { createGlobalMeanModel, globalMeanOptions } from "../models/global-mean.ts";
import { implicitAlsOptions } from "../models/implicit-als.ts";
import { createPopularityModel } from "../models/popularity.ts";
import { TAG_COLUMN } from "../models/tag-overlap.ts";
import { createUserItemBaselineModel, userItemBaselineOptions } from "../models/user-item-baseline.ts";
import { createWeightedMeanModel, weightedMeanOptions } from "../models/weighted-mean.ts";
import { didYouMean } from "../nearest.ts";
import { createRerankedModel } from "../neural/reranked-model.ts";
import { type MakeCandidate, ratingModel, type Settings } from "./candidates.ts";
import { FACTOR_MODELS } from "./families/factor.ts";
import { type FitControl, fitImplicitAls } from "./fit.ts";

/** Models that can be packed into an artefact, in the order of help texts. */
export const MODEL_NAMES = ["implicit-als", "popularity"] as const;

/** A model behind which the head re-ranks. */
const WITH_HEAD = "+head";

const MODELS: ReadonlyMap<string, MakeCandidate> = new Map<string, MakeCandidate>([
  ["implicit-als", (model, set, items, control) => implicitAls(model, set, items, control, false)],
  [`implicit-als${WITH_HEAD}`, (model, set, items, control) => implicitAls(model, set, items, control, true)],
  [
    "popularity",
    (model, set) => {
      rejectOptions(model, set);
      return { model, options: {}, fit: (train) => createPopularityModel(toCsr(train)) };
    },
  ],
  [
    "global-mean",
    (model, set) => {
      const options = globalMeanOptions(set);
      return ratingModel(model, options, createGlobalMeanModel);
    },
  ],
  [
    "weighted-mean",
    (model, set) => {
      const options = weightedMeanOptions(set);
      return ratingModel(model, { ...options }, (ratings) => createWeightedMeanModel(ratings, options));
    },
  ],
  [
    "user-item-baseline",
    (model, set) => {
      const options = userItemBaselineOptions(set);
      return ratingModel(model, { ...options }, (ratings) => createUserItemBaselineModel(ratings, options));
    },
  ],
  ...FACTOR_MODELS,
]);

/** Models that can be measured, compared and tuned, in the order of help texts. */
export const MEASURED_MODELS: readonly string[] = [...MODELS.keys()];

/** The candidate of a name such as `implicit-als` or `implicit-als+head`. Throws OptionsError `unknown-model`. */
export const modelCandidate: MakeCandidate = (name, set, items, control) => {
  const make = MODELS.get(name);
  if (make !== undefined) return make(name, set, items, control);
  const known = [...MEASURED_MODELS, "random"];
  throw new OptionsError(
    "unknown-model",
    `model: expected one of ${known.join(", ")}; got ${JSON.stringify(name)}${didYouMean(name, known)}`,
  );
};

function implicitAls(
  model: string,
  set: Settings,
  items: ItemTable,
  control: FitControl,
  wantsHead: boolean,
): Candidate {
  const options = implicitAlsOptions(set);
  return {
    model,
    options: { ...options, unobservedWeight: set.unobservedWeight === undefined ? "auto" : options.unobservedWeight },
    fit: async (train: Interactions) => {
      const modules = { serving: await kernelModule(), training: await threadedKernelModule() };
      const tags = items.categories.get(TAG_COLUMN) ?? createCategoryColumn(items.titles.map(() => []));
      const fitted = await fitImplicitAls(modules, train, tags, implicitAlsOptions(set, toCsr(train)), {
        ...control,
        head: wantsHead ? "required" : "none",
        judge: wantsHead,
      });
      return fitted.head
        ? createRerankedModel(fitted.model, fitted.head.head, fitted.head.trained.manifest.candidateCount, tags)
        : fitted.model;
    },
  };
}

/** Throws OptionsError `unknown-option` when a model that has no options is given one. */
export function rejectOptions(model: string, set: Settings): void {
  const [name] = Object.keys(set);
  if (name !== undefined) throw new OptionsError("unknown-option", `${model} has no option ${name}; it has none`);
}
