import { OptionsError } from "../../errors.ts";
import { defineModel } from "../define-model.ts";
import { flag, integer, text } from "../option-specs.ts";
import { checkPair, pairOptions, pairSettled, predictsRatings, restorePair } from "./pair-options.ts";

/**
 * A network of somebody's own: f(u, i) is what a tf.LayersModel gives for the index of a user and that of an item.
 *
 * The file is a module with a function that makes the network, or a `model.json` of Keras 2 or tfjs. Layers that have a
 * counterpart here are trained by the kernels, other networks by tfjs. Targets, losses, and how it is served: pair-options.ts.
 */
const options = {
  /** The file of the network; `example` is that of the documentation. */
  file: text("example", "the path of a module or of a model.json, or example", (name, value) => {
    if (typeof value === "string" && value.trim() !== "") return value;
    throw new OptionsError("network-file", `${name}: expected the path of a module or of a model.json`);
  }),
  /** Of ratings: whether it learns differences from the mean rating; else its output is the rating. */
  centred: flag(true),
  ...pairOptions({ learningRate: 0.001, learningRateSchedule: "cosine", batchSize: 256, epochs: 20 }),
  /** Passes over the examples, at most; 0 takes weights that a file brings as they are. */
  epochs: integer(0, 100_000, 20),
};

export const ownNetwork = defineModel({
  name: "own-network",
  summary: "a network of your own, by --network FILE",
  learnsFrom: "interactions",
  predicts: true,
  options,
  settled: pairSettled,
  check: checkPair,
  predictsWith: predictsRatings,
  restore: restorePair,
});

export type OwnNetworkOptions = ReturnType<typeof ownNetwork.readOptions>;
