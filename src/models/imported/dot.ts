import { LARGEST_F32 } from "../../check.ts";
import { OptionsError } from "../../errors.ts";
import type { ItemFactors } from "../../kernels/item-index.ts";
import { MAXIMUM_FACTOR_COUNT } from "../../kernels/layout.ts";
import { defineModel } from "../define-model.ts";
import { ones } from "../history-weights.ts";
import { choice, flag, integer, number, type OptionsOf, onlyWith } from "../option-specs.ts";
import type { ByFactors, FoldsIn } from "../served-model.ts";
import { meanOfRows } from "./mean-of-rows.ts";

/**
 * Item vectors that were made elsewhere (a two-tower network, LightFM, TensorFlow, Gorse, Surprise), and how a user becomes a
 * vector:
 *
 *   score(u, i) = xᵤ·yᵢ + bᵢ          bᵢ with `bias`, 0 without
 *
 *   mean    xᵤ = Σ_(j∈S_u) yⱼ / |S_u|,       with `normalise` scaled to length 1, as all yᵢ are: xᵤ·yᵢ is then a cosine
 *   ridge   xᵤ = argmin Σ_(j∈S_u) (1 − x·yⱼ)² + λ‖x‖²,       which is ( Σ yⱼyⱼᵀ + λI ) xᵤ = Σ yⱼ
 *   none    only the caller knows xᵤ: a request brings it as its `vector`, and a history gets the popular items
 *
 * Values of a history are not used: each item counts once, a like by its weight more. Dislikes D count against items:
 *
 *   mean    xᵤ = ( Σ_(j∈S_u) cⱼyⱼ − Σ_(j∈D) cⱼyⱼ ) / Σ_(S_u ∪ D) cⱼ
 *   ridge   their targets are τ in place of 1 (DISLIKE_TARGET), their squares count cⱼ times
 *
 * Biases have no part in what is solved: the target of xᵤ·yⱼ is 1 whatever bⱼ is. Nothing here is trained: `nearedge import`
 * packs the vectors, scaled to length 1 with `normalise`. The bias is the last lane of an item's row, bᵢ/ℓ, and its partner in the
 * user's vector is ℓ (`biasLane`), so that rows can be rounded as a whole; in the equations a barrier keeps that lane out.
 */
const options = {
  /** Length d of a vector, 1 to 512 without the bias, which takes one more lane. */
  factors: integer(1, MAXIMUM_FACTOR_COUNT, 64),
  /** How a history becomes a vector. */
  foldIn: choice(["mean", "ridge", "none"], "mean"),
  /** Whether rows have length 1, and vectors of users are scaled to it. */
  normalise: flag(false),
  /** λ > 0, which a ridge regression has to be given: without it a history shorter than d has no unique solution. */
  regularization: onlyWith("foldIn", "ridge", number(0, 1e6, 0)),
  /** Whether rows end in a bias. */
  bias: flag(false),
};

/** The options of dot. */
export type DotOptions = OptionsOf<typeof options>;

/** Name of the rows in a state: items × (factors, and 1 with a bias). */
export const ITEM_ROWS = "itemFactors";

/** τ of ridge: what a dislike is to be predicted as beside 1 for an item of the history. */
const DISLIKE_TARGET = -0.25;

/** Diagonal element of the bias in the equations: its own share in the solution is below all rounding. */
const BIAS_BARRIER = 2 ** 60;

export const dot = defineModel({
  name: "dot",
  summary:
    "item vectors made elsewhere, such as those of two towers; a user is their mean, a ridge regression, or sent",
  learnsFrom: "interactions",
  isImported: true,
  options,
  settled: {
    /** ℓ > 0: the user's side of the bias. */
    biasLane: number(Number.MIN_VALUE, LARGEST_F32, 1),
  },
  check: ({ factors, bias, foldIn, regularization }) => {
    if (bias && factors === MAXIMUM_FACTOR_COUNT) {
      throw new RangeError(
        `factors: expected at most ${MAXIMUM_FACTOR_COUNT - 1} with bias=true, which takes a lane; got ${factors}`,
      );
    }
    if (foldIn === "ridge" && regularization === 0) {
      throw new OptionsError(
        "missing-option",
        "regularization: expected a number above 0 with foldIn=ridge, got none; it is a property of the vectors: give the one " +
          "that their users were solved with, or choose by figures on held-out rows",
      );
    }
  },
  restore: (given, state, { itemCount }) => {
    const width = given.factors + (given.bias ? 1 : 0);
    const rows = state.factors(ITEM_ROWS, itemCount, width);
    return {
      retrieve: {
        by: "factors",
        factors: rows,
        factorCount: width,
        // The last lane is the bias of the item: it makes no two items alike.
        likenessLanes: given.factors,
        userBiases: given.bias ? [given.biasLane] : undefined,
        unitVectors: given.normalise,
        ...USERS[given.foldIn]({ ...given, width, rows }),
      },
    };
  },
});

/** What retrieval needs to know of users, by `foldIn`. */
type Users = Pick<ByFactors, "gram" | "needsVector"> &
  ({ readonly query: () => Float32Array; readonly foldsIn?: undefined } | { readonly foldsIn: FoldsIn });
type Shape = DotOptions & { readonly width: number; readonly biasLane: number; readonly rows: ItemFactors };

const USERS: Readonly<Record<DotOptions["foldIn"], (shape: Shape) => Users>> = {
  mean: ({ bias, biasLane, normalise }) => ({
    foldsIn: { by: "own", user: meanOfRows(normalise, bias ? biasLane : undefined) },
  }),
  ridge: ({ bias, biasLane, width, regularization, rows }) => {
    checkSolvable(regularization, rows, width);
    const gram = new Float32Array(width ** 2);
    if (bias) gram[gram.length - 1] = BIAS_BARRIER;
    return {
      gram,
      foldsIn: {
        by: "equations",
        weightsOf: ones,
        regularizationOf: () => regularization,
        dislikeTarget: DISLIKE_TARGET,
        biasLane: bias ? biasLane : undefined,
      },
    };
  },
  none: ({ width }) => ({ query: () => new Float32Array(width), needsVector: true }),
};

/**
 * The kernel solves in f32 and takes a pivot of 5·10⁻⁷ of its diagonal element for noise. A history of fewer than d items
 * leaves pivots of λ beside sums of d squares.
 */
const LEAST_SHARE = 1e-6;

/** Throws RangeError where λ is too small for f32 beside the largest entry of the rows. */
function checkSolvable(regularization: number, { values, ...rows }: ItemFactors, width: number): void {
  let largest = 0;
  for (let at = 0; at < values.length; at++) {
    const scale = "scales" in rows ? rows.scales[Math.floor(at / width)]! : 1;
    largest = Math.max(largest, Math.abs(values[at]! * scale));
  }
  checkRidge(regularization, largest, width);
}

/** The same for rows of `width` lanes by their largest entry, |yᵢ|. Throws RangeError. */
export function checkRidge(regularization: number, largest: number, width: number): void {
  const least = LEAST_SHARE * width * largest ** 2;
  if (regularization >= least) return;
  throw new RangeError(
    `regularization: expected at least ${least.toPrecision(3)} (10⁻⁶ · ${width} lanes · the square of the largest entry, ` +
      `${largest.toPrecision(3)}), below which f32 cannot solve for short histories; got ${regularization}`,
  );
}
