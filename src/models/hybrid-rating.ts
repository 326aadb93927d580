import type { Csr } from "../data/csr.ts";
import { HYBRID } from "./hybrid.ts";
import type { OptionValue, RatingModel, RatingQueries } from "./model.ts";
import { checkQueries, clipRating, createRatingModel, type RatingScale } from "./rating-model.ts";

/** A user index that no vocabulary has: members fold such a user in from the history. */
const UNKNOWN_USER = 0xffff_ffff;

/** A fitted model that takes part in a mix of ratings. */
export interface RatingMember {
  readonly name: string;
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
}

/** The mix of models that predict ratings. Errors as those of every rating model. */
export function createHybridRatingModel(parts: HybridRatingParts): RatingModel {
  const { options, members, mix, scale, itemCount } = parts;
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
  };
}

function rowOf(columnCount: number, indices: Uint32Array, values: Float32Array): Csr {
  return { rowCount: 1, columnCount, offsets: Uint32Array.of(0, indices.length), indices, values };
}
