import { toCsr } from "../../data/interactions.ts";
import { splitForValidation } from "../../data/splits.ts";
import { OptionsError } from "../../errors.ts";
import type { TrainingContext } from "../../training/context.ts";
import { connectedItems, connectedState } from "../connected-items.ts";
import { countInteractions } from "../item-counts.ts";
import type { RatingQueries } from "../model.ts";
import { type RatingScale, ratingScale } from "../rating-model.ts";
import { rankedByRatings } from "../served-by-ratings.ts";
import type { ServedModel } from "../served-model.ts";
import { scaleState } from "../served-ratings.ts";
import { stateOf } from "../state.ts";
import type { Fitted, TrainingData } from "../train-model.ts";
import { HYBRID, type HybridOptions } from "./hybrid.ts";
import { mixPredictions, mixRatings, type PredictingMember, type RatingMix } from "./mixed-ratings.ts";
import { ratingMemberState } from "./states.ts";
import {
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
import { oneMember } from "./train-ranking-weights.ts";
import { learnRatingMix } from "./train-rating-weights.ts";

/** A user index that no vocabulary has: members fold such a user in from the history. */
const UNKNOWN_USER = 0xffff_ffff;

/** Trains a mix of ratings. */
export async function trainMixedRatings(
  data: TrainingData,
  plans: readonly MemberPlan[],
  options: HybridOptions,
  context: TrainingContext,
): Promise<Fitted> {
  const scale = ratingScale(HYBRID, data.matrix);
  const mix = await findMix(data, plans, options, scale, context);
  const members = await fitMembers(data, data.interactions, plans, context, "on everything");
  const taking = members.filter((_, member) => mix.weights[member] !== 0);
  const described = describeMix({ ...options, task: "ratings" }, plans, mix.weights, taking);
  const weights = mix.weights.filter((weight) => weight !== 0);
  return fittedRatings(data, taking, { ...mix, weights }, scale, described);
}

async function findMix(
  data: TrainingData,
  plans: readonly MemberPlan[],
  options: HybridOptions,
  scale: RatingScale,
  context: TrainingContext,
): Promise<RatingMix> {
  const { train: seen, test: heldOut } = splitForValidation(data.interactions, options.validation, context.seed);
  if (heldOut.users.length === 0) {
    return { intercept: 0, weights: new Float64Array(plans.length).fill(1 / plans.length) };
  }
  const members = await fitMembers(data, seen, plans, context, "to be weighed");
  const wanted = toCsr(heldOut);
  const users = Uint32Array.from({ length: wanted.rowCount }, (_, user) => user);
  const queries = { users, histories: toCsr(seen), wanted };
  const predictions = members.map((member) => predictionsOf(member)(queries));
  const { mix, rmse, bestRmse } = chooseRatingMix(predictions, wanted.values, scale, options);
  report(context, plans, mix.weights, `validation RMSE ${digits(rmse)}, best member ${digits(bestRmse)}`);
  return mix;
}

/** A mix of ratings and what it reaches on the pairs that it was found on. */
export interface ChosenRatingMix {
  readonly mix: RatingMix;
  readonly rmse: number;
  /** Of the best member alone; never below `rmse`. */
  readonly bestRmse: number;
}

/** The learnt mix, or the best member alone where that is better on the same pairs. `predictions` by member, f64[pairs]. */
export function chooseRatingMix(
  predictions: readonly Float64Array[],
  ratings: ArrayLike<number>,
  scale: RatingScale,
  { method, regularization }: Pick<HybridOptions, "method" | "regularization">,
): ChosenRatingMix {
  const rmseOf = (mix: RatingMix): number => {
    const mixed = mixPredictions(predictions, mix, scale);
    return Math.sqrt(mixed.reduce((sum, value, pair) => sum + (value - ratings[pair]!) ** 2, 0) / mixed.length);
  };
  const alone = predictions.map((_, member) => ({ intercept: 0, weights: oneMember(predictions.length, member) }));
  const errors = alone.map(rmseOf);
  const bestRmse = Math.min(...errors);
  const best = alone[errors.indexOf(bestRmse)];
  const learnt = learnRatingMix(predictions, ratings, method, regularization);
  const rmse = rmseOf(learnt);
  return best === undefined || rmse <= bestRmse
    ? { mix: learnt, rmse, bestRmse }
    : { mix: best, rmse: bestRmse, bestRmse };
}

function predictionsOf({ plan: { name }, fitted }: PlannedMember): (queries: RatingQueries) => Float64Array {
  if (fitted.predictBatch) return fitted.predictBatch;
  throw new OptionsError(
    "no-ratings-predicted",
    `${HYBRID}: expected members that predict ratings, but ${name} does not`,
  );
}

function fittedRatings(
  { matrix }: TrainingData,
  taking: readonly PlannedMember[],
  mix: RatingMix,
  scale: RatingScale,
  options: Fitted["options"],
): Fitted {
  const popularity = countInteractions(matrix);
  const connected = connectedItems(matrix);
  const served = (): ServedModel => {
    const members = taking.map((member) => member.fitted.kept?.served ?? predictingByLists(member, popularity.length));
    return rankedByRatings(mixRatings(members, mix, scale), popularity, connected);
  };
  const own = stateOf({ scale: scaleState(scale), mix: Float64Array.of(mix.intercept, ...mix.weights) });
  const kept = keptOf(taking);
  if (!kept) return { options, state: own, unkept: served() };
  const mixed = mixedStates(kept, own, ratingMemberState, connectedState(connected));
  const state = mixed.join(kept.map(({ fitted }) => fitted.state));
  return { options, state, mixed, overlay: hasOverlay(kept) ? answersOf(served()) : undefined };
}

/** What items are alike is left to the state. */
function answersOf({ predict, retrieve }: ServedModel): Pick<ServedModel, "predict" | "retrieve"> {
  return { predict, retrieve };
}

/** A member that cannot be restored, by its predictions of all items for one user. */
function predictingByLists(member: PlannedMember, itemCount: number): PredictingMember {
  const predictBatch = predictionsOf(member);
  const rowOf = (indices: Uint32Array, values: Float32Array) => {
    return { rowCount: 1, columnCount: itemCount, offsets: Uint32Array.of(0, indices.length), indices, values };
  };
  const wanted = rowOf(
    Uint32Array.from({ length: itemCount }, (_, item) => item),
    new Float32Array(itemCount),
  );
  return {
    predict: (items, ratings) => {
      const histories = rowOf(items, ratings);
      const predictions = predictBatch({ users: Uint32Array.of(UNKNOWN_USER), histories, wanted });
      return (item) => predictions[item]!;
    },
  };
}
