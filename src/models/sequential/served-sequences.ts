import { LARGEST_F32 } from "../../check.ts";
import type { SequenceEncoder } from "../../kernels/encoder-memory.ts";
import { number, type OptionsOf } from "../option-specs.ts";
import type { ByFactors } from "../served-model.ts";
import type { StateReader } from "../state.ts";

/** Rows of items in a state: items × (factors + 1). */
export const ITEM_ROWS = "itemFactors";

/**
 * Models that encode the last items of a history in their order, as they are served:
 *
 *   score(u, i) = h(… v_j …)·v_i + b_i,   j the last `length` items, oldest first
 *
 * The bias is the last lane of an item's row, b_i/ℓ, and ℓ is its partner in the query. Users are not stored, and values of the
 * history are not read. Where no order is known, popularity says what to list.
 */
export const encodedSequence = {
  /** ℓ > 0; training settles it. There is no default: an artefact without it is refused. */
  biasLane: number(Number.MIN_VALUE, LARGEST_F32, Number.NaN),
};

interface ServedShape extends OptionsOf<typeof encodedSequence> {
  readonly factors: number;
  readonly length: number;
}

/** Retrieval by an encoder and the rows of a state. Throws RangeError without a bias lane, ArtefactError `model-state`. */
export function servedSequences(
  { biasLane, factors, length }: ServedShape,
  encoder: SequenceEncoder,
  state: StateReader,
  itemCount: number,
): ByFactors {
  encodedSequence.biasLane.check("biasLane", biasLane);
  const width = factors + 1;
  return {
    by: "factors",
    factors: state.factors(ITEM_ROWS, itemCount, width),
    factorCount: width,
    // The last lane is the bias of the item: popularity makes no two items alike.
    likenessLanes: factors,
    userBiases: [biasLane],
    memoryBytes: encoder.memoryBytes,
    query: (index, _items, _weights, sequence) => {
      const query = new Float32Array(width);
      const last = sequence?.subarray(-length);
      if (last === undefined || last.length === 0) return query;
      query.set(encoder.encode(index.factorsOf(last), last.length, width));
      query[factors] = biasLane;
      return query;
    },
  };
}

/** The arrays of an encoder by their names. Throws ArtefactError `model-state`. */
export function readArrays(state: StateReader, names: readonly string[], sizes: readonly number[]): Float32Array[] {
  return names.map((name, place) => state.f32(name, sizes[place]));
}
