import { OptionsError } from "../errors.ts";
import type { Candidate } from "../evaluation/candidate.ts";
import type { Trainable } from "../models/train-model.ts";
import { TRAINABLE, trainableModel } from "../models/trainable.ts";
import { rerankedCandidate } from "../rerankers/reranked-candidate.ts";
import { WITH_HEAD } from "../rerankers/reranked-model.ts";
import { checkReRankable } from "../rerankers/wanted-reranker.ts";
import { candidatePlan } from "./candidate-plan.ts";
import { type MakeCandidate, type Settings, trainerCandidate, trainerPlans } from "./candidates.ts";
import { contentModels } from "./families/content.ts";
import { MEASURED_NAMES, unknownModel } from "./model-names.ts";

const MODELS: ReadonlyMap<string, MakeCandidate> = new Map<string, MakeCandidate>([
  ...TRAINABLE.flatMap(candidatesOf),
  ...contentModels((...about) => modelCandidate(...about)),
]);

/** A model with a trainer, and with a re-ranker behind it where one is tried unasked; others have it by the ending of the name. */
function candidatesOf(trainer: Trainable): (readonly [name: string, make: MakeCandidate])[] {
  const { name } = trainer.model;
  const alone = [name, trainerCandidate(trainer)] as const;
  if (trainer.reranker !== "tried") return [alone];
  return [alone, [`${name}${WITH_HEAD}`, (_model, ...about) => withHead(name, ...about)]];
}

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

/** The candidate of `NAME+head`: the model of that name with a re-ranker behind it. Throws OptionsError `no-head`. */
function withHead(name: string, ...[set, items, control, users]: ParametersAfterName): Candidate {
  const base = modelCandidate(name, set, items, control, users);
  const trainer = trainableModel(name);
  if (!trainer) return rerankedCandidate(base, () => candidatePlan(base, control), items, control);
  checkReRankable(trainer.model);
  const planFor = trainerPlans(trainer, base.options, { items, users }, control);
  return rerankedCandidate(base, planFor, items, control);
}

type ParametersAfterName = Parameters<MakeCandidate> extends [string, ...infer Rest] ? Rest : never;

/** Throws OptionsError `unknown-option` when a model that has no options is given one. */
export function rejectOptions(model: string, set: Settings): void {
  const [name] = Object.keys(set);
  if (name !== undefined) throw new OptionsError("unknown-option", `${model} has no option ${name}; it has none`);
}
