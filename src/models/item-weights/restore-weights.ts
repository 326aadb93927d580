import type { RestoreContext } from "../define-model.ts";
import { ones } from "../history-weights.ts";
import type { ServedModel } from "../served-model.ts";
import { type StateReader, WEIGHTS } from "../state.ts";

/** A model that is one matrix of weights between items; values of a history are not read. */
export function restoreWeights(state: StateReader, { itemCount }: Pick<RestoreContext, "itemCount">): ServedModel {
  return { weigh: ones, retrieve: { by: "weights", weights: state.csr(WEIGHTS, itemCount, itemCount) } };
}
