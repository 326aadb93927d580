import { TrainingError } from "../../errors.ts";
import { platform } from "../../platform.ts";
import type { RerankerDefinition } from "../reranker.ts";
import type { RerankerTrial, TrainableReranker } from "../trainable-reranker.ts";
import type { HeadOptions } from "./options.ts";

/** Settings of a trial. */
interface LayerSettings extends HeadOptions {
  /** Widths of the hidden layers. */
  readonly hidden: readonly number[];
}

/** Training of heads of dense layers. TensorFlow.js takes longer to import than everything else: it is imported when it is needed. */
export function trainDenseLayers(
  definition: RerankerDefinition,
  settings: readonly LayerSettings[],
): TrainableReranker {
  return {
    definition,
    trials: settings.map((options) => trialOf(definition, options)),
    startBackend: async () => {
      const { startBackend } = platform();
      if (startBackend) return startBackend();
      throw new TrainingError("no-backend", "--head: expected none, since re-rankers are trained in Node only");
    },
  };
}

function trialOf({ name }: RerankerDefinition, options: LayerSettings): RerankerTrial {
  const { hidden } = options;
  return {
    label: hidden.length === 0 ? "head, linear" : `head, hidden layers of ${hidden.join(" and ")}`,
    train: async (examples, { seed, signal }) => {
      const { trainHead } = await import("./train-head.ts");
      return trainHead(examples, { ...options, kind: name, seed, signal });
    },
  };
}
