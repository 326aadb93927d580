import { denseLayers } from "./dense-layers.ts";

/** A weighted sum of the features: the same network without hidden layers. */
export const linear = denseLayers("linear", "a weighted sum of the features");
