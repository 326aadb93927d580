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
import { type FunkFactors, type FunkMfOptions, funkFoldIn, funkMf, withoutBiases } from "./funk-mf.ts";
import { servedFactors } from "./rating-factors.ts";
import { planBatchMemory, trainFunkMfFactors } from "./train-funk-mf-factors.ts";
import { sgdMemory, trainedRows } from "./train-sgd-memory.ts";
import { trainedOrFolded } from "./trained-rows.ts";

/** Fits funk-mf. Errors: those of trainFunkMfFactors. */
export const trainFunkMf = trainable(funkMf, {
  memory: (options, shape) => {
    if (options.update === "sequential") return sgdMemory(options, shape);
    return trainedRows(planBatchMemory(0, shape, options.factors).byteLength, options.factors, shape);
  },
  packing: { narrows: true },
  fit: async ({ matrix }, options, context) =>
    fittedFunkMf(
      matrix,
      options,
      await trainFunkMfFactors(await platform().trainingKernels(), matrix, options, context),
    ),
});

/**
 * What training found, as a state; users of train are answered from their trained factors. An item without ratings gets the
 * mean of the others.
 */
export function fittedFunkMf(ratings: Csr, options: FunkMfOptions, trained: FunkFactors): Fitted {
  const factorCount = options.factors;
  const scale = ratingScale(funkMf.name, ratings);
  const connected = connectedItems(ratings);
  const isRatedUser = (user: number): boolean => ratings.offsets[user] !== ratings.offsets[user + 1];
  const ratedItems = new Set(ratings.indices);
  const meanUser = meanRow(trained.userFactors, factorCount, isRatedUser);
  const meanItem = meanRow(trained.itemFactors, factorCount, (item) => ratedItems.has(item));
  const itemFactors = trained.itemFactors.slice();
  for (let item = 0; item < ratings.columnCount; item++) {
    if (!ratedItems.has(item)) itemFactors.set(meanItem, item * factorCount);
  }
  const ofRow = (row: number): UserFactors => ({
    bias: 0,
    factors: trained.userFactors.subarray(row * factorCount, (row + 1) * factorCount),
  });
  const userOf = trainedOrFolded(ratings, ofRow, funkFoldIn(options, { factorCount, itemFactors }, meanUser));
  return {
    options,
    objective: trained.objective,
    state: joinStates(
      stateOf({ scale: scaleState(scale), meanUser }),
      matrixState("itemFactors", itemFactors, factorCount),
      connectedState(connected),
    ),
    overlay: rankedByRatings(
      servedFactors(scale, withoutBiases(factorCount, itemFactors), userOf),
      countInteractions(ratings),
      connected,
    ),
  };
}

/** The mean of the rows that count, in f64. */
function meanRow(factors: Float32Array, factorCount: number, counts: (row: number) => boolean): Float64Array {
  const mean = new Float64Array(factorCount);
  let rows = 0;
  for (let row = 0; row * factorCount < factors.length; row++) {
    if (!counts(row)) continue;
    rows++;
    for (let factor = 0; factor < factorCount; factor++) mean[factor]! += factors[row * factorCount + factor]!;
  }
  return mean.map((sum) => sum / Math.max(1, rows));
}
