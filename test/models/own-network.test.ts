import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { trainNcfMlp } from "../../src/models/networks/train-ncf-mlp.ts";
import { trainNeumf } from "../../src/models/networks/train-neumf.ts";
import { trainNeuralMf } from "../../src/models/networks/train-neural-mf.ts";
import { trainOwnNetwork } from "../../src/models/networks/train-own-network.ts";
import { trainResidualMf } from "../../src/models/networks/train-residual-mf.ts";
import type { ModelState } from "../../src/models/state.ts";
import { openTfjs } from "../../src/neural/tfjs/package.node.ts";
import type { NetworkFile } from "../../src/training/context.ts";
import { someRatings } from "./rating-fixtures.ts";
import { type TestTraining, trainOn } from "./train.ts";

const folder = mkdtempSync(join(tmpdir(), "own-network-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A module of a network in the folder; `layers` makes the output of `both`, the embeddings side by side. */
function write(name: string, output: string, before = "", inputs = '["user", "item"]'): string {
  const path = join(folder, name);
  writeFileSync(
    path,
    `export default ${before}(tf, { users, items }) => {
  const { layers } = tf;
  const [user, item] = ${inputs}.map((name) => tf.input({ shape: [1], name }));
  const row = (input, inputDim) => layers.flatten().apply(layers.embedding({ inputDim, outputDim: 6 }).apply(input));
  const both = layers.concatenate().apply([row(user, users), row(item, items)]);
  return tf.model({ inputs: [user, item], outputs: ${output} });
};\n`,
  );
  return path;
}

const DENSE = 'layers.dense({ units: 1 }).apply(layers.dense({ units: 8, activation: "relu" }).apply(both))';
const NOISY =
  'layers.dense({ units: 1 }).apply(layers.dropout({ rate: 0.2 }).apply(layers.dense({ units: 8, activation: "elu" }).apply(both)))';
const SIGMOID = 'layers.dense({ units: 1, activation: "sigmoid" }).apply(both)';
const [dense, noisy, sigmoid] = [write("dense.mjs", DENSE), write("noisy.mjs", NOISY), write("sigmoid.mjs", SIGMOID)];

const RATINGS = someRatings(3);
const SHORT = { epochs: 3, batchSize: 64, servedFactors: 4 };

/** Trains own-network on ratings; what it said is in `said`. */
async function train(options: object, training: TestTraining = {}) {
  const said: string[] = [];
  const model = await trainOn(trainOwnNetwork, RATINGS, {
    options: { ...SHORT, ...options },
    onPhase: (phase) => said.push(phase),
    ...training,
  });
  return { said: said.join("\n"), model, state: model.state() };
}

const textOf = (state: ModelState): string =>
  JSON.stringify(
    [...state].map(([name, array]) => [
      name,
      Object.entries(array).map(([key, value]) => [
        key,
        ArrayBuffer.isView(value)
          ? Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("hex")
          : value,
      ]),
    ]),
  );

describe("own-network", () => {
  it("is trained by kernels where layers have counterparts, and says what was read as what", async () => {
    const { said } = await train({ file: dense });
    expect(said).toContain(`own-network: ${dense}: users go to user, items to item (by name); `);
    expect(said).toMatch(/ weights by the seed\nown-network: trained by the kernels\n/);
  });

  it("is trained by tfjs where one has none, and says which", async () => {
    const { said, model } = await train({ file: noisy }, { threads: 2 });
    expect(said).toMatch(/trained by tfjs on one thread, which is slower: dense_\w+ \(Dense\) has activation elu\n/);
    expect(model.options).toMatchObject({ file: "noisy.mjs" });
  });

  it.each([
    ["kernels", dense],
    ["tfjs, with dropout", noisy],
  ])("has the same state for a seed, another for another: %s", async (_, file) => {
    const [one, two, other] = [await train({ file }), await train({ file }), await train({ file }, { seed: 2 })];
    expect(textOf(two.state)).toBe(textOf(one.state));
    expect(textOf(other.state)).not.toBe(textOf(one.state));
  });

  it("leaves Math.random and the number of tensors as they were", async () => {
    const tfjs = await openTfjs();
    const { random } = Math;
    const counts: number[] = [];
    for (const file of [dense, noisy, dense, noisy]) {
      await train({ file });
      counts.push(tfjs.memory().numTensors);
    }
    expect(new Set(counts).size).toBe(1);
    expect(Math.random).toBe(random);
  });

  it("learns: of both roads the objective falls", async () => {
    for (const file of [dense, noisy]) {
      const objectives: number[] = [];
      await train({ file, epochs: 8, learningRate: 0.02 }, { onEpoch: ({ objective }) => objectives.push(objective) });
      expect(objectives).toHaveLength(8);
      expect(objectives.at(-1)).toBeLessThan(0.9 * objectives[0]!);
    }
  });

  it("takes an asynchronous function, and inputs by order where names do not tell", async () => {
    const { said } = await train({ file: write("later.mjs", DENSE, "async ", '["a", "b"]') });
    expect(said).toContain("users go to a, items to b (by order)");
    const swapped = write("swapped.mjs", DENSE, "", '["the_user", "the_item"]').replace(".mjs", ".mjs");
    expect((await train({ file: swapped })).said).toContain("users go to the_user, items to the_item (by name)");
  });

  it("reads a sigmoid at its end as shares of the range, and stays in it", async () => {
    const { model, said } = await train({ file: sigmoid, epochs: 6, learningRate: 0.05 });
    expect(said).toContain("shares of the range");
    expect(model.options).toMatchObject({ output: "sigmoid" });
  });

  it.each([
    ["implicit", "bce"],
    ["implicit", "bpr"],
    ["binary", "bce"],
    ["rating", "mae"],
    ["rating", "bce"],
  ])("has every target and loss by both roads: %s, %s", async (target, loss) => {
    for (const file of [dense, noisy, sigmoid]) {
      const { model } = await train({ file, target, loss, epochs: 1 });
      expect(model.options).toMatchObject({ target, loss });
    }
  });

  it("keeps no checkpoints of what tfjs trains", async () => {
    const checkpoints = { load: async () => undefined, save: async () => undefined };
    await expect(train({ file: noisy }, { checkpoints })).rejects.toThrow(
      /expected no --checkpoint: tfjs trains .*noisy.mjs/,
    );
  });

  it("needs weights where nothing is to be trained", async () => {
    await expect(train({ file: dense, epochs: 0 })).rejects.toThrow(
      /^own-network: epochs=0: expected a file that brings weights/,
    );
  });
});

/** Trains a model and writes what it exports to a folder. */
async function exported(name: string, trainer: typeof trainOwnNetwork, options: object) {
  let files: readonly NetworkFile[] = [];
  const model = await trainOn(trainer, RATINGS, {
    options: { ...SHORT, ...options },
    onNetwork: (found) => {
      files = found;
    },
  });
  const path = mkdtempSync(join(folder, `${name}-`));
  for (const { name: file, bytes } of files) writeFileSync(join(path, file), bytes);
  return { model, path, files };
}

describe("an exported network", () => {
  it.each<[string, typeof trainOwnNetwork, object]>([
    ["neural-mf", trainNeuralMf, { factors: 5 }],
    ["neural-mf with a dense unit and a sigmoid", trainNeuralMf, { factors: 5, dense: true, output: "sigmoid" }],
    ["neural-mf of shares by cross-entropy", trainNeuralMf, { factors: 5, loss: "bce" }],
    ["ncf-mlp", trainNcfMlp, { factors: 4, layers: "8:leaky-relu:batch-norm/4:tanh", skip: "after" }],
    ["neumf", trainNeumf, { factors: 4, layers: "8:sigmoid/4" }],
    ["residual-mf", trainResidualMf, { factors: 4, hidden: 6 }],
    ["own-network by kernels", trainOwnNetwork, { file: dense }],
    ["own-network by tfjs", trainOwnNetwork, { file: noisy }],
    [
      "own-network by tfjs, shares",
      trainOwnNetwork,
      {
        file: write("shares.mjs", SIGMOID.replace("both", 'layers.dense({ units: 3, activation: "elu" }).apply(both)')),
      },
    ],
  ])("comes back with the same scores: %s", async (name, trainer, options) => {
    const { model, path } = await exported(name.replaceAll(" ", "-"), trainer, options);
    const { target, loss } = model.options;
    const { said, model: back } = await train({ file: path, epochs: 0, target, loss });
    expect(said).toContain("weights of the file");
    const [own, other] = [model.state(), back.state()].map((state) =>
      [...state].map(([, { values }]) => values as ArrayLike<number>),
    );
    for (const [place, values] of own!.entries()) {
      for (let at = 0; at < values.length; at++) expect(Math.abs(values[at]! - other![place]![at]!)).toBeLessThan(1e-4);
    }
    const queries = { users: Uint32Array.of(0, 1, 2), histories: RATINGS, wanted: RATINGS };
    void queries;
  });
});
