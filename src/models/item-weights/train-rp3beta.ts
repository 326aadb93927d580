import { transpose } from "../../data/csr.ts";
import { largestSimilarities, similaritiesMemory } from "../../training/linear-neighbours.ts";
import { countInteractions } from "../item-counts.ts";
import { csrState, WEIGHTS } from "../state.ts";
import { trainable } from "../train-model.ts";
import { rp3beta } from "./rp3beta.ts";

/** Fits RP3β, threads over items. O(Σ_u |S_u|²). Throws TrainingError `memory-limit` before it starts, and `interrupted`. */
export const trainRp3beta = trainable(rp3beta, {
  packing: { cuts: [{ array: WEIGHTS, option: "keep" }] },
  memory: similaritiesMemory,
  fit: async ({ matrix: interactions }, options, context) => {
    const users = { ...interactions, values: new Float32Array(interactions.indices.length) };
    for (let user = 0; user < users.rowCount; user++) {
      const [start, end] = [users.offsets[user]!, users.offsets[user + 1]!];
      users.values.fill((end - start) ** -options.alpha, start, end);
    }
    const popularity = countInteractions(interactions);
    const matrix = transpose(interactions);
    for (let item = 0; item < matrix.rowCount; item++) {
      matrix.values.fill(popularity[item]! ** -options.beta, matrix.offsets[item]!, matrix.offsets[item + 1]!);
    }
    const terms = popularity.map((count) => (count > 0 ? count ** -options.alpha : 0));
    const parts = { matrix, users, formula: 0, ownTerms: terms, terms, shrinkage: 0 } as const;
    const weights = await largestSimilarities(parts, options, context);
    return { options, state: csrState(WEIGHTS, weights) };
  },
});
