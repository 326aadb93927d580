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
import { type BiasedFactors, type BiasedMfOptions, biasedFoldIn, biasedMf } from "./biased-mf.ts";
import { servedFactors } from "./rating-factors.ts";
import { trainSgd } from "./train-sgd.ts";
import { sgdMemory } from "./train-sgd-memory.ts";
import { trainedOrFolded } from "./trained-rows.ts";

/** Fits biased-mf. Errors: those of trainSgd. */
export const trainBiasedMf = trainable(biasedMf, {
  memory: sgdMemory,
  packing: { narrows: true },
  fit: async ({ matrix }, options, context) =>
    fittedBiasedMf(matrix, options, await trainSgd(await platform().trainingKernels(), matrix, options, context)),
});

/** What training found, as a state; users of train are answered from their trained factors. */
export function fittedBiasedMf(ratings: Csr, options: BiasedMfOptions, trained: BiasedFactors): Fitted {
  const { userFactors, userBiases, itemFactors, itemBiases, objective } = trained;
  const factorCount = options.factors;
  const scale = ratingScale(biasedMf.name, ratings);
  const connected = connectedItems(ratings);
  const ofRow = (row: number): UserFactors => ({
    bias: userBiases[row]!,
    factors: userFactors.subarray(row * factorCount, (row + 1) * factorCount),
  });
  const userOf = trainedOrFolded(ratings, ofRow, biasedFoldIn(options, trained));
  return {
    options,
    objective,
    state: joinStates(
      stateOf({ scale: scaleState(scale), itemBiases }),
      matrixState("itemFactors", itemFactors, factorCount),
      connectedState(connected),
    ),
    overlay: rankedByRatings(
      servedFactors(scale, { ...trained, factorCount }, userOf),
      countInteractions(ratings),
      connected,
    ),
  };
}
