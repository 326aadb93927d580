import type { Csr } from "../../data/csr.ts";
import { f32Stride } from "../../kernels/layout.ts";
import { createRandom } from "../../random.ts";
import type { TrainingContext } from "../../training/context.ts";
import { checkTrainingBytes } from "../../training/memory-limit.ts";
import { checkInterrupted, nextTurn } from "../../training/steps.ts";
import type { RatingModel } from "../model.ts";
import type { Savable } from "../state.ts";
import type { CoClusteringOptions } from "./co-clustering.ts";
import { CoClustering } from "./train-co-clusters.ts";

/** Clusters by lot. Throws TrainingError `memory-limit` before they are drawn. */
export function beginCoClustering(
  module: WebAssembly.Module,
  ratings: Csr,
  options: CoClusteringOptions,
  seed: number,
): CoClustering {
  const { rowCount, columnCount, indices } = ratings;
  const { userClusters, itemClusters } = options;
  const levels = f32Stride(userClusters) * itemClusters + f32Stride(itemClusters) * userClusters;
  // Each side has its ratings, a place and a cluster for every row, and the levels of the clusters.
  checkTrainingBytes(
    "co-clustering",
    16 * indices.length + 8 * (rowCount + columnCount) + 4 * levels,
    "leave out rare users and items",
  );
  const random = createRandom(seed, 1);
  const draw = (length: number, count: number): Uint32Array =>
    Uint32Array.from({ length }, () => random.nextInteger(count));
  const users = draw(rowCount, userClusters);
  const items = draw(columnCount, itemClusters);
  return new CoClustering(module, ratings, options, { users, items });
}

/**
 * Fits co-clustering to ratings (users × items), O(epochs · ratings · clusters / 4), on one thread. Epochs after which nobody has
 * moved are left out, since they would change nothing.
 *
 * Throws what the constructor of CoClustering throws, and TrainingError `interrupted`.
 */
export async function fitCoClustering(
  module: WebAssembly.Module,
  ratings: Csr,
  options: CoClusteringOptions,
  { seed, onEpoch, signal }: TrainingContext,
): Promise<RatingModel & Savable> {
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
