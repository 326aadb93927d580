import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { Csr } from "../../src/data/csr.ts";
import { trainOwnNetwork } from "../../src/models/networks/train-own-network.ts";
import { describeContract } from "./contract.ts";
import { fitSmall, pairwiseWithEqualItems } from "./pairwise.ts";
import { describeRatingContract } from "./rating-contract.ts";
import { describeServedRatings } from "./served-ratings-contract.ts";
import { fitRatings } from "./train.ts";

/** The example, which the kernels train; and one with a layer that only tfjs has. */
const folder = mkdtempSync(join(tmpdir(), "own-contract-"));
afterAll(() => rmSync(folder, { recursive: true }));
const elu = join(folder, "elu.mjs");
writeFileSync(
  elu,
  `export default (tf, { users, items }) => {
  const [user, item] = ["user", "item"].map((name) => tf.input({ shape: [1], name }));
  const row = (of, inputDim) => tf.layers.flatten().apply(tf.layers.embedding({ inputDim, outputDim: 5 }).apply(of));
  const both = tf.layers.concatenate().apply([row(user, users), row(item, items)]);
  const hidden = tf.layers.dense({ units: 16, activation: "elu" }).apply(both);
  return tf.model({ inputs: [user, item], outputs: tf.layers.dense({ units: 1 }).apply(hidden) });
};\n`,
);

const LOOP = { batchSize: 32, learningRate: 0.01, servedFactors: 6 };
for (const [road, file] of [["kernels", "example"] as const, ["tfjs", elu] as const]) {
  // ELU layers are nearly linear at first: before they bend, what is personal in them is too small to be served.
  const options = { ...LOOP, file, target: "rating", epochs: file === elu ? 25 : 6 };
  const ofRatings = { name: `own-network (ratings, ${road})`, fit: fitRatings(trainOwnNetwork, options) };
  describeRatingContract({ ...ofRatings, emptyHistory: "popular items", refusesConstant: "constant-ratings" });
  describeServedRatings(ofRatings);
}

describeContract({
  name: "own-network (implicit)",
  fit: (interactions: Csr, seed: number) =>
    fitSmall(trainOwnNetwork, interactions, { ...LOOP, target: "implicit", epochs: 30, servedFactors: 12 }, seed),
  fitTied: pairwiseWithEqualItems,
  excused: {},
});
