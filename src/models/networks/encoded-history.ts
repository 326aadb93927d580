import { LARGEST_F32 } from "../../check.ts";
import { number, type OptionsOf } from "../option-specs.ts";
import type { ByFactors } from "../served-model.ts";
import type { StateReader } from "../state.ts";
import { type EncoderLayer, encode, readEncoder } from "./encoder.ts";

/** Name of the rows of the output layer in a state: items × (factors + 1). */
export const ITEM_ROWS = "itemFactors";

/**
 * Models that encode a history and score items by a linear layer behind that, as they are served:
 *
 *   score(u, i) = h(S_u)·v_i + b_i,   h of the history with values 1/√|S_u|
 *
 * The bias is the last lane of an item's row, b_i/ℓ, and ℓ is its partner in the user's row (`biasLane`), chosen so that
 * biases are of the size of factors: rows can then be rounded as a whole. Users are not stored, and values of the history are
 * not read; the same history gets the same answer for every user.
 */
export const encodedHistory = {
  /** ℓ > 0; training settles it. There is no default: an artefact without it is refused. */
  biasLane: number(Number.MIN_VALUE, LARGEST_F32, Number.NaN),
};

/** The values of a history's terms: its vector of ones, scaled to length 1. */
export const historyValue = (length: number): number => 1 / Math.sqrt(length);

/** Retrieval by an encoder and the rows of a state. Throws RangeError without a bias lane, ArtefactError `model-state`. */
export function servedEncoder(
  { biasLane }: OptionsOf<typeof encodedHistory>,
  layers: readonly EncoderLayer[],
  state: StateReader,
  itemCount: number,
): ByFactors {
  encodedHistory.biasLane.check("biasLane", biasLane);
  const width = layers.at(-1)?.units ?? 0;
  const encoder = readEncoder(state, itemCount, layers);
  return {
    by: "factors",
    factors: state.factors(ITEM_ROWS, itemCount, width + 1),
    factorCount: width + 1,
    // The last lane is the bias of the item: popularity makes no two items alike.
    likenessLanes: width,
    userBiases: [biasLane],
    query: (_, items) => {
      const values = new Float64Array(items.length).fill(historyValue(items.length));
      return Float32Array.of(...encode(encoder, items, values), biasLane);
    },
  };
}
