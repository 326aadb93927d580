import { OptionsError } from "../errors.ts";
import type { Fitted } from "../evaluation/evaluate-fitted.ts";
import type { FittedMember, Member, Trainable } from "../models/train-model.ts";
import { memberModel, TRAINABLE, trainableModel } from "../models/trainable.ts";
import { rerankedCandidate } from "../rerankers/reranked-candidate.ts";
import { WITH_HEAD } from "../rerankers/reranked-model.ts";
import { checkReRankable } from "../rerankers/wanted-reranker.ts";
import { candidateOf, type MakeCandidate, type Settings, trainerCandidate, trainerPlans } from "./candidates.ts";
import { baseName, MEASURED_NAMES, unknownModel } from "./model-names.ts";

/** Every trainer; what a mix is made of may have a re-ranker behind it. */
export const TRAINERS: readonly Trainable[] = TRAINABLE.map(
  (trainer) => trainer.withMembers?.({ find: findMember, names: () => MEASURED_NAMES }) ?? trainer,
);

const MODELS: ReadonlyMap<string, MakeCandidate> = new Map(TRAINERS.flatMap(candidatesOf));

/** A model, and the model with a re-ranker behind it where one is tried unasked; others have it by the ending of the name. */
function candidatesOf(trainer: Trainable): (readonly [name: string, make: MakeCandidate])[] {
  const { name } = trainer.model;
  const alone = [name, trainerCandidate(trainer)] as const;
  return trainer.reranker === "tried" ? [alone, [`${name}${WITH_HEAD}`, headedCandidate(trainer)]] : [alone];
}

/** Models that can be measured, compared and tuned, in the order of help texts. */
export const MEASURED_MODELS: readonly string[] = MEASURED_NAMES.filter((name) => MODELS.has(name));

/** The candidate of a name such as `slim`, or `slim+head` with a re-ranker behind it. Throws OptionsError `unknown-model`. */
export const modelCandidate: MakeCandidate = (name, ...about) => {
  const make = MODELS.get(name);
  if (make) return make(name, ...about);
  const trainer = name.endsWith(WITH_HEAD) ? TRAINERS.find(({ model }) => model.name === baseName(name)) : undefined;
  if (trainer) return headedCandidate(trainer)(name, ...about);
  throw unknownModel(name);
};

/** Makes the candidate of a model with a re-ranker behind it. Throws OptionsError `no-head`. */
function headedCandidate(trainer: Trainable): MakeCandidate {
  return (_, set, items, control, users) => {
    const base = trainerCandidate(trainer)(trainer.model.name, set, items, control, users);
    checkReRankable(trainer.model);
    return rerankedCandidate(base, trainerPlans(trainer, base.options, { items, users }, control), items, control);
  };
}

/** A member of a mix by its name, with a re-ranker behind it where the name says so. */
function findMember(name: string): Member | undefined {
  const trainer = name.endsWith(WITH_HEAD) ? trainableModel(baseName(name)) : undefined;
  return trainer ? headedMember(trainer) : memberModel(name);
}

/** It is measured; an artefact has no place for a re-ranker behind a member. */
function headedMember(trainer: Trainable): Member {
  const { model } = trainer;
  return {
    model,
    fit: async (data, options, context) => {
      checkReRankable(model);
      const base = candidateOf(trainer, model.name, options, data, context);
      const plans = trainerPlans(trainer, options, data, context);
      const fitted = await rerankedCandidate(base, plans, data.items, context).fit(data.interactions);
      if (isRanking(fitted)) return fitted;
      throw new OptionsError("no-rankings", `${model.name}: expected a member that ranks`);
    },
  };
}

function isRanking(fitted: Fitted | FittedMember): fitted is FittedMember {
  return "recommendBatch" in fitted && "kind" in fitted && "options" in fitted;
}

/** Throws OptionsError `unknown-option` when a model that has no options is given one. */
export function rejectOptions(model: string, set: Settings): void {
  const [name] = Object.keys(set);
  if (name !== undefined) throw new OptionsError("unknown-option", `${model} has no option ${name}; it has none`);
}
