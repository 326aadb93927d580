import { denseLayers } from "./dense-layers.ts";

/** A network with two hidden layers. */
export const mlp = denseLayers("mlp", "a small neural network with two hidden layers");
