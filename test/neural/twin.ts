import * as tf from "@tensorflow/tfjs";
import type { Terms } from "../../src/neural/batch.ts";
import type { Reals } from "../../src/neural/math.ts";
import type { Network } from "../../src/neural/network.ts";
import type { Problem } from "./differences.ts";

/** A network of tfjs with the layers and the weights of one of ours. */
export interface Twin {
  readonly model: tf.LayersModel;
  readonly inputs: tf.Tensor[];
  /** Loss and gradients in training, by our names of parameters. Dropout must not be there: it draws other numbers. */
  differentiate(): { readonly mean: number; readonly gradients: ReadonlyMap<string, Float32Array> };
  /** A step of an optimiser of tfjs; returns the loss before it. */
  step(optimiser: tf.Optimizer): number;
  weights(): ReadonlyMap<string, Float32Array>;
  predict(): Float32Array;
}

/** Tables of items have an item in each row here, and in each column there. */
const isTransposed = (name: string): boolean => name.endsWith(".items");

export function twinOf({ network: spec, loss, batch }: Problem, network: Network): Twin {
  const symbols = new Map<string, tf.SymbolicTensor>();
  for (const [name, input] of Object.entries(spec.inputs)) {
    const shape = input.kind === "index" ? [1] : ["width" in input ? input.width : input.count];
    symbols.set(name, tf.input({ shape, name, dtype: input.kind === "index" ? "int32" : "float32" }));
  }
  const inputs = Object.keys(spec.inputs).map((name) => symbols.get(name)!);
  for (const node of network.plan.nodes) {
    const own = spec.nodes.find(({ name }) => name === node.name)!;
    if (node.prepared.twin === undefined) throw new Error(`${node.name}: no twin`);
    symbols.set(
      node.name,
      node.prepared.twin(
        tf.layers,
        own.inputs.map((name) => symbols.get(name)!),
      ),
    );
  }
  const model = tf.model({ inputs, outputs: symbols.get(spec.output)! });
  const owned = network.plan.nodes.filter(({ parameters }) => parameters.length > 0);
  for (const { name, parameters } of owned) {
    const tensors = parameters.map((parameter) => {
      const { rows, columns } = parameter.spec;
      const values = tf.tensor2d(Float32Array.from(network.weights(parameter.name)), [rows, columns]);
      const isVector = rows === 1 && parameter.spec.name !== "kernel";
      return isTransposed(parameter.name) ? values.transpose() : isVector ? values.reshape([columns]) : values;
    });
    model.getLayer(name).setWeights(tensors);
  }
  const values = Object.entries(spec.inputs).map(([name, input]): tf.Tensor => {
    const given = batch.inputs[name]!;
    if (input.kind === "index") return tf.tensor2d(Int32Array.from(given as Uint32Array), [batch.rows, 1], "int32");
    if ("width" in input) return tf.tensor2d(Float32Array.from(given as Reals), [batch.rows, input.width]);
    return tf.tensor2d(denseOf(given as Terms, batch.rows, input.count), [batch.rows, input.count]);
  });
  const columns = Number(network.plan.output.shape.width);
  const mean = (): tf.Scalar =>
    lossOf(loss, model.apply(values, { training: true }) as tf.Tensor2D, batch.targets, columns);
  const named = (of: (variable: tf.Tensor, name: string) => tf.Tensor): Map<string, Float32Array> => {
    const found = new Map<string, Float32Array>();
    for (const { name, parameters } of owned) {
      for (const [at, variable] of model.getLayer(name).weights.entries()) {
        const parameter = parameters[at]!.name;
        const tensor = of(variable.read(), variable.name);
        found.set(parameter, (isTransposed(parameter) ? tensor.transpose() : tensor).dataSync() as Float32Array);
      }
    }
    return found;
  };
  return {
    model,
    inputs: values,
    differentiate() {
      const { value, grads } = tf.variableGrads(mean);
      const gradients = named((variable, name) => grads[name] ?? tf.zerosLike(variable));
      return { mean: value.dataSync()[0]!, gradients };
    },
    step(optimiser) {
      const { value, grads } = tf.variableGrads(mean);
      optimiser.applyGradients(grads);
      return value.dataSync()[0]!;
    },
    weights: () => named((variable) => variable),
    predict: () => (model.predict(values, { batchSize: batch.rows }) as tf.Tensor).dataSync() as Float32Array,
  };
}

/** Terms as a matrix of their values. */
export function denseOf({ offsets, indices, values }: Terms, rows: number, columns: number): Float32Array {
  const dense = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
      dense[row * columns + indices[entry]!]! += values?.[entry] ?? 1;
    }
  }
  return dense;
}

/** Rows that have targets. */
const wantingRows = ({ offsets }: Terms): number =>
  offsets.subarray(1).reduce((count, end, row) => count + (end > offsets[row]! ? 1 : 0), 0);

function lossOf(name: string, outputs: tf.Tensor2D, targets: Problem["batch"]["targets"], columns: number): tf.Scalar {
  const rows = outputs.shape[0];
  if (targets !== undefined && "offsets" in targets) {
    const wanted = tf.tensor2d(denseOf(targets, rows, columns), [rows, columns]);
    return tf.neg(tf.sum(tf.mul(wanted, tf.logSoftmax(outputs)))).div(wantingRows(targets)) as tf.Scalar;
  }
  if (targets === undefined) {
    const [positive, negative] = tf.split(outputs.reshape([rows / 2, 2]), 2, 1);
    return tf.mean(tf.softplus(tf.sub(negative!, positive!))) as tf.Scalar;
  }
  const wanted = tf.tensor2d(Float32Array.from(targets.values), [rows, columns]);
  const terms = {
    mse: () => tf.squaredDifference(outputs, wanted),
    mae: () => tf.abs(tf.sub(outputs, wanted)),
    bce: () => tf.sub(tf.softplus(outputs), tf.mul(outputs, wanted)),
  }[name as "mse"]();
  if (targets.weights === undefined) return tf.mean(terms) as tf.Scalar;
  const weights = tf.tensor2d(Float32Array.from(targets.weights), [rows, columns]);
  return tf.div(tf.sum(tf.mul(terms, weights)), tf.sum(weights)) as tf.Scalar;
}
