import { TrainingError } from "../../errors.ts";
import { platform } from "../../platform.ts";
import type { RerankerTrial, TrainableReranker } from "../trainable-reranker.ts";
import { mlp } from "./mlp.ts";
import type { HeadOptions } from "./options.ts";

/** Settings of the network that are tried. */
const SETTINGS = [
  { hidden: [], dropout: 0, regularization: 0.01, epochs: 30, patience: 5 },
  { hidden: [32, 16], dropout: 0.3, regularization: 0.01, epochs: 20, patience: 4 },
] as const satisfies readonly HeadOptions[];

/** Training of the network. TensorFlow.js takes longer to import than everything else: it is imported when it is needed. */
export const trainMlp: TrainableReranker = {
  definition: mlp,
  trials: SETTINGS.map(trialOf),
  startBackend: async () => {
    const { startBackend } = platform();
    if (startBackend) return startBackend();
    throw new TrainingError("no-backend", "--head: expected none, since re-rankers are trained in Node only");
  },
};

function trialOf(options: HeadOptions): RerankerTrial {
  const { hidden = [] } = options;
  return {
    label: hidden.length === 0 ? "head, linear" : `head, hidden layers of ${hidden.join(" and ")}`,
    train: async (examples, { seed, signal }) => {
      const { trainHead } = await import("./train-head.ts");
      return trainHead(examples, { ...options, seed, signal });
    },
  };
}
