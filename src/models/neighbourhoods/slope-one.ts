import { type Csr, transpose } from "../../data/csr.ts";
import { ArtefactError } from "../../errors.ts";
import { defineModel } from "../define-model.ts";
import { choice, integer, type OptionsOf } from "../option-specs.ts";
import { clipRating, type RatingScale } from "../rating-model.ts";
import { servedByRatings } from "../served-by-ratings.ts";
import { readScale, type ServedRatings, scaleState } from "../served-ratings.ts";
import { csrState, type ModelState, type StateReader, stateOf } from "../state.ts";

/**
 * Slope One: how much better or worse than the items that the user has rated an item usually is.
 *
 *   dev_ij = Σ_(u rated both) (r_ui − r_uj) / n_ij,   the minimiser over d_ij of  Σ_(u rated both) (r_ui − r_uj − d_ij)²
 *
 *   support   r̂_ui = Σ_(j ∈ R) n_ij (r_uj + dev_ij) / Σ_(j ∈ R) n_ij         R = rated by u, without i, with n_ij > 0
 *   uniform   r̂_ui = mean of all that u rated  +  Σ_(j ∈ R) dev_ij / |R|
 *
 * Where R is empty, the user's mean; for a user without history, the global mean. Fold-in: a history is all there is of a
 * user, so users of train are no exception. An item without ratings has an empty R.
 *
 * An artefact keeps a pair (i, j) where n_ij is among the `keep` largest of i or of j, of equal ones those of the lower index,
 * as the sum of the differences and n_ij. Predictions for users who are folded in are the same where keep ≥ items − 1; elsewhere R is what
 * is left of it. Similar items are those with the largest n_ij.
 *
 * Source: Lemire & Maclachlan 2005, sections 3.1 (uniform, as SlopeOne of scikit-surprise) and 3.2 (support).
 */
const specs = {
  weighting: choice(["support", "uniform"], "support"),
  /** Pairs that an artefact keeps of each item, whatever others keep; the fitted model has them all. */
  keep: integer(1, 10_000_000, 200),
};

/** The options of slope-one. */
export type SlopeOneOptions = OptionsOf<typeof specs>;

export const slopeOne = defineModel({
  name: "slope-one",
  summary: "mean differences between pairs of items",
  learnsFrom: "ratings",
  options: specs,
  restore: (given, state, context) => servedByRatings(restoreSlopeOne(given, state, context.itemCount), state, context),
});

/** Sums over the items of a history that share a user with the one asked about. */
export interface SlopeOneSums {
  /** Σ w_j · dev_ij */
  readonly deviations: number;
  /** Σ w_j · r_uj */
  readonly rated: number;
  /** Σ w_j */
  readonly weights: number;
}

/** r̂ of a user who rates `mean` on average. */
export function slopeOneEstimate(
  { weighting }: SlopeOneOptions,
  scale: RatingScale,
  mean: number,
  { deviations, rated, weights }: SlopeOneSums,
): number {
  if (weights === 0) return clipRating(scale, mean);
  return clipRating(scale, weighting === "support" ? (deviations + rated) / weights : mean + deviations / weights);
}

/** Mean of a history, which is not empty. */
export function meanRating(given: Float32Array): number {
  return given.reduce((sum, rating) => sum + rating, 0) / given.length;
}

/** Pairs of items: Σ_u r_ui − r_uj by i and j, with n_ij beside them. In an artefact j < i, afterwards each stands twice. */
export interface SlopeOnePairs {
  readonly sums: Csr;
  /** f32, whole numbers above 0. */
  readonly counts: Float32Array;
}

/** What an artefact keeps. */
export function slopeOneState(scale: RatingScale, { sums, counts }: SlopeOnePairs): ModelState {
  return new Map([...stateOf({ scale: scaleState(scale), "pairs.counts": counts }), ...csrState("pairs", sums)]);
}

/**
 * Predictions by the pairs that were kept. Sums are f64 in the order of the items, as those of the kernel. A user costs O(pairs of
 * the items of the history), an item O(1).
 */
export function restoreSlopeOne(options: SlopeOneOptions, state: StateReader, itemCount: number): ServedRatings {
  const scale = readScale(state);
  const kept = state.csr("pairs", itemCount, itemCount);
  const shared = state.f32("pairs.counts", kept.indices.length);
  const strange = shared.find((count) => !(count > 0));
  if (strange !== undefined) {
    throw new ArtefactError("model-state", `tensor model.pairs.counts: expected values above 0, got ${strange}`);
  }
  const pairs = bothWays({ sums: kept, counts: shared });
  const { offsets, indices, values } = pairs.sums;
  const { counts } = pairs;
  const weighted = options.weighting === "support";
  return {
    scale,
    predictorOf: (items, ratings) => {
      if (items.length === 0) return () => scale.mean;
      const mean = meanRating(ratings);
      const deviations = new Float64Array(itemCount);
      const rated = new Float64Array(itemCount);
      const weights = new Float64Array(itemCount);
      for (let place = 0; place < items.length; place++) {
        const own = items[place]!;
        const rating = ratings[place]!;
        // The pairs of what was rated, not of what is asked about: so few are walked, whatever is asked.
        for (let at = offsets[own]!; at < offsets[own + 1]!; at++) {
          const item = indices[at]!;
          const weight = weighted ? counts[at]! : 1;
          deviations[item]! += (-values[at]! / counts[at]!) * weight;
          rated[item]! += rating * weight;
          weights[item]! += weight;
        }
      }
      return (item) => {
        const sums = { deviations: deviations[item]!, rated: rated[item]!, weights: weights[item]! };
        return slopeOneEstimate(options, scale, mean, sums);
      };
    },
    reachesOf: (items) => {
      const reached = new Uint8Array(itemCount);
      for (const own of items) for (let at = offsets[own]!; at < offsets[own + 1]!; at++) reached[indices[at]!] = 1;
      return (item) => reached[item] === 1;
    },
    similarTo: (item) => {
      const shared = new Float32Array(itemCount);
      for (let at = offsets[item]!; at < offsets[item + 1]!; at++) shared[indices[at]!] = counts[at]!;
      return shared;
    },
  };
}

/** Every pair (i, j) as (j, i) too, with the sum turned round. */
function bothWays({ sums, counts }: SlopeOnePairs): SlopeOnePairs {
  const turned = transpose(sums);
  const turnedCounts = transpose({ ...sums, values: counts }).values;
  const { rowCount, columnCount } = sums;
  const indices = new Uint32Array(2 * sums.indices.length);
  const values = new Float32Array(indices.length);
  const support = new Float32Array(indices.length);
  const offsets = new Uint32Array(rowCount + 1);
  for (let row = 0, at = 0; row < rowCount; row++) {
    const [start, end] = [sums.offsets[row]!, sums.offsets[row + 1]!];
    indices.set(sums.indices.subarray(start, end), at);
    values.set(sums.values.subarray(start, end), at);
    support.set(counts.subarray(start, end), at);
    at += end - start;
    for (let entry = turned.offsets[row]!; entry < turned.offsets[row + 1]!; entry++) {
      indices[at] = turned.indices[entry]!;
      values[at] = -turned.values[entry]!;
      support[at++] = turnedCounts[entry]!;
    }
    offsets[row + 1] = at;
  }
  return { sums: { rowCount, columnCount, offsets, indices, values }, counts: support };
}
