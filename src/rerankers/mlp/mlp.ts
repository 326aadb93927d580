import { denseLayers } from "./dense-layers.ts";

/** A network with a hidden layer. */
export const mlp = denseLayers("mlp", "a small neural network with a hidden layer");
