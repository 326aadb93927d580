import type { Csr } from "../../data/csr.ts";
import { platform } from "../../platform.ts";
import { connectedItems, connectedState } from "../connected-items.ts";
import type { UserFactors } from "../fold-in.ts";
import { countInteractions } from "../item-counts.ts";
import { ratingScale } from "../rating-model.ts";
import { rankedByRatings } from "../served-by-ratings.ts";
import { scaleState } from "../served-ratings.ts";
import { joinStates, matrixState, stateOf } from "../state.ts";
import { type Fitted, trainable } from "../train-model.ts";
import { servedFactors } from "./rating-factors.ts";
import { implicitPart, type SvdppFactors, type SvdppOptions, svdpp, svdppFoldIn, withImplicit } from "./svdpp.ts";
import { trainedRows } from "./train-sgd-memory.ts";
import { planSvdppMemory, trainSvdppFactors } from "./train-svdpp-factors.ts";
import { trainedOrFolded } from "./trained-rows.ts";

/** Fits svdpp. Errors: those of trainSvdppFactors. */
export const trainSvdpp = trainable(svdpp, {
  memory: ({ factors }, shape) => {
    const {
      kernelBytes,
      heapBytes = 0,
      remedy,
    } = trainedRows(planSvdppMemory(0, shape, factors).byteLength, factors, shape);
    return { kernelBytes, heapBytes: heapBytes + 4 * shape.items * factors, remedy };
  },
  packing: { narrows: true },
  fit: async ({ matrix }, options, context) =>
    fittedSvdpp(matrix, options, await trainSvdppFactors(await platform().trainingKernels(), matrix, options, context)),
});

/** What training found, as a state; users of train are answered from their trained factors. */
export function fittedSvdpp(ratings: Csr, options: SvdppOptions, trained: SvdppFactors): Fitted {
  const { userFactors, userBiases, itemFactors, itemBiases, implicitFactors, objective } = trained;
  const factorCount = options.factors;
  const scale = ratingScale(svdpp.name, ratings);
  const connected = connectedItems(ratings);
  const ofRow = (row: number, items: Uint32Array): UserFactors => {
    const factors = userFactors.subarray(row * factorCount, (row + 1) * factorCount);
    return withImplicit({ bias: userBiases[row]!, factors }, implicitPart(items, implicitFactors, factorCount));
  };
  const userOf = trainedOrFolded(ratings, ofRow, svdppFoldIn(options, trained));
  return {
    options,
    objective,
    state: joinStates(
      stateOf({ scale: scaleState(scale), itemBiases }),
      matrixState("itemFactors", itemFactors, factorCount),
      matrixState("implicitFactors", implicitFactors, factorCount),
      connectedState(connected),
    ),
    overlay: rankedByRatings(
      servedFactors(scale, { ...trained, factorCount }, userOf),
      countInteractions(ratings),
      connected,
    ),
  };
}
