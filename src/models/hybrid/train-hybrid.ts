import type { Feedback } from "../../data/interactions.ts";
import { OptionsError } from "../../errors.ts";
import type { Lookup, Model } from "../define-model.ts";
import type { OptionValues } from "../option-specs.ts";
import { WEIGHTS } from "../state.ts";
import {
  checkData,
  type DataShape,
  type Member,
  type MemoryEstimate,
  type Packing,
  type Trainable,
  trainable,
} from "../train-model.ts";
import { HYBRID, hybrid, mixesRatings, ownOptions } from "./hybrid.ts";
import { memberNames, memberOptions, membersOfOptions } from "./members.ts";
import type { MemberPlan } from "./train-members.ts";
import { trainMixedRankings } from "./train-mixed-rankings.ts";
import { trainMixedRatings } from "./train-mixed-ratings.ts";

/**
 * Trains mixes of the models that `lookup` finds: finds the weights on a part of train that the members do not see (objective:
 * hybrid.ts), then fits the members to all of train. Each member is fitted twice, one after the other. Same seed, same mix.
 *
 * Throws what the members throw, DataError of ratingScale, OptionsError `no-ratings-predicted`, and TrainingError `interrupted`
 * between two fits.
 */
export function trainHybrid(lookup: Lookup<Member>): Trainable {
  const model = hybrid(modelsOf(lookup));
  const plansOf = (options: OptionValues): MemberPlan[] => memberPlans(lookup, options);
  return trainable(model, {
    withMembers: trainHybrid,
    resumes: "members",
    packingFor: (given, feedback) => {
      const { keep, ...own } = given;
      const options = model.readOptions(own);
      rejectUnkept(plansOf(options));
      return packingOf(lookup, model.predictsWith(options), feedback);
    },
    checkColumns: (options, tables) => {
      for (const { member, options: own } of plansOf(options)) member.checkColumns?.(own, tables);
    },
    memory: (options, shape, threads) => largestOf(plansOf(options), shape, threads),
    fit: (data, options, context) => {
      const plans = plansOf(options);
      for (const { member } of plans) checkData(member.model, data);
      const models = plans.map(({ name, member }) => ({ name, model: member.model }));
      const explicit = data.interactions.feedback === "explicit";
      const train = mixesRatings(models, options.task, explicit) ? trainMixedRatings : trainMixedRankings;
      return train(data, plans, ownOptions(options), context);
    },
  });
}

/** Members are trained one after the other: there must be room for the largest. */
function largestOf(plans: readonly MemberPlan[], shape: DataShape, threads: number): MemoryEstimate {
  const none: MemoryEstimate = { kernelBytes: 0, heapBytes: 0, remedy: "use fewer models" };
  return plans.reduce((largest, { name, member, options }) => {
    const needed = member.trainer?.memory?.(options, shape, threads);
    if (!needed || bytesOf(needed) <= bytesOf(largest)) return largest;
    return { ...needed, remedy: `leave out ${name}, or ${needed.remedy}` };
  }, none);
}

const bytesOf = ({ kernelBytes, heapBytes = 0 }: MemoryEstimate): number => kernelBytes + heapBytes;

function modelsOf({ find, names }: Lookup<Member>): Lookup<Model> {
  return { find: (name) => find(name)?.model, names };
}

function memberPlans(lookup: Lookup<Member>, given: OptionValues): MemberPlan[] {
  const names = memberNames(String(given.models));
  return memberOptions(modelsOf(lookup), names, given).flatMap(({ name, model, options }) => {
    const member = lookup.find(name);
    return member ? [{ name, content: model.learnsFrom === "content", member, options }] : [];
  });
}

/** Of members that are weights between items, rows are cut; in a mix of ratings there are none. */
function packingOf(lookup: Lookup<Member>, predicts: boolean, feedback: Feedback): Packing {
  const needsUsers = (options: OptionValues): boolean => {
    const members = options.members === undefined ? memberPlans(lookup, options) : membersOfOptions(options);
    return members.some(({ name, options: own }) => lookup.find(name)?.trainer?.packing?.needsUsers?.(own) === true);
  };
  if (predicts && feedback === "explicit") return { needsUsers };
  return { needsUsers, cuts: [{ array: WEIGHTS, option: "keep", ofMembers: true }] };
}

/** Throws OptionsError `not-packable` for a member that no artefact can keep. */
function rejectUnkept(plans: readonly MemberPlan[]): void {
  const refused = plans.filter(({ member }) => member.trainer === undefined).map(({ name }) => name);
  if (refused.length === 0) return;
  throw new OptionsError(
    "not-packable",
    `${HYBRID}: expected members that an artefact can keep, got ${refused.join(" and ")}; leave them out of models`,
  );
}
