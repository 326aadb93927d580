import type * as tf from "@tensorflow/tfjs";
import type { Tfjs } from "./package.node.ts";
import type { PairSize } from "./pair-model.ts";

/** The network of docs/models/networks.md, for who has none of their own yet. */
export default function network({ input, layers, model }: Tfjs, { users, items }: PairSize): tf.LayersModel {
  const user = input({ shape: [1], name: "user" });
  const item = input({ shape: [1], name: "item" });
  const vector = (of: tf.SymbolicTensor, count: number) =>
    layers.flatten().apply(layers.embedding({ inputDim: count, outputDim: 16 }).apply(of)) as tf.SymbolicTensor;
  const both = [vector(user, users), vector(item, items)];
  const pair = layers.concatenate().apply(both) as tf.SymbolicTensor;
  const hidden = layers.dense({ units: 32, activation: "relu" }).apply(pair) as tf.SymbolicTensor;
  const outputs = layers.dense({ units: 1 }).apply(hidden) as tf.SymbolicTensor;
  return model({ inputs: [user, item], outputs });
}
