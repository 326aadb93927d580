import { denseLayers } from "./dense-layers.ts";

/** The mean of `linear` and `mlp` as one network (mean-weights.ts). */
export const blend = denseLayers("blend", "the mean of linear and mlp, as one network");
