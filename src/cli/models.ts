import { type Interactions, toCsr } from "../data/interactions.ts";
import { createCategoryColumn, type ItemTable } from "../data/items.ts";
import { OptionsError } from "../errors.ts";
import type { Candidate } from "../evaluation/evaluate-folds.ts";
import { kernelModule, threadedKernelModule } from "../kernels/module.node.ts";
import { implicitAlsOptions } from "../models/implicit-als.ts";
import { createPopularityModel } from "../models/popularity.ts";
import { TAG_COLUMN } from "../models/tag-overlap.ts";
import { createRerankedModel } from "../neural/reranked-model.ts";
import { type FitControl, fitImplicitAls } from "./fit.ts";

/** Models that the command line knows, in the order of help texts. */
export const MODEL_NAMES = ["implicit-als", "popularity"] as const;
export type ModelName = (typeof MODEL_NAMES)[number];

/** A model behind which the head re-ranks; for `evaluate`. */
const WITH_HEAD = "+head";

/** The candidate of a name such as `implicit-als` or `implicit-als+head`. Throws OptionsError `unknown-model`. */
export function modelCandidate(
  name: string,
  set: Readonly<Record<string, string>>,
  items: ItemTable,
  control: FitControl,
): Candidate {
  if (name === "popularity") {
    rejectOptions(name, set);
    return { model: name, options: {}, fit: (train) => createPopularityModel(toCsr(train)) };
  }
  if (name !== "implicit-als" && name !== `implicit-als${WITH_HEAD}`) {
    const known = [...MODEL_NAMES, `implicit-als${WITH_HEAD}`, "random"].join(", ");
    throw new OptionsError("unknown-model", `model: expected one of ${known}; got ${JSON.stringify(name)}`);
  }
  const options = implicitAlsOptions(set);
  const wantsHead = name.endsWith(WITH_HEAD);
  return {
    model: name,
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
export function rejectOptions(model: string, set: Readonly<Record<string, string>>): void {
  const [name] = Object.keys(set);
  if (name !== undefined) throw new OptionsError("unknown-option", `${model} has no option ${name}; it has none`);
}
