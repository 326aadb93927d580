import { LARGEST_F32 } from "../../check.ts";
import type { ItemIndex } from "../../kernels/item-index.ts";
import { number, type OptionsOf } from "../option-specs.ts";
import type { ByFactors } from "../served-model.ts";
import { FACTORS, GRAM, type StateReader } from "../state.ts";

/** There is no default: training always finds one, and an artefact without it is refused. */
const positive = (byDefault = Number.NaN) => number(Number.MIN_VALUE, LARGEST_F32, byDefault);

/**
 * Models of factors and item biases that were learned from pairs of items (bpr, warp), as they are served:
 *
 *   score(u, i) = xᵤ·yᵢ + bᵢ/s
 *
 * Such a model has no closed form for a user. Users are folded in, all of them, those of train too, by a ridge regression
 * with two constants κ and λ and the scale s, chosen once after training so that the scores of folded-in users come closest
 * to those that training found (train-fold-in.ts):
 *
 *   ( YᵀY/items + κ/√n Σ_(i∈S_u) yᵢyᵢᵀ + λI ) xᵤ = κ/√n Σ_(i∈S_u) yᵢ,       n = |S_u|
 *
 * It is the form that the fold-in kernel solves. Values of the history are not used; the same history gets the same answer
 * for every user. An item that training never saw keeps its random initial factors, or has those of its features.
 *
 * The bias is the last lane of an item's row, bᵢ/(s·ℓ), and its partner in the user's row is ℓ (`biasLane`), chosen so that
 * biases are of the size of factors: rows and users can then be rounded as a whole. In the equations that lane has a diagonal
 * element beyond all others (BIAS_BARRIER), which keeps it out of the solution.
 */
export const foldInConstants = {
  /** κ > 0: weight of the history. */
  foldInWeight: positive(),
  /** λ > 0 */
  foldInRegularization: positive(),
  /** ℓ > 0: the user's side of the bias. It is 1 in the artefacts of old versions, which do not say it. */
  biasLane: positive(1),
};

/** The constants that training settles. */
export type FoldInConstants = OptionsOf<typeof foldInConstants>;

/** Diagonal element of the bias in the Gram matrix: its own share in the solution is below all rounding. */
export const BIAS_BARRIER = 2 ** 60;

/** τ of these models: what a dislike is to be predicted as beside 1 for an item of the history (docs/models/pairs.md). */
const PAIRWISE_DISLIKE_TARGET = -0.25;

/** Folds a history in with an index of rows that end in a bias. */
export function foldInPairwise(index: ItemIndex, constants: FoldInConstants, history: Uint32Array): Float32Array {
  const weight = constants.foldInWeight / Math.sqrt(history.length);
  const weights = new Float32Array(history.length).fill(weight);
  const factors = index.foldIn(history, weights, constants.foldInRegularization);
  factors[index.factorCount - 1] = constants.biasLane;
  return factors;
}

/**
 * Retrieval by the rows of a state, which end in a bias, and its Gram matrix. Throws RangeError for a constant that is not
 * there, ArtefactError `model-state`.
 */
export function servedPairwise(
  options: FoldInConstants & { readonly factors: number },
  state: StateReader,
  itemCount: number,
): ByFactors {
  foldInConstants.foldInWeight.check("foldInWeight", options.foldInWeight);
  foldInConstants.foldInRegularization.check("foldInRegularization", options.foldInRegularization);
  const factorCount = options.factors + 1;
  return {
    by: "factors",
    factors: state.factors(FACTORS, itemCount, factorCount),
    factorCount,
    // The last lane is the bias of the item: popularity makes no two items alike.
    likenessLanes: options.factors,
    userBiases: [options.biasLane],
    gram: state.f32(GRAM, factorCount ** 2),
    query: (index, items) => foldInPairwise(index, options, items),
    foldsIn: {
      by: "equations",
      weightsOf: (weights, count) => new Float32Array(weights.length).fill(options.foldInWeight / Math.sqrt(count)),
      regularizationOf: () => options.foldInRegularization,
      dislikeTarget: PAIRWISE_DISLIKE_TARGET,
      biasLane: options.biasLane,
    },
  };
}
