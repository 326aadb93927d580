import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../src/neural/backend.node.ts";
import type { Batch, Terms } from "../../src/neural/batch.ts";
import type { Network } from "../../src/neural/network.ts";
import { addSegmentSums } from "../../src/neural/tfjs/segment-sums.ts";
import type { TrainingOptions } from "../../src/neural/training.ts";
import type { Examples } from "../../src/neural/validation.ts";
import { orderOfEpoch } from "./network-data.ts";
import { transposeFirst } from "./tfjs-kernels.ts";
import { STEPS, type TrainedOnce } from "./train-network.ts";

/** What tfjs computes with: its WASM backend as it is, or with products that transpose their operands first. */
export type TfjsKernels = "as they are" | "transposing first";

/** The same network in tfjs Layers on its WASM backend, by trainOnBatch: the batches and first weights are ours. */
export async function trainByTfjs(
  options: TrainingOptions,
  examples: Examples,
  seed: number,
  kernels: TfjsKernels,
  network: Network,
): Promise<TrainedOnce> {
  await startBackend();
  addSegmentSums();
  if (kernels === "transposing first") transposeFirst();
  const { batchSize, epochs } = options;
  const rawMs: number[] = [];
  const losses: number[] = [];
  const model = compiled(options, network);
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const begin = process.cpuUsage();
    const order = orderOfEpoch(examples.count, seed, epoch);
    let sum = 0;
    for (let at = 0; at < order.length; at += batchSize) {
      const chosen = order.subarray(at, at + batchSize);
      sum += (await step(options, model, batchOf(examples, chosen))) * chosen.length;
    }
    losses.push(sum / order.length);
    const { user, system } = process.cpuUsage(begin);
    rawMs.push((user + system) / 1000);
  }
  const fresh = compiled(options, network);
  const first = batchOf(examples, orderOfEpoch(examples.count, seed, 1).subarray(0, batchSize));
  const steps: number[] = [];
  for (let at = 0; at < STEPS; at++) steps.push(await step(options, fresh, first));
  return { rawMs, losses, steps };
}

/** Nothing is drawn in these batches. */
const batchOf = (examples: Examples, chosen: Uint32Array): Batch => examples.batch(chosen, undefined as never);

async function step({ network }: TrainingOptions, model: tf.LayersModel, batch: Batch): Promise<number> {
  const { rows, targets } = batch;
  const inputs = Object.entries(network.inputs).map(([name, input]) => {
    const given = batch.inputs[name]!;
    if ("offsets" in given) return denseOf(given, rows, Number("count" in input ? input.count : 0));
    return tf.tensor2d(Float32Array.from(given), [rows, 1]);
  });
  const wanted =
    targets !== undefined && "offsets" in targets
      ? denseOf(targets, rows, Number(model.outputs[0]!.shape[1]))
      : tf.tensor2d(Float32Array.from(targets!.values), [rows, 1]);
  const loss = await model.trainOnBatch(inputs, wanted);
  tf.dispose([...inputs, wanted]);
  return Number(loss);
}

function denseOf({ offsets, indices }: Terms, rows: number, columns: number): tf.Tensor2D {
  const dense = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) dense[row * columns + indices[entry]!] = 1;
  }
  return tf.tensor2d(dense, [rows, columns]);
}

/** A model of the twins of our layers, with the weights of our network. */
function compiled({ network: spec, loss, optimiser }: TrainingOptions, network: Network): tf.LayersModel {
  const symbols = new Map<string, tf.SymbolicTensor>();
  for (const [name, input] of Object.entries(spec.inputs)) {
    symbols.set(name, tf.input({ shape: [input.kind === "terms" ? input.count : 1], name: unique(name) }));
  }
  const inputs = [...symbols.values()];
  for (const { name, prepared, inputs: from } of network.plan.nodes) {
    const own = from.map((one) => symbols.get(one.from.shape.name)!);
    symbols.set(name, prepared.twin!(tf.layers, own));
  }
  const model = tf.model({ inputs, outputs: symbols.get(spec.output)!, name: unique("model") });
  for (const { name, parameters } of network.plan.nodes) {
    if (parameters.length > 0) model.getLayer(name).setWeights(parameters.map((one) => weightsOf(network, one)));
  }
  const { learningRate } = optimiser;
  model.compile({
    optimizer:
      optimiser.name === "adam"
        ? tf.train.adam(Number(learningRate), 0.9, 0.999, 1e-7)
        : tf.train.momentum(Number(learningRate), Number(optimiser.momentum)),
    loss: loss === "mse" ? "meanSquaredError" : softmaxLoss,
  });
  return model;
}

function weightsOf(network: Network, { name, spec }: Network["plan"]["parameters"][number]): tf.Tensor {
  const own = Float32Array.from(network.weights(name));
  // Not reshaped: the WASM backend looks at the shape that a tensor was made with.
  if (spec.name === "bias") return tf.tensor1d(own);
  const values = tf.tensor2d(own, [spec.rows, spec.columns]);
  // Tables of items have an item in each row here, and in each column there.
  return spec.name === "items" ? values.transpose() : values;
}

const softmaxLoss = (wanted: tf.Tensor, logits: tf.Tensor): tf.Tensor =>
  tf.neg(tf.sum(tf.mul(wanted, tf.logSoftmax(logits)), -1));

let made = 0;
const unique = (name: string): string => `${name}-${++made}`;
