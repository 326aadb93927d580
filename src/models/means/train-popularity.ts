import { trainable } from "../train-model.ts";
import { popularity } from "./popularity.ts";

/** There is nothing to train: the counts of interactions are packed with every model. */
export const trainPopularity = trainable(popularity, {
  fit: (_, options) => ({ options, state: new Map() }),
});
