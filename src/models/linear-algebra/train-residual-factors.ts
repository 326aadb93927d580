import type { Csr } from "../../data/csr.ts";
import { connectedItems, connectedState } from "../connected-items.ts";
import type { Baseline } from "../means/user-item-baseline.ts";
import type { OptionValues } from "../option-specs.ts";
import { scaleState } from "../served-ratings.ts";
import { joinStates, matrixState, stateOf } from "../state.ts";
import type { Fitted } from "../train-model.ts";
import { ratedItems } from "./residual-factors.ts";

/** Trained item factors, f32[items × factorCount], as a state. `ratings` are those of train: they say which items have factors. */
export function fittedResiduals(
  ratings: Csr,
  options: OptionValues,
  { scale, itemBiases }: Pick<Baseline, "scale" | "itemBiases">,
  itemFactors: Float32Array,
): Fitted {
  return {
    options,
    state: joinStates(
      stateOf({ scale: scaleState(scale), itemBiases, rated: ratedItems(ratings) }),
      matrixState("itemFactors", itemFactors, itemFactors.length / ratings.columnCount),
      connectedState(connectedItems(ratings)),
    ),
  };
}
