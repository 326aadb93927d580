import type * as tf from "@tensorflow/tfjs";
import type { Tfjs } from "../../../src/neural/tfjs/package.node.ts";
import { checkPairModel, type PairModel, type PairSize } from "../../../src/neural/tfjs/pair-model.ts";
import { withSeededRandom } from "../../../src/neural/tfjs/seeded-random.node.ts";
import type { Examples } from "../../../src/neural/validation.ts";
import { createRandom } from "../../../src/random.ts";
import { normals } from "../differences.ts";

export const SIZE: PairSize = { users: 12, items: 7 };

/** A part of a network: tensors in, a tensor out. */
export type Part = (tf: Tfjs, tensors: { user: tf.SymbolicTensor; item: tf.SymbolicTensor }) => tf.SymbolicTensor;

/** A layer between tensors. */
export const put = (layer: tf.layers.Layer, ...inputs: tf.SymbolicTensor[]): tf.SymbolicTensor =>
  layer.apply(inputs.length === 1 ? inputs[0]! : inputs) as tf.SymbolicTensor;

/** A network over embeddings of user and item as rows of some width, with the same weights each time. */
export const networkOf = (tfjs: Tfjs, part: Part, size = SIZE, width = 4): tf.LayersModel =>
  withSeededRandom(createRandom(11), () => drawnNetwork(tfjs, part, size, width));

function drawnNetwork(tfjs: Tfjs, part: Part, size: PairSize, width: number): tf.LayersModel {
  const [user, item] = ["user", "item"].map((name) => tfjs.input({ shape: [1], name }));
  const rows = (input: tf.SymbolicTensor, inputDim: number) =>
    put(tfjs.layers.flatten(), put(tfjs.layers.embedding({ inputDim, outputDim: width }), input));
  const outputs = part(tfjs, { user: rows(user!, size.users), item: rows(item!, size.items) });
  return tfjs.model({ inputs: [user!, item!], outputs });
}

export const pairOf = (tfjs: Tfjs, part: Part): PairModel => checkPairModel(tfjs, networkOf(tfjs, part), SIZE, "test");

/** Networks that both roads train, by what they show. */
export const BOTH: Readonly<Record<string, Part>> = {
  "dense layers": ({ layers }, { user, item }) => {
    const both = put(layers.concatenate(), user, item);
    const hidden = put(layers.dense({ units: 9, activation: "tanh" }), both);
    return put(layers.dense({ units: 1 }), put(layers.dense({ units: 5, activation: "relu" }), hidden));
  },
  "a dot": ({ layers }, { user, item }) => put(layers.dense({ units: 1 }), put(layers.dot({ axes: -1 }), user, item)),
  "products, sums and a skip": ({ layers }, { user, item }) => {
    const product = put(layers.multiply(), user, item, user);
    const skip = put(layers.add(), product, put(layers.dense({ units: 4, useBias: false }), product));
    const bent = put(layers.leakyReLU({ alpha: 0.01 }), put(layers.activation({ activation: "sigmoid" }), skip));
    return put(layers.dense({ units: 1 }), put(layers.reLU(), bent));
  },
  "batch normalisation": ({ layers }, { user, item }) => {
    // A bias before it has no gradient but rounding, which Adam makes large.
    const hidden = put(layers.dense({ units: 6, useBias: false }), put(layers.concatenate(), user, item));
    return put(layers.dense({ units: 1 }), put(layers.batchNormalization({ momentum: 0.8 }), hidden));
  },
  "a sigmoid at the end": ({ layers }, { user, item }) =>
    put(layers.dense({ units: 1, activation: "sigmoid" }), put(layers.concatenate(), user, item)),
};

/** Sixty pairs that name every row of the tables: Adam of tfjs moves all of them in every step. */
const ROWS = 60;
const values = normals(ROWS, 5);
export const examplesOf = (isBinary: boolean): Examples => ({
  count: ROWS,
  fingerprint: "pairs",
  batch: (rows) => ({
    rows: rows.length,
    inputs: {
      user: Uint32Array.from(rows, (row) => row % SIZE.users),
      item: Uint32Array.from(rows, (row) => (row * 3) % SIZE.items),
    },
    targets: { values: Float32Array.from(rows, (row) => (isBinary ? Number(values[row]! > 0) : values[row]!)) },
  }),
});
