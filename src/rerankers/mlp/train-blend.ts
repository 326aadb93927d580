import type { RerankerTrial, TrainableReranker } from "../trainable-reranker.ts";
import { blend } from "./blend.ts";
import { trainLinear } from "./train-linear.ts";
import { trainMlp } from "./train-mlp.ts";

/** Nothing is trained for it but its two parts. */
export const trainBlend: TrainableReranker = {
  definition: blend,
  trials: trainLinear.trials.flatMap((flat) => trainMlp.trials.map((deep) => meanOf(flat, deep))),
  startBackend: trainMlp.startBackend,
};

function meanOf(flat: RerankerTrial, deep: RerankerTrial): RerankerTrial {
  return {
    label: "head, the mean of linear and mlp",
    train: async (examples, { trained }) => {
      const parts = [await trained(flat), await trained(deep)] as const;
      const { meanHead } = await import("./mean-head.ts");
      return meanHead(blend.name, examples, ...parts);
    },
  };
}
