import { linear } from "./linear.ts";
import { trainDenseLayers } from "./train-dense-layers.ts";

/** No hidden layer. */
export const trainLinear = trainDenseLayers(linear, [
  { hidden: [], dropout: 0, regularization: 0.001, epochs: 20, patience: 4 },
]);
