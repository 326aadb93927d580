import type { Csr } from "../data/csr.ts";
import { CoClustering, type CoClusteringOptions } from "../models/co-clustering.ts";
import type { RatingModel } from "../models/model.ts";
import { createRandom } from "../random.ts";
import type { EpochReport } from "./implicit-als-trainer.ts";
import { checkInterrupted, nextTurn } from "./steps.ts";

/** How co-clustering is fitted; of these only the seed changes the result. */
export interface CoClusteringControl {
  /** The module of training kernels. */
  readonly module: WebAssembly.Module;
  readonly seed: number;
  readonly onEpoch?: ((report: EpochReport) => void) | undefined;
  /** Interrupts between two epochs with TrainingError `interrupted`. */
  readonly signal?: AbortSignal | undefined;
}

/** Clusters by lot. */
export function beginCoClustering(
  module: WebAssembly.Module,
  ratings: Csr,
  options: CoClusteringOptions,
  seed: number,
): CoClustering {
  const random = createRandom(seed, 1);
  const draw = (length: number, count: number): number[] => Array.from({ length }, () => random.nextInteger(count));
  const users = draw(ratings.rowCount, options.userClusters);
  const items = draw(ratings.columnCount, options.itemClusters);
  return new CoClustering(module, ratings, options, { users, items });
}

/**
 * Fits co-clustering to ratings (users × items), O(epochs · ratings · clusters / 4), on one thread. Epochs after which nobody has
 * moved are left out, since they would change nothing.
 *
 * Throws what the constructor of CoClustering throws, and TrainingError `interrupted`.
 */
export async function fitCoClustering(
  ratings: Csr,
  options: CoClusteringOptions,
  { module, seed, onEpoch, signal }: CoClusteringControl,
): Promise<RatingModel> {
  const clustering = beginCoClustering(module, ratings, options, seed);
  const started = performance.now();
  for (let epoch = 1; epoch <= options.epochs; epoch++) {
    checkInterrupted(signal);
    const { objective, moved } = clustering.epoch();
    onEpoch?.({ epoch, epochs: options.epochs, objective, elapsedMs: performance.now() - started });
    if (!moved) break;
    await nextTurn();
  }
  return clustering.model();
}
