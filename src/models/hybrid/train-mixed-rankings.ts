import { toCsr } from "../../data/interactions.ts";
import { toOrderedCsr } from "../../data/sequences.ts";
import { splitForValidation, splitLastForValidation } from "../../data/splits.ts";
import type { TrainingContext } from "../../training/context.ts";
import { countInteractions } from "../item-counts.ts";
import { ratingScale } from "../rating-model.ts";
import type { ServedModel } from "../served-model.ts";
import { scaleState } from "../served-ratings.ts";
import { stateOf } from "../state.ts";
import type { Fitted, TrainingData } from "../train-model.ts";
import { coldWeights, type TakingMember, takingMembers } from "./cold-weights.ts";
import { HYBRID, type HybridOptions } from "./hybrid.ts";
import { listDepth, type RankingMember } from "./lists.ts";
import { listingOfLists, listingOfModel, mixRankings } from "./mixed-rankings.ts";
import { rankingMemberState } from "./states.ts";
import { rankingExamples } from "./train-examples.ts";
import {
  checkSignal,
  describeMix,
  digits,
  fitMembers,
  hasOverlay,
  keptOf,
  type MemberPlan,
  mixedStates,
  type PlannedMember,
  report,
} from "./train-members.ts";
import { chooseColdWeight, chooseRankingMix, type RankingExample } from "./train-ranking-weights.ts";

/** Trains a mix of rankings. */
export async function trainMixedRankings(
  data: TrainingData,
  plans: readonly MemberPlan[],
  options: HybridOptions,
  context: TrainingContext,
): Promise<Fitted> {
  const { interactions } = data;
  const { weights, coldWeight } = await findWeights(data, plans, options, context);
  const members = await fitMembers(data, interactions, plans, context, "on everything");
  const taking = takingMembers({ members: members.map(ranking), weights, coldWeight });
  const settled = { ...options, task: "ranking", coldWeight } as const;
  const described = describeMix(
    settled,
    plans,
    weights,
    taking.map(({ member }) => member),
  );
  return fittedRankings(data, taking, settled, described);
}

/** w on items with interactions, and what the content counts on the others. */
async function findWeights(
  data: TrainingData,
  plans: readonly MemberPlan[],
  options: HybridOptions,
  context: TrainingContext,
): Promise<{ readonly weights: Float64Array; readonly coldWeight: number }> {
  const { interactions } = data;
  // Members that read order say what comes next: to random gaps in a history they would seem worth nothing.
  const { train: seen, test: heldOut } = plans.some(({ member }) => member.model.readsOrder)
    ? splitLastForValidation(interactions, options.validation)
    : splitForValidation(interactions, options.validation, context.seed);
  const given = options.coldWeight === "auto" ? 1 : options.coldWeight;
  if (heldOut.users.length === 0) {
    return { weights: new Float64Array(plans.length).fill(1 / plans.length), coldWeight: given };
  }
  const members = (await fitMembers(data, seen, plans, context, "to be weighed")).map(ranking);
  checkSignal(context);
  const examplesOf = (cold: boolean): RankingExample[] =>
    rankingExamples(members, toOrderedCsr(seen), toCsr(heldOut), { ...options, cold });
  const { weights, reached, best } = chooseRankingMix(examplesOf(false), plans.length, options);
  const ofContent = coldWeights({ members, weights, coldWeight: 1 });
  const isAsked = options.coldWeight === "auto" && ofContent !== undefined;
  const coldWeight = isAsked ? chooseColdWeight(examplesOf(true), weights, ofContent) : given;
  report(context, plans, weights, `validation nDCG@10 ${digits(reached)}, best member ${digits(best)}`);
  return { weights, coldWeight };
}

type Ranking = RankingMember & PlannedMember;

function ranking({ plan, fitted }: PlannedMember): Ranking {
  const { name, content } = plan;
  const { recommendBatch, kept } = fitted;
  return { plan, fitted, name, content, isAlike: kept?.served.isAlike, recommendBatch };
}

export function fittedRankings(
  { interactions, matrix }: TrainingData,
  taking: readonly TakingMember<Ranking>[],
  options: HybridOptions,
  described: Fitted["options"],
): Fitted {
  const popularity = countInteractions(matrix);
  const scale = interactions.feedback === "explicit" ? ratingScale(HYBRID, matrix) : undefined;
  const weights = Float64Array.from(taking, ({ weight }) => weight);
  const ofCold = Float64Array.from(taking, ({ coldWeight }) => coldWeight);
  const depth = listDepth(options.depth, popularity.length);
  const served = (): Pick<ServedModel, "retrieve"> => {
    const listings = taking.map(({ member: { fitted } }) =>
      fitted.kept
        ? listingOfModel(fitted.kept.served, fitted.kept.retrieval, popularity)
        : listingOfLists(fitted.recommendBatch, popularity.length),
    );
    const { normalisation } = options;
    return { retrieve: mixRankings(listings, { weights, coldWeights: ofCold, normalisation, depth, popularity }) };
  };
  const own = stateOf({ weights, coldWeights: ofCold, ...(scale ? { scale: scaleState(scale) } : {}) });
  const kept = keptOf(taking.map(({ member }) => member));
  if (!kept) return { options: described, state: own, unkept: served() };
  const mixed = mixedStates(kept, own, rankingMemberState);
  const state = mixed.join(kept.map(({ fitted }) => fitted.state));
  return { options: described, state, mixed, overlay: hasOverlay(kept) ? served() : undefined };
}
