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
    const named = write("named.mjs", DENSE, "", '["userId", "ITEM"]');
    expect((await train({ file: named })).said).toContain("users go to userId, items to ITEM (by name)");
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

  it("has a checkpoint for the weights that it begins with", async () => {
    const names = new Set<string>();
    const checkpoints = { load: async () => undefined, save: async (name: string) => void names.add(name) };
    const zeros = write("zeros.mjs", DENSE.replace("units: 8,", 'units: 8, kernelInitializer: "zeros",'));
    for (const [file, count] of [
      [dense, 1],
      [dense, 1],
      [zeros, 2],
    ] as const) {
      await train({ file, epochs: 1 }, { checkpoints });
      expect(names.size).toBe(count);
    }
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

const [LOWEST, HIGHEST] = [Math.min(...RATINGS.values), Math.max(...RATINGS.values)];
const clip = (value: number): number => Math.min(HIGHEST, Math.max(LOWEST, value));

/** What the network itself predicts for all ratings of train. */
function predictions({ predictBatch }: Awaited<ReturnType<typeof trainOn>>): Float64Array {
  const users = Uint32Array.from({ length: RATINGS.rowCount }, (_, user) => user);
  if (!predictBatch) throw new Error("expected a model that predicts ratings");
  return predictBatch({ users, histories: RATINGS, wanted: RATINGS });
}

/** The same as tfjs loads the files, by what nearedge.json says of outputs. */
async function predictedByTfjs(files: readonly NetworkFile[]): Promise<number[]> {
  const tfjs = await openTfjs();
  const jsonOf = (name: string) =>
    JSON.parse(new TextDecoder().decode(files.find((file) => file.name === name)?.bytes));
  const { modelTopology, weightsManifest } = jsonOf("model.json");
  const weightData = files.find(({ name }) => name.endsWith(".bin"))?.bytes.slice().buffer as ArrayBuffer;
  const artifacts = { modelTopology, weightSpecs: weightsManifest[0].weights, weightData };
  const model = await tfjs.loadLayersModel({ load: async () => artifacts });
  const { score, users, items } = jsonOf("nearedge.json");
  expect([users.length, items.length]).toEqual([RATINGS.rowCount, RATINGS.columnCount]);
  expect([users[1], items[2]]).toEqual(["u1", "i2"]);
  const pairs = Array.from({ length: RATINGS.rowCount }, (_, user) =>
    [...RATINGS.indices.subarray(RATINGS.offsets[user], RATINGS.offsets[user + 1])].map(
      (item) => [user, item] as const,
    ),
  ).flat();
  const [own, others] = [0, 1].map((side) =>
    tfjs.tensor2d(
      Int32Array.from(pairs, (pair) => pair[side]!),
      [pairs.length, 1],
      "int32",
    ),
  );
  const outputs = (model.predictOnBatch([own!, others!]) as ReturnType<typeof tfjs.tensor>).dataSync();
  return Array.from(outputs, (output) => {
    const share = score.sigmoid ? 1 / (1 + Math.exp(-output)) : output;
    return clip(score.shift + score.size * share);
  });
}

describe("an exported network", () => {
  const shares = write(
    "shares.mjs",
    SIGMOID.replace("(both)", '(layers.dense({ units: 3, activation: "elu" }).apply(both))'),
  );
  it.each<[string, typeof trainOwnNetwork, object]>([
    ["neural-mf", trainNeuralMf, { factors: 5 }],
    ["neural-mf with a dense unit and a sigmoid", trainNeuralMf, { factors: 5, dense: true, output: "sigmoid" }],
    ["neural-mf of shares by cross-entropy", trainNeuralMf, { factors: 5, loss: "bce" }],
    ["ncf-mlp", trainNcfMlp, { factors: 4, layers: "8:leaky-relu:batch-norm/4:tanh", skip: "after" }],
    ["neumf", trainNeumf, { factors: 4, layers: "8:sigmoid/4", target: "rating" }],
    ["residual-mf", trainResidualMf, { factors: 4, hidden: 6 }],
    ["own-network by kernels", trainOwnNetwork, { file: dense }],
    ["own-network by tfjs", trainOwnNetwork, { file: noisy }],
    ["own-network by tfjs, shares", trainOwnNetwork, { file: shares }],
    ["own-network by tfjs, shares by cross-entropy", trainOwnNetwork, { file: shares, loss: "bce" }],
  ])("is read by tfjs, and comes back with the same scores: %s", async (name, trainer, options) => {
    const { model, path, files } = await exported(name.replaceAll(" ", "-"), trainer, {
      ...options,
      learningRate: 0.02,
    });
    const expected = predictions(model);
    expect(Math.max(...expected) - Math.min(...expected)).toBeGreaterThan(0.01);
    const { target, loss } = model.options;
    const { said, model: back } = await train({ file: path, epochs: 0, target, loss });
    expect(said).toContain("weights of the file");
    expect(said).toContain("taken as it is");
    const [own, byTfjs] = [predictions(back), await predictedByTfjs(files)];
    for (const [at, value] of expected.entries()) {
      expect(Math.abs(own[at]! - value), `${own[at]} for ${value}`).toBeLessThan(1e-5);
      expect(Math.abs(byTfjs[at]! - value), `${byTfjs[at]} for ${value} by tfjs`).toBeLessThan(1e-5);
    }
  });

  it("is made of the same bytes for a seed, and trained on from its weights", async () => {
    const [one, two] = [await exported("one", trainNeumf, {}), await exported("two", trainNeumf, {})];
    expect(two.files.map(({ bytes }) => Buffer.from(bytes).toString("hex"))).toEqual(
      one.files.map(({ bytes }) => Buffer.from(bytes).toString("hex")),
    );
    const rating = await exported("rating", trainNeumf, { target: "rating" });
    const objectives: number[] = [];
    await train({ file: rating.path }, { onEpoch: ({ objective }) => objectives.push(objective) });
    const anew: number[] = [];
    await trainOn(trainNeumf, RATINGS, {
      options: { ...SHORT, target: "rating" },
      onEpoch: ({ objective }) => anew.push(objective),
    });
    expect(objectives[0]).toBeLessThan(anew[0]!);
  });

  it("is another training than one with other weights: their checkpoints have names of their own", async () => {
    const names: string[] = [];
    const checkpoints = { load: async (name: string) => void names.push(name), save: async () => undefined };
    for (const rate of [0.01, 0.02, 0.02]) {
      const { path } = await exported("weights", trainNeumf, { target: "rating", epochs: 1, learningRate: rate });
      await train({ file: path, epochs: 1 }, { checkpoints });
    }
    expect(names).toHaveLength(3);
    expect(names[1]).not.toBe(names[0]);
    expect(names[2]).toBe(names[1]);
  });

  it("has the scores that it was exported with, whatever options say of outputs", async () => {
    const { model, path } = await exported("linear", trainNeuralMf, { factors: 5, learningRate: 0.02 });
    const back = await train({ file: path, epochs: 0, output: "sigmoid", centred: false });
    const [expected, own] = [predictions(model), predictions(back.model)];
    for (const [at, value] of expected.entries()) expect(Math.abs(own[at]! - value)).toBeLessThan(1e-5);
    expect(back.model.options).toMatchObject({ output: "linear" });
  });

  it("is refused with another target, and on other data", async () => {
    const { path } = await exported("refused", trainNeumf, {});
    await expect(train({ file: path, target: "rating" })).rejects.toThrow(
      /was exported with target=implicit: expected --set target=implicit, got rating$/,
    );
    const fewer = someRatings(3);
    const other = { ...fewer, rowCount: fewer.rowCount - 1, offsets: fewer.offsets.slice(0, -1) };
    other.indices = fewer.indices.slice(0, other.offsets.at(-1));
    other.values = fewer.values.slice(0, other.offsets.at(-1));
    const options = { ...SHORT, file: path, target: "implicit" };
    await expect(trainOn(trainOwnNetwork, other, { options })).rejects.toThrow(
      /expected the \d+ users of .*refused-.*, got \d+; .*: its rows are those of other data$/,
    );
  });
});
