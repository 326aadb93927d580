import type { Csr } from "../../data/csr.ts";
import { f32Stride } from "../../kernels/layout.ts";
import { platform } from "../../platform.ts";
import { createRandom } from "../../random.ts";
import { checkInterrupted, nextTurn } from "../../training/steps.ts";
import { connectedItems, connectedState } from "../connected-items.ts";
import { joinStates } from "../state.ts";
import { trainable } from "../train-model.ts";
import { type CoClusteringOptions, coClustering, coClusteringState } from "./co-clustering.ts";
import { CO_CLUSTERING_REMEDY, CoClustering } from "./train-co-clusters.ts";

/**
 * Fits co-clustering, O(epochs · ratings · clusters / 4), on one thread. Epochs after which no row has moved are left out,
 * since they would change nothing.
 *
 * Throws what the constructor of CoClustering throws, and TrainingError `interrupted`.
 */
export const trainCoClustering = trainable(coClustering, {
  // Each side has its ratings, a place and a cluster for every row, and the levels of the clusters.
  memory: ({ userClusters, itemClusters }, { users, items, interactions }) => ({
    kernelBytes:
      16 * interactions +
      8 * (users + items) +
      4 * (f32Stride(userClusters) * itemClusters + f32Stride(itemClusters) * userClusters),
    remedy: CO_CLUSTERING_REMEDY,
  }),
  fit: async ({ matrix }, options, { seed, onEpoch, signal }) => {
    const clustering = begin(await platform().trainingKernels(), matrix, options, seed);
    const started = performance.now();
    for (let epoch = 1; epoch <= options.epochs; epoch++) {
      checkInterrupted(signal);
      const { objective, moved } = clustering.epoch();
      onEpoch?.({ epoch, epochs: options.epochs, objective, elapsedMs: performance.now() - started });
      if (!moved) break;
      await nextTurn();
    }
    const state = joinStates(coClusteringState(clustering.found()), connectedState(connectedItems(matrix)));
    return { options, state };
  },
});

/** Random clusters of every user and every item. */
function begin(module: WebAssembly.Module, ratings: Csr, options: CoClusteringOptions, seed: number): CoClustering {
  const random = createRandom(seed, 1);
  const draw = (length: number, count: number): Uint32Array =>
    Uint32Array.from({ length }, () => random.nextInteger(count));
  const users = draw(ratings.rowCount, options.userClusters);
  const items = draw(ratings.columnCount, options.itemClusters);
  return new CoClustering(module, ratings, options, { users, items });
}
