import { checkNumber, LARGEST_F32 } from "../../check.ts";
import type { Csr } from "../../data/csr.ts";
import { createItemIndex, type ItemFactors, type ItemIndex } from "../../kernels/item-index.ts";
import { recommendByFactors } from "../factor-lists.ts";
import type { OptionValue, RankingModel } from "../model.ts";
import { popularItems } from "../popular-tail.ts";
import type { UserAttributes } from "./attributes.ts";

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
 * It is the form that the fold-in kernel solves. Values of the history mean nothing; a repeated question gets the same
 * answer, whoever asks. An item that training never saw has the factors that chance or its features gave it.
 *
 * The bias is the last lane of an item's row, bᵢ/(s·ℓ), and its partner in the user's row is ℓ (`biasLane`), chosen so that
 * biases are of the size of factors: rows and users can then be rounded as a whole. In the equations that lane has a diagonal
 * element beyond all others (BIAS_BARRIER), which keeps it out of the solution.
 */
export interface FoldInConstants {
  /** κ > 0: weight of the history. */
  readonly foldInWeight: number;
  /** λ > 0 */
  readonly foldInRegularization: number;
  /** ℓ > 0: the user's side of the bias. */
  readonly biasLane: number;
}

/** Whether a kind of model is served as this page says. */
export const isPairwise = (kind: string): boolean => kind === "bpr" || kind === "warp";

/**
 * The constants among the options of a stored model; the first ones had no biasLane, which was 1. Throws TypeError or
 * RangeError where they are missing or wrong.
 */
export function pairwiseConstants(options: Readonly<Record<string, unknown>>): FoldInConstants {
  const read = (name: keyof FoldInConstants): number => checkNumber(name, options[name], Number.MIN_VALUE, LARGEST_F32);
  return {
    foldInWeight: read("foldInWeight"),
    foldInRegularization: read("foldInRegularization"),
    biasLane: options.biasLane === undefined ? 1 : read("biasLane"),
  };
}

/** Diagonal element of the bias in the Gram matrix: its own share in the solution is below all rounding. */
export const BIAS_BARRIER = 2 ** 60;

/** A fitted model of pairs; with `options` and its factors an artefact has all that is needed to serve it. */
export interface PairwiseModel extends RankingModel {
  /** Dimension with the bias. */
  readonly factorCount: number;
  readonly itemFactors: ItemFactors;
  /** YᵀY/items and the barrier, f32[factorCount × factorCount]. */
  readonly gram: Float32Array;
  readonly popularity: Float32Array;
  readonly index: ItemIndex;
  readonly attributes: UserAttributes | undefined;
  /** Factors of a user who has these items (at least one): f32[factorCount], the last is ℓ. */
  foldIn(history: Uint32Array): Float32Array;
}

/** Whether a fitted model is one of pairs, with all that an artefact needs of it. */
export function isPairwiseModel(model: object): model is PairwiseModel {
  return "kind" in model && typeof model.kind === "string" && isPairwise(model.kind) && "gram" in model;
}

export interface PairwiseParts {
  readonly kind: string;
  /** Hyper-parameters; the constants of fold-in are added to them. */
  readonly options: Readonly<Record<string, OptionValue>>;
  readonly constants: FoldInConstants;
  /** items × factorCount, each row factors and then bᵢ/(s·ℓ). */
  readonly itemFactors: ItemFactors;
  readonly gram: Float32Array;
  readonly popularity: Float32Array;
  /** What the model learned of attributes of users; absent where it learned from none. */
  readonly attributes?: UserAttributes | undefined;
}

/** Folds a history in with an index of rows that end in a bias. */
export function foldInPairwise(index: ItemIndex, constants: FoldInConstants, history: Uint32Array): Float32Array {
  const weight = constants.foldInWeight / Math.sqrt(history.length);
  const weights = new Float32Array(history.length).fill(weight);
  const factors = index.foldIn(history, weights, constants.foldInRegularization);
  factors[index.factorCount - 1] = constants.biasLane;
  return factors;
}

export function createPairwiseModel(module: WebAssembly.Module, parts: PairwiseParts): PairwiseModel {
  const { kind, constants, itemFactors, gram, popularity } = parts;
  const itemCount = popularity.length;
  const factorCount = Math.sqrt(gram.length);
  const cosineFactors = factorCount - 1;
  const index = createItemIndex(module, { itemCount, factorCount, cosineFactors, factors: itemFactors, gram });
  const popular = popularItems(popularity);
  const foldIn = (history: Uint32Array): Float32Array => foldInPairwise(index, constants, history);
  return {
    kind,
    options: { ...parts.options, ...constants },
    itemCount,
    factorCount,
    itemFactors,
    gram,
    popularity,
    index,
    attributes: parts.attributes,
    foldIn,
    recommendBatch: (histories, k) => {
      const queries = foldInAll(histories, factorCount, foldIn);
      return recommendByFactors(index, queries, histories, k, popular);
    },
  };
}

/** Factors of every row, f32[rows × factorCount]; zero for an empty row. */
function foldInAll(histories: Csr, factorCount: number, foldIn: (history: Uint32Array) => Float32Array): Float32Array {
  const queries = new Float32Array(histories.rowCount * factorCount);
  for (let row = 0; row < histories.rowCount; row++) {
    const [start, end] = [histories.offsets[row]!, histories.offsets[row + 1]!];
    if (start < end) queries.set(foldIn(histories.indices.subarray(start, end)), row * factorCount);
  }
  return queries;
}
