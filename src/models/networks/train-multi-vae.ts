import type { NodeSpec } from "../../neural/network-spec.ts";
import { type DataShape, trainable } from "../train-model.ts";
import { type MultiVaeOptions, multiVae, multiVaeLayers } from "./multi-vae.ts";
import {
  autoencoderState,
  bagNodes,
  bagOutput,
  type DenseWeights,
  denseWeights,
  logitsNode,
  OUTPUT,
} from "./train-autoencoder.ts";
import { historyExamples, mostEntries } from "./train-history-examples.ts";
import { type NetworkJob, networkMemory, trainNetwork } from "./train-loop.ts";

/** Fits multi-vae. Errors: those of historyExamples and trainNetwork. */
export const trainMultiVae = trainable(multiVae, {
  resumes: "all",
  packing: { narrows: true },
  memory: (options, shape) => {
    const { users, items, interactions } = shape;
    const stateBytes = 4 * items * (options.hidden + 2 * widthOf(options));
    const job = jobOf(options, shape, mostEntries(interactions, options.batchSize, items));
    return networkMemory(job, Math.max(1, users), stateBytes + 4 * interactions);
  },
  fit: async ({ matrix }, options, context) => {
    const { train, validation, entries } = historyExamples(multiVae.name, matrix, options, context.seed);
    const job = jobOf(options, { items: matrix.columnCount }, entries);
    const { network, objective } = await trainNetwork(job, train, context, validation && { examples: validation });
    const means = meansOf(denseWeights(network, MOMENTS), options);
    const last = options.factors > 0 ? product(means, denseWeights(network, DECODER)) : means;
    const { state, biasLane } = autoencoderState(network, widthOf(options), [last]);
    return { options: { ...options, biasLane }, state, objective };
  },
});

const [MOMENTS, SAMPLE, DECODER] = ["moments", "sample", "decoder"];

const widthOf = (options: MultiVaeOptions): number => multiVaeLayers(options)[1]?.units ?? options.latent;

function jobOf(options: MultiVaeOptions, { items }: Pick<DataShape, "items">, entries: number): NetworkJob {
  const { hidden, latent, factors, beta, annealSteps, l2 } = options;
  const decoder: NodeSpec = {
    name: DECODER,
    layer: "dense",
    inputs: [SAMPLE],
    options: { units: factors, activation: "tanh", l2 },
  };
  return {
    model: multiVae.name,
    // Users who validate are chosen by historyExamples.
    options: { ...options, validationShare: 0 },
    network: {
      inputs: { history: { kind: "terms", count: items } },
      nodes: [
        ...bagNodes(items, { units: hidden, activation: "tanh" }, options),
        { name: MOMENTS, layer: "dense", inputs: [bagOutput], options: { units: 2 * latent, l2 } },
        { name: SAMPLE, layer: "gaussian", inputs: [MOMENTS], options: { beta, annealSteps } },
        ...(factors > 0 ? [decoder] : []),
        logitsNode(items, widthOf(options), factors > 0 ? DECODER : SAMPLE, l2),
      ],
      output: OUTPUT,
    },
    loss: "softmax",
    limits: { entries },
  };
}

/** The half of the moments that serving reads. */
function meansOf({ kernel, bias }: DenseWeights, { hidden, latent }: MultiVaeOptions): DenseWeights {
  const own = new Float32Array(hidden * latent);
  for (let row = 0; row < hidden; row++)
    own.set(kernel.subarray(2 * row * latent, (2 * row + 1) * latent), row * latent);
  return { kernel: own, bias: bias.slice(0, latent) };
}

/** Two linear maps as one: (x·A + a)·B + b = x·AB + (a·B + b), summed in f64. */
export function product(first: DenseWeights, second: DenseWeights): DenseWeights {
  const [inner, units] = [first.bias.length, second.bias.length];
  const times = (row: Float32Array, start: ArrayLike<number>): Float64Array => {
    const sums = Float64Array.from(start);
    for (let at = 0; at < inner; at++) {
      for (let unit = 0; unit < units; unit++) sums[unit]! += row[at]! * second.kernel[at * units + unit]!;
    }
    return sums;
  };
  const rows = first.kernel.length / inner;
  const kernel = new Float32Array(rows * units);
  const nothing = new Float64Array(units);
  for (let row = 0; row < rows; row++) {
    kernel.set(times(first.kernel.subarray(row * inner, (row + 1) * inner), nothing), row * units);
  }
  return { kernel, bias: Float32Array.from(times(first.bias, second.bias)) };
}
