import { mlp } from "./mlp.ts";
import { trainDenseLayers } from "./train-dense-layers.ts";

/** One hidden layer: a second one gained nothing on validation lists and costs twice the time. */
export const trainMlp = trainDenseLayers(mlp, [
  { hidden: [32], dropout: 0.1, regularization: 0.001, epochs: 20, patience: 4 },
]);
