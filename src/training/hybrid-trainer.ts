import type { Csr } from "../data/csr.ts";
import { type Interactions, toCsr } from "../data/interactions.ts";
import { splitForValidation } from "../data/splits.ts";
import { OptionsError, TrainingError } from "../errors.ts";
import type { RankingLists } from "../kernels/ranking.ts";
import { connectedItems } from "../models/connected-items.ts";
import { HYBRID, type HybridOptions, membersAsOptions } from "../models/hybrid.ts";
import type { FittedModel, RankingMember } from "../models/hybrid-lists.ts";
import { coldWeights, createHybridRankingModel, takingMembers } from "../models/hybrid-ranking.ts";
import { createHybridRatingModel, mixRatings, type RatingMember, type RatingMix } from "../models/hybrid-rating.ts";
import { countInteractions } from "../models/item-counts.ts";
import type { OptionValue, RankingModel, RatingModel, RatingQueries } from "../models/model.ts";
import { type RatingScale, ratingScale } from "../models/rating-model.ts";
import type { TrainingContext } from "./context.ts";
import { rankingExamples } from "./hybrid-examples.ts";
import { chooseColdWeight, chooseRankingMix, oneMember, type RankingExample } from "./hybrid-rankings.ts";
import { learnRatingMix } from "./hybrid-ratings.ts";

/** A fitted member: it ranks, it predicts ratings, or it does both. */
export interface FittedMember {
  /** Models have a kind and options; a member without them takes part, but cannot be kept. */
  readonly kind?: string | undefined;
  readonly options?: Readonly<Record<string, OptionValue>> | undefined;
  readonly recommendBatch?: ((histories: Csr, k: number) => RankingLists) | undefined;
  readonly predictBatch?: ((queries: RatingQueries) => Float64Array) | undefined;
}

/** A model that is to take part in a mix. */
export interface MemberPlan {
  readonly name: string;
  /** Whether it ranks items without interactions by what is known of them. */
  readonly content: boolean;
  /** Whether it predicts ratings. */
  readonly predicts: boolean;
  fit(train: Interactions): FittedMember | Promise<FittedMember>;
}

/** Whether the mix of these members predicts ratings. Throws OptionsError `no-ratings-predicted` where it should and cannot. */
export function mixesRatings(plans: readonly MemberPlan[], task: HybridOptions["task"], explicit: boolean): boolean {
  const silent = plans.filter(({ predicts }) => !predicts).map(({ name }) => name);
  if (task !== "ratings") return task === "auto" && explicit && silent.length === 0;
  if (silent.length === 0) return true;
  throw new OptionsError(
    "no-ratings-predicted",
    `${HYBRID}: task=ratings: expected members that predict ratings, but ${silent.join(" and ")} only rank; leave them out`,
  );
}

/**
 * Finds the weights of a mix on a part of train that its members do not see (objective: models/hybrid.ts), then fits the
 * members to all of train. Each member is fitted twice, one after the other. Same seed, same mix.
 *
 * Throws what the members throw, DataError of ratingScale, OptionsError `no-ratings-predicted`, and TrainingError
 * `interrupted` between two fits.
 */
export async function trainHybrid(
  train: Interactions,
  plans: readonly MemberPlan[],
  options: HybridOptions,
  context: TrainingContext,
): Promise<RankingModel | RatingModel> {
  const ratings = mixesRatings(plans, options.task, train.feedback === "explicit");
  return ratings ? trainRatings(train, plans, options, context) : trainRankings(train, plans, options, context);
}

async function trainRatings(
  train: Interactions,
  plans: readonly MemberPlan[],
  options: HybridOptions,
  context: TrainingContext,
): Promise<RatingModel> {
  const scale = ratingScale(HYBRID, toCsr(train));
  const { train: seen, test: heldOut } = splitForValidation(train, options.validation, context.seed);
  let mix: RatingMix = { intercept: 0, weights: new Float64Array(plans.length).fill(1 / plans.length) };
  if (heldOut.users.length > 0) {
    const members = (await fitMembers(seen, plans, context, "to be weighed")).map(asRatingMember);
    const wanted = toCsr(heldOut);
    const users = Uint32Array.from({ length: wanted.rowCount }, (_, user) => user);
    const queries = { users, histories: toCsr(seen), wanted };
    const found = chooseRatingMix(
      members.map((member) => member.predictBatch(queries)),
      wanted.values,
      scale,
      options,
    );
    mix = found.mix;
    report(context, plans, mix.weights, `validation RMSE ${digits(found.rmse)}, best member ${digits(found.bestRmse)}`);
  }
  const members = (await fitMembers(train, plans, context, "on everything")).map(asRatingMember);
  const taking = members.filter((_, member) => mix.weights[member] !== 0);
  const described = describe({ ...options, task: "ratings" }, named(plans, mix.weights), taking);
  const ratings = toCsr(train);
  const signal = { popularity: countInteractions(ratings), connected: connectedItems(ratings) };
  return createHybridRatingModel({ options: described, members, mix, scale, itemCount: train.itemIds.size, ...signal });
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
    const mixed = mixRatings(predictions, mix, scale);
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

async function trainRankings(
  train: Interactions,
  plans: readonly MemberPlan[],
  options: HybridOptions,
  context: TrainingContext,
): Promise<RankingModel> {
  const matrix = toCsr(train);
  const { train: seen, test: heldOut } = splitForValidation(train, options.validation, context.seed);
  let coldWeight = options.coldWeight === "auto" ? 1 : options.coldWeight;
  let weights: Float64Array = new Float64Array(plans.length).fill(1 / plans.length);
  if (heldOut.users.length > 0) {
    const members = (await fitMembers(seen, plans, context, "to be weighed")).map(asRankingMember);
    checkSignal(context);
    const examplesOf = (cold: boolean): RankingExample[] =>
      rankingExamples(members, toCsr(seen), toCsr(heldOut), { ...options, cold });
    const examples = examplesOf(false);
    const found = chooseRankingMix(examples, plans.length, options);
    weights = found.weights;
    const ofContent = coldWeights({ members, weights, coldWeight: 1 });
    if (options.coldWeight === "auto" && ofContent) {
      coldWeight = chooseColdWeight(examplesOf(true), weights, ofContent);
    }
    report(context, plans, weights, `validation nDCG@10 ${digits(found.reached)}, best member ${digits(found.best)}`);
  }
  const members = (await fitMembers(train, plans, context, "on everything")).map(asRankingMember);
  const taking = takingMembers({ members, weights, coldWeight });
  return createHybridRankingModel({
    options: describe({ ...options, task: "ranking", coldWeight }, named(plans, weights), taking),
    ...{ normalisation: options.normalisation, depth: options.depth, coldWeight },
    ...{ members, weights, popularity: countInteractions(matrix) },
    scale: train.feedback === "explicit" ? ratingScale(HYBRID, matrix) : undefined,
  });
}

interface NamedMember {
  readonly plan: MemberPlan;
  readonly fitted: FittedMember;
}

async function fitMembers(
  part: Interactions,
  plans: readonly MemberPlan[],
  context: TrainingContext,
  purpose: string,
): Promise<NamedMember[]> {
  const fitted: NamedMember[] = [];
  for (const plan of plans) {
    checkSignal(context);
    context.onPhase?.(`${HYBRID}: ${plan.name}, ${purpose}`);
    fitted.push({ plan, fitted: await plan.fit(part) });
  }
  return fitted;
}

function asRatingMember({ plan: { name }, fitted }: NamedMember): RatingMember {
  const { predictBatch } = fitted;
  if (predictBatch !== undefined) return { name, predictBatch, fitted: modelOf(fitted) };
  throw new OptionsError(
    "no-ratings-predicted",
    `${HYBRID}: expected members that predict ratings, but ${name} does not`,
  );
}

function asRankingMember({ plan: { name, content }, fitted }: NamedMember): RankingMember {
  const { recommendBatch } = fitted;
  if (recommendBatch !== undefined) return { name, content, recommendBatch, fitted: modelOf(fitted) };
  throw new OptionsError("no-rankings", `${HYBRID}: expected members that rank, but ${name} does not`);
}

/** The model itself, as it is: what it keeps is known to its kind alone. */
function modelOf(fitted: FittedMember): FittedModel | undefined {
  return isModel(fitted) ? fitted : undefined;
}

function isModel(fitted: FittedMember): fitted is FittedMember & FittedModel {
  return fitted.kind !== undefined && fitted.options !== undefined;
}

function checkSignal({ signal }: TrainingContext): void {
  if (signal?.aborted)
    throw new TrainingError("interrupted", `${HYBRID}: training was interrupted`, { cause: signal.reason });
}

function report(
  { onPhase }: TrainingContext,
  plans: readonly MemberPlan[],
  weights: Float64Array,
  reached: string,
): void {
  onPhase?.(`${HYBRID}: ${named(plans, weights)}; ${reached}`);
}

function named(plans: readonly MemberPlan[], weights: Float64Array): string {
  return plans.map(({ name }, member) => `${name} ${digits(weights[member]!)}`).join(", ");
}

const digits = (value: number): string => String(Number(value.toFixed(4)));

/** The options that a mix is said to have: its own as they were settled, the weights, and those of the members that count. */
function describe(
  options: HybridOptions,
  weights: string,
  taking: readonly { readonly name: string; readonly fitted?: FittedModel | undefined }[],
): Readonly<Record<string, OptionValue>> {
  return { ...options, weights, ...membersAsOptions(taking) };
}
