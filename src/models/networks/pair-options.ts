import { OptionsError } from "../../errors.ts";
import type { RestoreContext } from "../define-model.ts";
import { foldInWithBias } from "../fold-in.ts";
import { servedFactors } from "../gradient-descent/rating-factors.ts";
import { auto, choice, exceptWith, integer, number, type OptionsOf, onlyWith } from "../option-specs.ts";
import { foldInConstants, servedPairwise } from "../pairwise/pairwise-factors.ts";
import { servedByRatings } from "../served-by-ratings.ts";
import type { ServedModel } from "../served-model.ts";
import { readScale } from "../served-ratings.ts";
import type { StateReader } from "../state.ts";
import { checkLoop, loopOptions } from "./loop-options.ts";

/**
 * Networks of pairs: f(u, i) from an embedding of the user and one of the item.
 *
 *   rating     r̂_ui = μ + f(u, i), or lowest + range · σ(f(u, i)); loss mse, mae, or bce of the rating as a share of the range
 *   binary     P(r_ui ≥ threshold) = σ(f(u, i)); loss bce. It ranks, and predicts no ratings
 *   implicit   what a user has (1) against `negatives` items that they do not have (0), drawn anew for every example; loss bce,
 *              or bpr: −ln σ(f(u, i) − f(u, j)). It ranks, and predicts no ratings
 *
 * Serving knows no users. After training the scores of a sample of users on all items are taken apart into their principal
 * components, f(u, i) ≈ c_u + b_i + x_u·y_i: the rows (y_i, b_i) are searched by the scan kernel, and a history is folded in
 * by one exact solve for x_u: for ratings with the ridge λ that predicts hidden ratings of train best, for rankings as
 * pairwise-factors.ts says. The network itself is not packed.
 */
export function pairOptions(defaults: PairDefaults) {
  return {
    /** auto: rating where the interactions are ratings, implicit where they are not. */
    target: choice(["auto", "rating", "binary", "implicit"], defaults.target ?? "auto"),
    /** binary: the rating from which on an item counts as liked; auto is the mean of train. */
    threshold: onlyWith("target", "binary", auto(number(-1e9, 1e9, 0))),
    /** implicit: items drawn for each that the user has. */
    negatives: onlyWith("target", "implicit", integer(1, 100, defaults.negatives ?? 4)),
    /** auto: mse for ratings, bce for the other targets. */
    loss: choice(["auto", "mse", "mae", "bce", "bpr"], defaults.loss ?? "auto"),
    /** Of ratings: a sigmoid over the range of train keeps predictions in it. */
    output: onlyWith("target", "rating", exceptWith("loss", "bce", choice(["linear", "sigmoid"], "linear"))),
    ...loopOptions(defaults),
    /** Principal components that serving keeps. */
    servedFactors: integer(1, 510, 64),
  };
}

type PairDefaults = Parameters<typeof loopOptions>[0] & {
  readonly target?: "auto" | "rating" | "binary" | "implicit";
  readonly loss?: "auto" | "mse" | "mae" | "bce" | "bpr";
  readonly negatives?: number;
};

export type PairOptions = OptionsOf<ReturnType<typeof pairOptions>>;

/** What training settles for rankings: the constants of fold-in. Ratings keep theirs in the state. */
export const pairSettled = foldInConstants;

const LOSSES: Readonly<Record<PairOptions["target"], readonly string[]>> = {
  auto: ["auto", "mse", "mae", "bce", "bpr"],
  rating: ["auto", "mse", "mae", "bce"],
  binary: ["auto", "bce"],
  implicit: ["auto", "bce", "bpr"],
};

/** Throws OptionsError `loss-of-target` for a loss that the target does not have, and what checkLoop throws. */
export function checkPair(options: Pick<PairOptions, "target" | "loss" | "patience" | "validationShare">): void {
  checkLoop(options);
  const { target, loss } = options;
  if (LOSSES[target].includes(loss)) return;
  const known = LOSSES[target].filter((name) => name !== "auto").join(", ");
  throw new OptionsError("loss-of-target", `loss: expected ${known} for target=${target}, got ${loss}`);
}

/** Target and loss by the kind of the data, where options leave it to them. */
export function resolvePair<Options extends Pick<PairOptions, "target" | "loss">>(
  options: Options,
  isExplicit: boolean,
): Options {
  const target = options.target === "auto" ? (isExplicit ? "rating" : "implicit") : options.target;
  const loss = options.loss === "auto" ? (target === "rating" ? "mse" : "bce") : options.loss;
  return { ...options, target, loss };
}

/** Whether ratings are predicted; auto does where there are ratings. */
export const predictsRatings = ({ target }: Pick<PairOptions, "target">): boolean =>
  target === "auto" || target === "rating";

/** Brings a network of pairs back from its state. */
export function restorePair(
  options: PairOptions & OptionsOf<typeof pairSettled>,
  state: StateReader,
  context: RestoreContext,
): ServedModel {
  const { itemCount } = context;
  if (options.target !== "rating") {
    return { retrieve: servedPairwise({ ...options, factors: options.servedFactors }, state, itemCount) };
  }
  const scale = readScale(state);
  const [level = 0, ridge = 0, biasRidge = 0] = state.f64("foldIn", 3);
  const items = {
    mean: level,
    itemFactors: state.f32("itemFactors", itemCount * options.servedFactors),
    itemBiases: state.f32("itemBiases", itemCount),
    factorCount: options.servedFactors,
  };
  return servedByRatings(servedFactors(scale, items, foldInPair(items, { ridge, biasRidge })), state, context);
}

/** What all networks of pairs have in their definitions, beside name and options. */
export const pairDefinition = {
  predicts: true,
  settled: pairSettled,
  check: checkPair,
  resolve: resolvePair,
  predictsWith: predictsRatings,
  restore: restorePair,
} as const;

/** Components of predictions: r̂_ui = mean + c_u + b_i + x_u·y_i. */
export interface PairItems {
  readonly mean: number;
  readonly itemFactors: Float32Array;
  readonly itemBiases: Float32Array;
  readonly factorCount: number;
}

/** min Σ (r − mean − b_i − c_u − x_u·y_i)² + ridge ‖x_u‖² + biasRidge c_u² */
export function foldInPair(items: PairItems, { ridge, biasRidge }: { ridge: number; biasRidge: number }) {
  const { mean, itemBiases } = items;
  return (own: Uint32Array, ratings: Float32Array) => {
    const targets = Float64Array.from(own, (item, place) => ratings[place]! - mean - itemBiases[item]!);
    return foldInWithBias(items, own, targets, { factors: ridge, bias: biasRidge });
  };
}
