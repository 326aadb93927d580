import { type Interactions, toCsr } from "../data/interactions.ts";
import { OptionsError } from "../errors.ts";
import type { Candidate } from "../evaluation/candidate.ts";
import { implicitAlsOptions } from "../models/implicit-als/implicit-als.ts";
import { TRAINABLE } from "../models/trainable.ts";
import { WITH_HEAD } from "../rerankers/reranked-model.ts";
import type { TrainingContext } from "../training/context.ts";
import { type MakeCandidate, type Settings, trainerCandidate } from "./candidates.ts";
import { contentModels } from "./families/content.ts";
import { MEASURED_NAMES, unknownModel } from "./model-names.ts";
import { implicitAlsPlan, planOf, rerankedCandidate } from "./plans.ts";

const MODELS: ReadonlyMap<string, MakeCandidate> = new Map<string, MakeCandidate>([
  ["implicit-als", (model, set, _items, control) => implicitAls(model, set, control)],
  // Listed because a head is tried behind it unasked; behind the others by the ending of the name.
  [`implicit-als${WITH_HEAD}`, (_model, ...about) => withHead("implicit-als", ...about)],
  ...TRAINABLE.map((trainer) => [trainer.model.name, trainerCandidate(trainer)] as const),
  ...contentModels((...about) => modelCandidate(...about)),
]);

/** Models that can be measured, compared and tuned, in the order of help texts. */
export const MEASURED_MODELS: readonly string[] = MEASURED_NAMES.filter((name) => MODELS.has(name));

/** The candidate of a name such as `slim`, or `slim+head` with a re-ranker behind it. Throws OptionsError `unknown-model`. */
export const modelCandidate: MakeCandidate = (name, set, items, control, users) => {
  const make = MODELS.get(name);
  if (make !== undefined) return make(name, set, items, control, users);
  const base = name.endsWith(WITH_HEAD) ? name.slice(0, -WITH_HEAD.length) : undefined;
  if (base !== undefined && MODELS.has(base)) return withHead(base, set, items, control, users);
  throw unknownModel(name);
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
