import { type DataShape, trainable } from "../train-model.ts";
import { type MultiDaeOptions, multiDae, multiDaeLayers } from "./multi-dae.ts";
import {
  autoencoderState,
  bagNodes,
  bagOutput,
  denseWeights,
  logitsNode,
  nodeName,
  OUTPUT,
} from "./train-autoencoder.ts";
import { historyExamples, mostEntries } from "./train-history-examples.ts";
import { type NetworkJob, networkMemory, trainNetwork } from "./train-loop.ts";

/** Fits multi-dae. Errors: those of historyExamples and trainNetwork. */
export const trainMultiDae = trainable(multiDae, {
  resumes: "all",
  packing: { narrows: true },
  memory: (options, shape) => {
    const { users, items, interactions } = shape;
    const stateBytes = 4 * items * (options.hidden + 2 * options.factors);
    return networkMemory(
      jobOf(options, shape, mostEntries(interactions, options.batchSize, items)),
      Math.max(1, users),
      stateBytes + 4 * interactions,
    );
  },
  fit: async ({ matrix }, options, context) => {
    const { train, validation, entries } = historyExamples(multiDae.name, matrix, options, context.seed);
    const job = jobOf(options, { items: matrix.columnCount }, entries);
    const own = validation && { examples: validation };
    const { network, objective } = await trainNetwork(job, train, context, own);
    const { state, biasLane } = autoencoderState(
      network,
      options.factors,
      options.hidden > 0 ? [denseWeights(network, nodeName(1))] : [],
    );
    return { options: { ...options, biasLane }, state, objective };
  },
});

function jobOf(options: MultiDaeOptions, { items }: Pick<DataShape, "items">, entries: number): NetworkJob {
  const [bag, ...dense] = multiDaeLayers(options);
  if (bag === undefined) throw new RangeError("multi-dae: expected a layer or more");
  const { l2 } = options;
  const hidden = dense.map(({ units, activation }, at) => ({
    name: nodeName(at + 1),
    layer: "dense",
    inputs: [at === 0 ? bagOutput : nodeName(at)],
    options: { units, activation, l2 },
  }));
  const last = hidden.at(-1)?.name ?? bagOutput;
  return {
    model: multiDae.name,
    // Users who validate are chosen by historyExamples.
    options: { ...options, validationShare: 0 },
    network: {
      inputs: { history: { kind: "terms", count: items } },
      nodes: [...bagNodes(items, bag, options), ...hidden, logitsNode(items, options.factors, last, l2)],
      output: OUTPUT,
    },
    loss: "softmax",
    limits: { entries },
  };
}
