import { mlp } from "./mlp.ts";
import { trainDenseLayers } from "./train-dense-layers.ts";

/** Two hidden layers; dropout keeps few lists from being learnt by heart. */
export const trainMlp = trainDenseLayers(mlp, [
  { hidden: [32, 16], dropout: 0.1, regularization: 0.001, epochs: 30, patience: 5 },
]);
