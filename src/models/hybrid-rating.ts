import type { Csr } from "../data/csr.ts";
import { ArtefactError, OptionsError } from "../errors.ts";
import { HYBRID, membersOfOptions, mixOptions } from "./hybrid.ts";
import { type FittedModel, listDepth } from "./hybrid-lists.ts";
import { likenessOf, mixedLikeness } from "./hybrid-similar.ts";
import type { OptionValue, RatingModel, RatingQueries } from "./model.ts";
import { checkQueries, clipRating, createRatingModel, type RatingScale } from "./rating-model.ts";
import { type RestoreRatings, readScale, scaleState } from "./served-ratings.ts";
import {
  behindPrefix,
  isSavable,
  type ModelState,
  memberPrefix,
  type Savable,
  stateOf,
  WEIGHTS,
  withPrefix,
} from "./state.ts";

/** A user index that no vocabulary has: members fold such a user in from the history. */
const UNKNOWN_USER = 0xffff_ffff;

/** A fitted model that takes part in a mix of ratings. */
export interface RatingMember {
  readonly name: string;
  /** The model itself, where it may be asked for what it keeps. */
  readonly fitted?: FittedModel | undefined;
  predictBatch(queries: RatingQueries): Float64Array;
}

/** b and w of a mix of ratings. */
export interface RatingMix {
  readonly intercept: number;
  /** By member. */
  readonly weights: Float64Array;
}

/** b + Σ w_m r̂^m for each entry, clipped to the scale: f64[entries]. */
export function mixRatings(predictions: readonly Float64Array[], mix: RatingMix, scale: RatingScale): Float64Array {
  const mixed = new Float64Array(predictions[0]?.length ?? 0).fill(mix.intercept);
  for (const [member, predicted] of predictions.entries()) {
    const weight = mix.weights[member]!;
    for (let entry = 0; entry < mixed.length; entry++) mixed[entry]! += weight * predicted[entry]!;
  }
  for (let entry = 0; entry < mixed.length; entry++) mixed[entry] = clipRating(scale, mixed[entry]!);
  return mixed;
}

export interface HybridRatingParts {
  readonly options: Readonly<Record<string, OptionValue>>;
  readonly members: readonly RatingMember[];
  readonly mix: RatingMix;
  readonly scale: RatingScale;
  readonly itemCount: number;
  /** Of train; see RatingModel. */
  readonly popularity?: Float32Array | undefined;
  readonly connected?: Uint32Array | undefined;
}

/** The mix of models that predict ratings. Errors as those of every rating model. */
export function createHybridRatingModel(parts: HybridRatingParts): RatingModel & Savable {
  const { options, members, mix, scale, itemCount, popularity, connected } = parts;
  const taking = members.filter((_, member) => mix.weights[member] !== 0);
  const weights = mix.weights.filter((weight) => weight !== 0);
  const predict = (queries: RatingQueries): Float64Array => {
    const predictions = taking.map((member) => member.predictBatch(queries));
    if (predictions.length > 0) return mixRatings(predictions, { ...mix, weights }, scale);
    return new Float64Array(queries.wanted.indices.length).fill(clipRating(scale, mix.intercept));
  };
  const everyItem = Uint32Array.from({ length: itemCount }, (_, item) => item);
  const wanted = rowOf(itemCount, everyItem, new Float32Array(itemCount));
  const ranking = createRatingModel({
    kind: HYBRID,
    options,
    itemCount,
    popularity,
    connected,
    predictorOf: (items, ratings) => {
      const histories = rowOf(itemCount, items, ratings);
      const predictions = predict({ users: Uint32Array.of(UNKNOWN_USER), histories, wanted });
      return (item) => predictions[item]!;
    },
  });
  return {
    ...ranking,
    predictBatch: (queries) => {
      checkQueries(queries, itemCount);
      return predict(queries);
    },
    state: () => {
      const own = stateOf({ scale: scaleState(scale), mix: Float64Array.of(mix.intercept, ...weights) });
      return new Map([own, ...taking.map(stateOfMember)].flatMap((state) => [...state]));
    },
  };
}

function stateOfMember({ name, fitted }: RatingMember, member: number): ModelState {
  if (fitted && isSavable(fitted)) {
    // A mix knows the parts of its catalogue itself, and ranks by predictions, not by weights between items.
    const isOfLists = (array: string): boolean => array === "connected" || array.startsWith(`${WEIGHTS}.`);
    const own = new Map([...fitted.state()].filter(([array]) => !isOfLists(array)));
    return withPrefix(memberPrefix(member), own);
  }
  throw new OptionsError("not-packable", `${HYBRID}: expected members that can be kept, but ${name} cannot`);
}

/**
 * Brings a mix of ratings back; `kinds` has the models that it may be made of. Alike are the items that the members find
 * alike: the sum of w_m (1 − place / depth) over the members' lists of the `depth` most similar items, of those with any likeness.
 */
export function restoreHybridRating(kinds: (kind: string) => RestoreRatings | undefined): RestoreRatings {
  return (given, state, itemCount, histories) => {
    const options = mixOptions(given);
    const scale = readScale(state);
    const members = membersOfOptions(given).map(({ name, kind, options: own }, member) => {
      const restore = kinds(kind);
      if (restore) return restore(own, behindPrefix(memberPrefix(member), state), itemCount, histories);
      throw new ArtefactError("unknown-model", `${HYBRID}: expected members of ratings, got ${name} (${kind})`);
    });
    const [intercept = 0, ...weights] = state.f64("mix", members.length + 1);
    return {
      scale,
      isAlike: members.every(({ isAlike }) => isAlike === true),
      predictorOf: (items, ratings) => {
        const predictors = members.map(({ predictorOf }) => predictorOf(items, ratings));
        return (item) => {
          let sum = intercept;
          for (const [member, predict] of predictors.entries()) sum += weights[member]! * predict(item);
          return clipRating(scale, sum);
        };
      },
      similarTo: mixedLikeness(members.map(likenessOf), { weights }, listDepth(options.depth, itemCount), itemCount),
    };
  };
}

function rowOf(columnCount: number, indices: Uint32Array, values: Float32Array): Csr {
  return { rowCount: 1, columnCount, offsets: Uint32Array.of(0, indices.length), indices, values };
}
