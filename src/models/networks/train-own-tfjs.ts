import { OptionsError } from "../../errors.ts";
import { layersApi } from "../../neural/tfjs/layers-api.ts";
import type { OpenedNetwork } from "../../neural/tfjs/open-network.node.ts";
import type { TrainingContext } from "../../training/context.ts";
import type { OptionValues } from "../option-specs.ts";
import { checkEstimate, shapeOf, type TrainingData } from "../train-model.ts";
import type { OwnNetworkOptions } from "./own-network.ts";
import { batchOf, epochOptions, loopOptimiser, objectiveOf } from "./train-loop.ts";
import { learnsShares, rowsOfExample } from "./train-pair-examples.ts";
import { type PairTraining, pairBytes } from "./train-pair-fit.ts";
import { MOST_KEPT_SCORES } from "./train-pair-scores.ts";

/** Rows that are asked about at a time. */
const ROWS = 8192;
/** Weights, their gradients, two moments and the kept copy; values of layers on the way forward and back. */
const [COPIES, WAYS] = [5, 4];

/**
 * Trains a network of pairs by tfjs, on this thread and without checkpoints. Errors: TrainingError `memory-limit`, and those of
 * createTfjsTraining.
 */
export const trainedByTfjs =
  (
    opened: OpenedNetwork,
    options: OwnNetworkOptions & OptionValues,
    data: TrainingData,
    context: TrainingContext,
  ): PairTraining["train"] =>
  async (examples) => {
    const { tfjs, model } = opened;
    const shape = shapeOf(data.matrix);
    const rows = Math.max(ROWS, batchOf(options, examples.count) * rowsOfExample(options));
    const kept = 4 * Math.min(shape.users * shape.items, MOST_KEPT_SCORES);
    const needed = {
      kernelBytes: 4 * (COPIES * model.countParams() + WAYS * rows * numbersOfRow(model)),
      heapBytes: pairBytes(options, shape) + kept,
      remedy: "use smaller layers or a smaller batchSize",
    };
    checkEstimate("own-network", needed, context);
    const { createTfjsTraining, layersFiles } = await layersApi("own-network");
    const reads = learnsShares(options) ? "shares" : "numbers";
    const epochs = {
      ...epochOptions({ options, loss: options.loss }, examples.count),
      optimiser: loopOptimiser(options),
      reads,
    } as const;
    const isTrained = options.epochs > 0;
    if (isTrained && model.trainableWeights.length === 0) {
      throw new OptionsError(
        "network-frozen",
        "own-network: expected weights to train, all layers are frozen; or epochs=0",
      );
    }
    const given = isTrained ? epochs : { ...epochs, epochs: 1 };
    const training = createTfjsTraining(tfjs, opened, given, examples, context);
    try {
      const report = isTrained ? await training.run() : undefined;
      return {
        objective: report ? objectiveOf(report) : Number.NaN,
        endsInSigmoid: opened.endsInSigmoid,
        network: { plan: { limits: { rows: ROWS, entries: 0 } }, predict: training.predict },
        dispose: training.dispose,
        files: () => layersFiles(tfjs, model),
      };
    } catch (error) {
      training.dispose();
      throw explained(error);
    }
  };

/** Numbers that the layers of a network give for a row. */
function numbersOfRow({ layers }: OpenedNetwork["model"]): number {
  const shapes = layers.flatMap(({ outputShape: shape }) => (Array.isArray(shape[0]) ? shape : [shape]));
  return (shapes as (number | null)[][])
    .map((shape) => shape.reduce<number>((size, length) => size * (length ?? 1), 1))
    .reduce((sum, size) => sum + size, 0);
}

/** What is wrong with a network, where it shows when it is read: in place of a stack of tfjs. */
function explained(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const [reason = ""] = error.message.split("\n");
  const refuse = (code: string, message: string) =>
    new OptionsError(code, `own-network: expected ${message}: ${reason}`, { cause: error });
  if (/not registered for the backend/.test(reason)) {
    return refuse("network-kernel", "layers that the WASM backend of tfjs can train, got one that it cannot");
  }
  if (/the index value .* is not in/.test(reason)) {
    return refuse("network-rows", "a row for each user and item in the embeddings, got fewer in one");
  }
  return error;
}
