import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { trainNeumf } from "../../src/models/networks/train-neumf.ts";
import { trainOwnNetwork } from "../../src/models/networks/train-own-network.ts";
import { openTfjs } from "../../src/neural/tfjs/package.node.ts";
import * as limit from "../../src/training/memory-limit.ts";
import { someRatings } from "./rating-fixtures.ts";
import { trainOn } from "./train.ts";

const folder = mkdtempSync(join(tmpdir(), "own-refused-"));
afterAll(() => rmSync(folder, { recursive: true }));

const RATINGS = someRatings(3);
const { rowCount: users, columnCount: items } = RATINGS;
let made = 0;

/** Trains on a file, which is written where its content is given. */
const train = (file: string, options: object = {}) =>
  trainOn(trainOwnNetwork, RATINGS, { options: { epochs: 1, servedFactors: 2, file, ...options } });

function write(content: string, ending = "mjs"): string {
  const path = join(folder, `network-${++made}.${ending}`);
  writeFileSync(path, content);
  return path;
}

const HEAD = `const input = (tf, name, shape = [1]) => tf.input({ shape, name });
const row = (tf, of, inputDim) => tf.layers.flatten().apply(tf.layers.embedding({ inputDim, outputDim: 2 }).apply(of));
const join = (tf, ...rows) => tf.layers.dense({ units: 1 }).apply(tf.layers.concatenate().apply(rows));
`;
const body = (code: string): string => write(`${HEAD}export default (tf, { users, items }) => { ${code} };\n`);

describe("a module", () => {
  it.each<[string, () => string, RegExp]>([
    [
      "that is not there",
      () => join(folder, "nothing.mjs"),
      /^network: expected a module or a model.json, there is no file ".*nothing.mjs"$/,
    ],
    [
      "of another kind",
      () => write("", "py"),
      /^network: expected a file that ends in \.js, .* or \.json, got ".*\.py"$/,
    ],
    ["that does not parse", () => write("export default ("), /expected a module, it does not load: /],
    [
      "without a default",
      () => write("export const network = 1;"),
      /expected a default export \(tf, \{ users, items \}\) => tf\.LayersModel, got undefined$/,
    ],
    ["whose default is no function", () => write("export default 7;"), /expected a default export .*, got 7$/],
    [
      "whose function throws",
      () => body('throw new Error("no layers today");'),
      new RegExp(`its function failed for ${users} users and ${items} items: no layers today$`),
    ],
    [
      "whose promise fails",
      () => write('export default async () => { throw new Error("later"); };'),
      /its function failed for .*: later$/,
    ],
    ["that gives nothing", () => body("return undefined;"), /expected a tf\.LayersModel, got undefined$/],
    ["that gives a tensor", () => body("return 3;"), /expected a tf\.LayersModel, got 3$/],
    [
      "that gives something like it",
      () => body("return { layers: [], inputs: [] };"),
      /got one of another copy of TensorFlow\.js: use the tf that the function is given$/,
    ],
    [
      "that gives a tf.Sequential",
      () => body("return tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });"),
      /expected two inputs, an index of a user and one of an item; got 1 \(dense_\w+_input \[null, 1\]\) of a tf\.Sequential, which has no second one$/,
    ],
    [
      "with three inputs",
      () =>
        body(
          'const all = ["a", "b", "c"].map((name) => input(tf, name)); return tf.model({ inputs: all, outputs: join(tf, ...all.map((of) => row(tf, of, 99))) });',
        ),
      /expected two inputs, .*; got 3 \(/,
    ],
    [
      "with a row of users as its input",
      () =>
        body(
          'const [u, i] = [input(tf, "user", [users]), input(tf, "item")]; return tf.model({ inputs: [u, i], outputs: join(tf, u, row(tf, i, items)) });',
        ),
      new RegExp(`user: expected shape \\[null, 1\\] or \\[null\\], an index; got \\[null, ${users}\\]$`),
    ],
    [
      "with an output of width 10",
      () =>
        body(
          'const [u, i] = [input(tf, "user"), input(tf, "item")]; return tf.model({ inputs: [u, i], outputs: tf.layers.dense({ units: 10 }).apply(tf.layers.concatenate().apply([row(tf, u, users), row(tf, i, items)])) });',
        ),
      /expected one number for each pair as its output, \[null, 1\]; got \[null, 10\]$/,
    ],
    [
      "with two outputs",
      () =>
        body(
          'const [u, i] = [input(tf, "user"), input(tf, "item")]; const [a, b] = [row(tf, u, users), row(tf, i, items)]; return tf.model({ inputs: [u, i], outputs: [join(tf, a, b), join(tf, b, a)] });',
        ),
      /expected one output, got 2$/,
    ],
    [
      "with too few rows for users",
      () =>
        body(
          'const [u, i] = [input(tf, "user"), input(tf, "item")]; return tf.model({ inputs: [u, i], outputs: join(tf, row(tf, u, users - 1), row(tf, i, items)) });',
        ),
      new RegExp(
        `embedding_\\w+: expected inputDim ${users} or more for ${users} users, got ${users - 1}; make it of the users`,
      ),
    ],
    [
      "with too few rows for items, named before users",
      () =>
        body(
          'const [i, u] = [input(tf, "item"), input(tf, "user")]; return tf.model({ inputs: [i, u], outputs: join(tf, row(tf, u, users), row(tf, i, 2)) });',
        ),
      new RegExp(`expected inputDim ${items} or more for ${items} items, got 2`),
    ],
    [
      "with too few rows for users, whose indices got another form",
      () =>
        body(
          'const [u, i] = [input(tf, "user"), input(tf, "item")]; const form = tf.layers.reshape({ targetShape: [1] }).apply(u); return tf.model({ inputs: [u, i], outputs: join(tf, row(tf, form, 5), row(tf, i, items)) });',
        ),
      new RegExp(`expected inputDim ${users} or more for ${users} users, got 5`),
    ],
    [
      "with too few rows for users, in a network within it",
      () =>
        body(
          'const [u, i] = [input(tf, "user"), input(tf, "item")]; const tower = tf.sequential({ layers: [tf.layers.embedding({ inputDim: 5, outputDim: 2, inputLength: 1 }), tf.layers.flatten()] }); return tf.model({ inputs: [u, i], outputs: join(tf, tower.apply(u), row(tf, i, items)) });',
        ),
      /^own-network: expected a row for each user and item in the embeddings, got fewer in one: GatherV2: the index value \d+ is not in \[0, 4\]$/,
    ],
    [
      "with weights that are no numbers",
      () =>
        body(
          'const [u, i] = [input(tf, "user"), input(tf, "item")]; const m = tf.model({ inputs: [u, i], outputs: join(tf, row(tf, u, users), row(tf, i, items)) }); m.setWeights(m.getWeights().map((w, at) => at === 1 ? tf.fill(w.shape, NaN) : w)); return m;',
        ),
      /\[0\]: expected a finite weight, got NaN$/,
    ],
    [
      "with more weights than can be",
      () =>
        body(
          'const [u, i] = [input(tf, "user"), input(tf, "item")]; return tf.model({ inputs: [u, i], outputs: join(tf, row(tf, u, 2 ** 40), row(tf, i, items)) });',
        ),
      /expected weights that fit into the \d+ bytes of this machine, got more; use smaller layers$/,
    ],
    [
      "whose layers are all frozen",
      () =>
        body(
          'const [u, i] = [input(tf, "user"), input(tf, "item")]; const m = tf.model({ inputs: [u, i], outputs: join(tf, row(tf, u, users), row(tf, i, items)) }); for (const layer of m.layers) layer.trainable = false; return m;',
        ),
      /^own-network: expected weights to train, all layers are frozen; or epochs=0$/,
    ],
  ])("is refused: %s", async (_, file, message) => {
    await expect(train(file())).rejects.toThrow(message);
  });

  it("has to make a network anew for each call", async () => {
    const file = write(
      `${HEAD}let kept; export default (tf, { users, items }) => { const [u, i] = [input(tf, "user"), input(tf, "item")]; return kept ??= tf.model({ inputs: [u, i], outputs: join(tf, row(tf, u, users), row(tf, i, items)) }); };`,
    );
    await train(file);
    await expect(train(file)).rejects.toThrow(/expected a new network of each call, got the one of the call before$/);
  });

  it("may be TypeScript, and have more rows than there are users", async () => {
    const code =
      'const [u, i] = [input(tf, "user"), input(tf, "item")]; return tf.model({ inputs: [u, i], outputs: join(tf, row(tf, u, users + 9), row(tf, i, items + 1)) });';
    const file = write(
      `// @ts-nocheck\n${HEAD}export default (tf, { users, items }: { users: number; items: number }) => { ${code} };\n`,
      "ts",
    );
    expect((await train(file)).kind).toBe("own-network");
  });

  it("leaves no tensors behind where it is refused", async () => {
    const tfjs = await openTfjs();
    const file = body(
      'const [u, i] = [input(tf, "user"), input(tf, "item")]; return tf.model({ inputs: [u, i], outputs: join(tf, row(tf, u, 1), row(tf, i, items)) });',
    );
    const before = tfjs.memory().numTensors;
    await expect(train(file)).rejects.toThrow("inputDim");
    expect(tfjs.memory().numTensors).toBe(before);
  });

  it.each(["relu", "elu"])(
    "is refused before it is trained where memory does not do, in bytes: %s",
    async (activation) => {
      const file = body(
        `const [u, i] = [input(tf, "user"), input(tf, "item")]; const both = tf.layers.concatenate().apply([row(tf, u, users), row(tf, i, items)]); return tf.model({ inputs: [u, i], outputs: tf.layers.dense({ units: 1 }).apply(tf.layers.dense({ units: 4, activation: "${activation}" }).apply(both)) });`,
      );
      const spy = vi.spyOn(process, "constrainedMemory").mockReturnValue(70_000);
      try {
        expect(limit.machineBytes()).toBe(70_000);
        await expect(train(file)).rejects.toThrow(
          /^own-network: needs \d+ bytes for these data, more than the 70000 of this machine; use smaller layers/,
        );
      } finally {
        spy.mockRestore();
      }
    },
  );
});

describe("a model.json", () => {
  const whole = join(folder, "whole");

  beforeAll(async () => {
    mkdirSync(whole);
    await trainOn(trainNeumf, RATINGS, {
      options: { epochs: 1, target: "rating", servedFactors: 2 },
      onNetwork: (files) => {
        for (const { name, bytes } of files) writeFileSync(join(whole, name), bytes);
      },
    });
  });

  /** A copy of a whole one, changed. */
  function changed(change: (json: Record<string, unknown>, path: string) => unknown): string {
    const path = join(folder, `copy-${++made}`);
    cpSync(whole, path, { recursive: true });
    const json = JSON.parse(readFileSync(join(path, "model.json"), "utf8"));
    const text = change(json, path) ?? json;
    writeFileSync(join(path, "model.json"), typeof text === "string" ? text : JSON.stringify(text));
    return path;
  }
  const shard = (path: string): string => join(path, "group1-shard1of1.bin");

  it.each<[string, Parameters<typeof changed>[0], RegExp]>([
    ["that is no JSON", () => "{", /model\.json: expected JSON, got something else: /],
    ["that is a list", () => "[]", /model\.json: expected an object, got an array of 0$/],
    [
      "that is a graph",
      (json) => ({ ...json, format: "graph-model" }),
      /expected format "layers-model", got "graph-model"; a graph cannot be trained: convert the Keras model itself$/,
    ],
    [
      "of no layers",
      ({ weightsManifest }) => ({ format: "layers-model", weightsManifest }),
      /expected modelTopology, the layers of a network, got undefined$/,
    ],
    [
      "of Keras 3",
      (json) => ({ ...json, modelTopology: { ...(json.modelTopology as object), keras_version: "3.1.0" } }),
      /expected a model of Keras 2 or tfjs, got Keras 3\.1\.0; save it with tf_keras$/,
    ],
    [
      "with layers that tfjs does not have",
      (json) => JSON.stringify(json).replaceAll('"Concatenate"', '"Attention2"'),
      /expected layers that tfjs has, got: Unknown layer: Attention2/,
    ],
    [
      "with weights that are nothing",
      (json) => ({ ...json, weightsManifest: 3 }),
      /expected weightsManifest as a list of paths and weights$/,
    ],
    [
      "whose weights are gone",
      (_, path) => rmSync(shard(path)),
      /expected its weights in group1-shard1of1\.bin beside it, found no such file$/,
    ],
    [
      "whose weights are cut off",
      (_, path) => truncateSync(shard(path), 100),
      /expected \d+ bytes of weights in group1-shard1of1\.bin, got 100: is a shard cut off\?$/,
    ],
    [
      "whose weights lie elsewhere",
      (json) => JSON.stringify(json).replace('"group1-', '"../group1-'),
      /expected weights beside it, got "\.\.\/group1-shard1of1\.bin"$/,
    ],
    [
      "whose weights are no numbers",
      (_, path) => writeFileSync(shard(path), readFileSync(shard(path)).fill(0xff)),
      /expected a finite weight, got NaN$/,
    ],
    [
      "with a meaning that is none",
      (_, path) => writeFileSync(join(path, "nearedge.json"), "{}"),
      /nearedge\.json: expected format "nearedge-network" with score, users and items/,
    ],
    [
      "with a meaning that is no JSON",
      (_, path) => writeFileSync(join(path, "nearedge.json"), "{"),
      /nearedge\.json: expected JSON, got "\{"$/,
    ],
  ])("is refused: %s", async (_, change, message) => {
    const path = changed((json, at) => {
      const found = change(json, at);
      return typeof found === "string" || (typeof found === "object" && found !== null) ? found : undefined;
    });
    await expect(train(path)).rejects.toThrow(message);
  });

  it("is read by its folder and by its name, with weights and without", async () => {
    expect((await train(whole)).options).toMatchObject({ file: "whole" });
    expect((await train(join(whole, "model.json"))).options).toMatchObject({ file: "model.json" });
    const bare = changed((json) => ({ modelTopology: json.modelTopology }));
    const said: string[] = [];
    const options = { epochs: 1, servedFactors: 2, file: bare };
    await trainOn(trainOwnNetwork, RATINGS, { options, onPhase: (phase) => said.push(phase) });
    expect(said.join("\n")).toContain("weights by the seed");
  });

  it("is expected in a folder that is given", async () => {
    const empty = mkdtempSync(join(folder, "empty-"));
    await expect(train(empty)).rejects.toThrow(/^network: expected model\.json in the folder .*empty-.*, found none$/);
  });
});
