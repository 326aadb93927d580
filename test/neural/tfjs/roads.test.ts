import { describe, expect, it } from "vitest";
import { PLAIN_MATH } from "../../../src/neural/plain-math.ts";
import { convertNetwork } from "../../../src/neural/tfjs/convert.ts";
import { openTfjs } from "../../../src/neural/tfjs/package.node.ts";
import { checkPairModel, type PairModel } from "../../../src/neural/tfjs/pair-model.ts";
import { withSeededRandom } from "../../../src/neural/tfjs/seeded-random.node.ts";
import { createTfjsTraining } from "../../../src/neural/tfjs/training.ts";
import { createTraining } from "../../../src/neural/training.ts";
import { createRandom } from "../../../src/random.ts";
import { BOTH, examplesOf, networkOf, pairOf, put, SIZE } from "./networks.ts";

const tfjs = await openTfjs();
const inputs = {
  user: { kind: "index", count: SIZE.users },
  item: { kind: "index", count: SIZE.items },
} as const;
const CONTEXT = { seed: 3 };
const OPTIMISERS = {
  adam: { name: "adam", learningRate: 0.02 },
  adamw: { name: "adamw", learningRate: 0.02, decay: 0.1 },
  momentum: { name: "sgd", learningRate: 0.02, momentum: 0.9 },
  "plain descent": { name: "sgd", learningRate: 0.05, momentum: 0 },
} as const;

/** Both roads from the same weights: all examples in a batch, so that an epoch is a step. */
const bothRoads = (part: (typeof BOTH)[string], given: object, loss = "mse") =>
  bothRoadsOf(pairOf(tfjs, part), given, loss);

async function bothRoadsOf(pair: PairModel, given: object, loss = "mse") {
  const converted = convertNetwork(pair);
  if (!("nodes" in converted)) throw new Error(converted.join("; "));
  const { nodes, output, weights } = converted;
  const examples = examplesOf(loss === "bce");
  const options = { loss, epochs: 20, batchSize: 60, schedule: { name: "cosine" }, ...given } as const;
  const optimiser = "optimiser" in given ? (given.optimiser as { name: string }) : OPTIMISERS.adam;
  const ours = createTraining(
    { ...options, network: { inputs, nodes, output }, optimiser, limits: { rows: 60 } },
    ...([examples, undefined, CONTEXT, PLAIN_MATH] as const),
    (network) => {
      for (const [name, values] of weights) network.setWeights(name, values);
    },
  );
  const theirs = createTfjsTraining(tfjs, pair, { ...options, optimiser, reads: "numbers" }, examples, CONTEXT);
  const [own, other] = [await ours.run(), await theirs.run()];
  const asked = examples.batch(
    new Uint32Array(60).map((_, at) => at),
    undefined as never,
  );
  const result = {
    losses: own.history.map(({ objective }, at) => [objective, other.history[at]?.objective ?? Number.NaN] as const),
    outputs: [...ours.network.predict(asked)].map(
      (value, at) => [value, theirs.predict(asked)[at] ?? Number.NaN] as const,
    ),
  };
  theirs.dispose();
  pair.model.dispose();
  return result;
}

describe("a network of tfjs whose layers have counterparts", () => {
  it.each(Object.keys(BOTH))("has the same twenty losses by kernels and by tfjs: %s", async (name) => {
    const { losses, outputs } = await bothRoads(BOTH[name]!, {}, name.includes("sigmoid") ? "bce" : "mse");
    expect(losses).toHaveLength(20);
    for (const [own, other] of losses) expect(Math.abs(own - other), `${own} for ${other}`).toBeLessThan(1e-4);
    for (const [own, other] of outputs) expect(Math.abs(own - other), `${own} for ${other}`).toBeLessThan(1e-3);
    expect(losses.at(-1)![0]).toBeLessThan(losses[0]![0]);
  });

  it.each(Object.entries(OPTIMISERS))("has them with every optimiser: %s", async (_, optimiser) => {
    const { losses } = await bothRoads(BOTH["dense layers"]!, { optimiser, clipNorm: 0.3 });
    for (const [own, other] of losses) expect(Math.abs(own - other), `${own} for ${other}`).toBeLessThan(1e-4);
  });

  it("has them with absolute errors, and with penalties of squares the same weights", async () => {
    const { losses } = await bothRoads(BOTH["dense layers"]!, {}, "mae");
    for (const [own, other] of losses) expect(Math.abs(own - other)).toBeLessThan(1e-4);
    const { outputs } = await bothRoads(({ layers, regularizers }, { user, item }) => {
      const both = put(layers.concatenate(), user, item);
      const kernelRegularizer = regularizers.l2({ l2: 0.1 });
      return put(layers.dense({ units: 1 }), put(layers.dense({ units: 6, kernelRegularizer }), both));
    }, {});
    for (const [own, other] of outputs) expect(Math.abs(own - other), `${own} for ${other}`).toBeLessThan(1e-4);
  });

  it("takes indices without an axis of their own", async () => {
    const { input, layers, model } = tfjs;
    const given = withSeededRandom(createRandom(12), () => {
      const [user, item] = ["user", "item"].map((name) => input({ shape: [], name }));
      const [users, items] = [
        put(layers.embedding({ inputDim: 12, outputDim: 3 }), user!),
        put(layers.embedding({ inputDim: 7, outputDim: 3 }), item!),
      ];
      return model({ inputs: [user!, item!], outputs: put(layers.dot({ axes: 1 }), users, items) });
    });
    const pair = checkPairModel(tfjs, given, SIZE, "test");
    const { losses } = await bothRoadsOf(pair, {});
    for (const [own, other] of losses) expect(Math.abs(own - other), `${own} for ${other}`).toBeLessThan(1e-4);
  });

  it("keeps some examples for validation by either road", async () => {
    const { losses } = await bothRoads(BOTH["a dot"]!, { batchSize: 48, validationShare: 0.2, patience: 5 });
    // Rows that only validation has are moved by tfjs alone.
    expect(losses.every(([own, other]) => Number.isFinite(own) && Number.isFinite(other))).toBe(true);
  });
});

describe("a layer without a counterpart", () => {
  it.each<[string, (typeof BOTH)[string], RegExp]>([
    [
      "another activation",
      ({ layers }, { user }) => put(layers.dense({ units: 1, activation: "elu" }), user),
      /\(Dense\) has activation elu$/,
    ],
    [
      "a penalty of absolute values",
      ({ layers, regularizers }, { user }) =>
        put(layers.dense({ units: 1, kernelRegularizer: regularizers.l1() }), user),
      /\(Dense\) has a penalty L1L2 that is not of squares$/,
    ],
    [
      "a penalty of biases",
      ({ layers, regularizers }, { user }) => put(layers.dense({ units: 1, biasRegularizer: regularizers.l2() }), user),
      /has biasRegularizer$/,
    ],
    [
      "a constraint",
      ({ layers, constraints }, { user }) =>
        put(layers.dense({ units: 1, kernelConstraint: constraints.nonNeg() }), user),
      /has kernelConstraint$/,
    ],
    [
      "weights that stay",
      ({ layers }, { user }) => put(layers.dense({ units: 1, trainable: false }), user),
      /\(Dense\) is not trained$/,
    ],
    [
      "a class of its own",
      ({ layers }, { user }) => put(layers.dense({ units: 1 }), put(layers.gaussianNoise({ stddev: 1 }), user)),
      /\(GaussianNoise\) has no counterpart$/,
    ],
    [
      "cosines",
      ({ layers }, { user, item }) => put(layers.dot({ axes: -1, normalize: true }), user, item),
      /\(Dot\) has normalize$/,
    ],
    [
      "another form",
      ({ layers }, { user }) =>
        put(layers.dense({ units: 1 }), put(layers.flatten(), put(layers.reshape({ targetShape: [4, 1] }), user))),
      /\(Reshape\) has the shape \[null, 4, 1\]/,
    ],
    [
      "weights that are used twice",
      ({ layers }, { user, item }) => {
        const shared = layers.dense({ units: 3 });
        return put(layers.dense({ units: 1 }), put(layers.concatenate(), put(shared, user), put(shared, item)));
      },
      /\(Dense\) is there twice with the same weights$/,
    ],
    [
      "a slope of its own",
      ({ layers }, { user }) => put(layers.dense({ units: 1 }), put(layers.leakyReLU({ alpha: 0.3 }), user)),
      /\(LeakyReLU\) has alpha 0.3$/,
    ],
    [
      "a noise of one mask",
      ({ layers }, { user }) =>
        put(layers.dense({ units: 1 }), put(layers.dropout({ rate: 0.5, noiseShape: [12, 1] }), user)),
      /\(Dropout\) has noiseShape$/,
    ],
    [
      "a normalisation without a shift",
      ({ layers }, { user }) =>
        put(layers.dense({ units: 1 }), put(layers.batchNormalization({ center: false }), user)),
      /\(BatchNormalization\) has no shift or no scale$/,
    ],
    [
      "columns beside each other elsewhere",
      ({ layers }, { user }) =>
        put(
          layers.dense({ units: 1 }),
          put(
            layers.flatten(),
            put(
              layers.concatenate({ axis: 1 }),
              ...[0, 1].map(() => put(layers.reshape({ targetShape: [1, 4] }), user)),
            ),
          ),
        ),
      /\(Concatenate\) /,
    ],
  ])("says what it is: %s", (_, part, reason) => {
    const converted = convertNetwork(pairOf(tfjs, part));
    expect(converted).not.toHaveProperty("nodes");
    expect((converted as readonly string[]).join("; ")).toMatch(reason);
  });

  it.each<[string, string, RegExp]>([
    [
      "indices that are read as numbers",
      "numbers",
      /^layer1-concatenate: expected 2 or more inputs of reals, .*, got user: index \(of 12\); item: index \(of 7\)$/,
    ],
    ["an input that nothing reads", "unread", /^nodes: expected all to lead to the output, got item unused$/],
    [
      "a width that no layer of ours has",
      "wide",
      /^layer1-embedding\.width: expected an integer from 1 to 4096, got 5000$/,
    ],
  ])("may be one that the kernels do not take so: %s", async (_, which, reason) => {
    const [user, item] = ["user", "item"].map((name) => tfjs.input({ shape: [1], name }));
    const { layers } = tfjs;
    const rows = (of: typeof user, outputDim: number) =>
      put(layers.flatten(), put(layers.embedding({ inputDim: 12, outputDim }), of!));
    const read = {
      numbers: () => put(layers.dense({ units: 1 }), put(layers.concatenate(), user!, item!)),
      unread: () => put(layers.dense({ units: 1 }), rows(user, 3)),
      wide: () => put(layers.dense({ units: 1 }), put(layers.concatenate(), rows(user, 5000), rows(item, 2))),
    }[which as "wide"]();
    const given = tfjs.model({ inputs: [user!, item!], outputs: read });
    const pair = checkPairModel(tfjs, given, SIZE, "test");
    expect(convertNetwork(pair)).toEqual([expect.stringMatching(reason)]);
    const gentle = { name: "adam", learningRate: 1e-4 };
    const options = { loss: "mse", epochs: 4, batchSize: 60, optimiser: gentle, reads: "numbers" } as const;
    const training = createTfjsTraining(tfjs, pair, options, examplesOf(false), CONTEXT);
    const { history } = await training.run();
    expect(history.at(-1)!.objective).toBeLessThan(history[0]!.objective);
    training.dispose();
    given.dispose();
  });

  it("is an embedding with a penalty, or of something that is computed", () => {
    const { layers, input, model, regularizers } = tfjs;
    const [user, item] = ["user", "item"].map((name) => input({ shape: [1], name }));
    const flat = (embedding: ReturnType<typeof layers.embedding>) => put(layers.flatten(), put(embedding, user!));
    const users = flat(layers.embedding({ inputDim: 12, outputDim: 2, embeddingsRegularizer: regularizers.l2() }));
    const items = put(
      layers.flatten(),
      put(layers.embedding({ inputDim: 7, outputDim: 2 }), put(layers.activation({ activation: "relu" }), item!)),
    );
    const outputs = put(layers.dense({ units: 1 }), put(layers.concatenate(), users, items));
    const given = model({ inputs: [user!, item!], outputs });
    const refused = convertNetwork({ model: given, size: SIZE, user: 0, item: 1, byName: true, endsInSigmoid: false });
    expect((refused as readonly string[]).join("; ")).toMatch(
      /has embeddingsRegularizer; .*does not read an input itself/,
    );
  });
});

describe("training by tfjs", () => {
  it("leaves no tensors behind", async () => {
    const before = tfjs.memory().numTensors;
    const counts: number[] = [];
    for (let round = 0; round < 3; round++) {
      await bothRoads(BOTH["batch normalisation"]!, { epochs: 4 });
      counts.push(tfjs.memory().numTensors);
    }
    expect(counts).toEqual([before, before, before]);
  });

  it("has as many tensors after every epoch", async () => {
    const pair = pairOf(tfjs, BOTH["dense layers"]!);
    const counts: number[] = [];
    const training = createTfjsTraining(
      tfjs,
      pair,
      { loss: "mse", epochs: 6, batchSize: 20, optimiser: OPTIMISERS.adam, reads: "numbers" },
      examplesOf(false),
      { ...CONTEXT, onEpoch: () => counts.push(tfjs.memory().numTensors) },
    );
    await training.run();
    expect(new Set(counts).size).toBe(1);
    training.dispose();
    pair.model.dispose();
  });

  it("has the weights of the best epoch in the end", async () => {
    const examples = examplesOf(false);
    const trainFor = async (epochs: number) => {
      const model = networkOf(tfjs, BOTH["dense layers"]!);
      const pair = checkPairModel(tfjs, model, SIZE, "test");
      const options = { loss: "mse", epochs, batchSize: 12, validationShare: 0.2, optimiser: OPTIMISERS.adam } as const;
      const training = createTfjsTraining(tfjs, pair, { ...options, reads: "numbers" }, examples, CONTEXT);
      const { epoch } = await training.run();
      const outputs = [...training.predict(examples.batch(Uint32Array.of(0, 1, 2, 3), undefined as never))];
      training.dispose();
      model.dispose();
      return { epoch, outputs };
    };
    const long = await trainFor(40);
    expect(long.epoch).toBeLessThan(40);
    expect((await trainFor(long.epoch)).outputs).toEqual(long.outputs);
  });

  it("keeps the last good weights where the loss explodes, and says what to lower", async () => {
    const model = networkOf(tfjs, BOTH["dense layers"]!);
    const pair = { model, size: SIZE, user: 0, item: 1, byName: true, endsInSigmoid: false };
    const training = createTfjsTraining(
      tfjs,
      pair,
      { loss: "mse", epochs: 50, batchSize: 60, optimiser: { name: "sgd", learningRate: 900 }, reads: "numbers" },
      examplesOf(false),
      CONTEXT,
    );
    await expect(training.run()).rejects.toThrow(
      /^the loss is .* in epoch \d+; lower learningRate \(900\) or set clipNorm/,
    );
    expect(model.getWeights().every((weight) => weight.dataSync().every(Number.isFinite))).toBe(true);
    training.dispose();
    model.dispose();
  });
});
