import { describe, expect, it } from "vitest";
import { trainMultiDae } from "../../src/models/networks/train-multi-dae.ts";
import { trainNcfMlp } from "../../src/models/networks/train-ncf-mlp.ts";
import { trainNeumf } from "../../src/models/networks/train-neumf.ts";
import { trainNeuralMf } from "../../src/models/networks/train-neural-mf.ts";
import { trainResidualMf } from "../../src/models/networks/train-residual-mf.ts";
import type { EpochReport } from "../../src/training/context.ts";
import { madeOf, nodeOf } from "./made-network.ts";
import { someRatings } from "./rating-fixtures.ts";
import { trainOn } from "./train.ts";

describe("options of the loop", () => {
  it.each<[string, Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>]>([
    ["schedule", { learningRateSchedule: "linear" }, { schedule: { name: "linear" } }],
    ["clipNorm", { clipNorm: 3 }, { clipNorm: 3 }],
    [
      "early stopping",
      { validationShare: 0.2, patience: 2, minImprovement: 0.5 },
      { validationShare: 0.2, patience: 2, minImprovement: 0.5 },
    ],
    ["adamw", { optimiser: "adamw", weightDecay: 0.3 }, { optimiser: { name: "adamw", decay: 0.3 } }],
    ["sgd", { optimiser: "sgd", momentum: 0.4 }, { optimiser: { name: "sgd", momentum: 0.4 } }],
  ])("reach the training: %s", async (_, given, expected) => {
    expect(await madeOf(trainNeuralMf, { factors: 2, validationShare: 0, ...given })).toMatchObject(expected);
  });

  it("make one batch of all that is trained on where batchSize is more", async () => {
    const count = someRatings(3).indices.length;
    const made = await madeOf(trainNeuralMf, {
      factors: 2,
      target: "rating",
      batchSize: 100_000,
      validationShare: 0.2,
    });
    expect(made.batchSize).toBe(Math.floor(0.8 * count));
  });

  it("give the objective of the best epoch, whose weights are taken", async () => {
    const reports: EpochReport[] = [];
    const options = { factors: 8, epochs: 30, learningRate: 0.05, regularization: 0, validationShare: 0.3 };
    const { fitted } = await trainOn(trainNeuralMf, someRatings(3), { options, onEpoch: (one) => reports.push(one) });
    const validations = reports.map(({ validation }) => validation ?? Number.NaN);
    const best = validations.indexOf(Math.min(...validations));
    expect(best).toBeLessThan(29);
    expect(fitted.objective).toBe(reports[best]?.objective);
  });

  it("do not stop or clip where they are 0", async () => {
    const made = await madeOf(trainMultiDae, { factors: 2, clipNorm: 0, validationShare: 0, patience: 0 });
    for (const name of ["clipNorm", "validationShare", "patience"]) expect(made).not.toHaveProperty(name);
  });
});

describe("the loss", () => {
  it.each([
    ["rating", "mse"],
    ["binary", "bce"],
    ["implicit", "bce"],
  ])("of target=%s is %s", async (target, loss) => {
    expect((await madeOf(trainNeuralMf, { factors: 2, target })).loss).toBe(loss);
  });

  it("of likes has the mean of train for its threshold", async () => {
    const ratings = someRatings(3);
    const options = { factors: 2, epochs: 1, target: "binary" };
    const { threshold } = (await trainOn(trainNeuralMf, ratings, { options })).fitted.options;
    const mean = ratings.values.reduce((sum, value) => sum + value, 0) / ratings.values.length;
    expect(threshold).toBeCloseTo(mean, 6);
  });

  it("of a share of the range has a sigmoid before it, but for bce, which has its own", async () => {
    const rating = { factors: 2, target: "rating" };
    const outputs = ["mse", "bce"].map(async (loss) => madeOf(trainNeuralMf, { ...rating, output: "sigmoid", loss }));
    const [squared, logistic] = await Promise.all(outputs);
    expect(nodeOf(squared!, squared!.network.output)).toMatchObject({
      layer: "activation",
      options: { name: "sigmoid" },
    });
    expect(logistic!.network.output).toBe("score");
  });
});

describe("ncf-mlp", () => {
  const small = { factors: 3, layers: "4" };

  it.each<[Readonly<Record<string, unknown>>, unknown, unknown]>([
    [{}, ["pair"], ["layer1-dropout"]],
    [{ join: "dot" }, ["dot"], ["layer1-dropout"]],
    [{ skip: "before" }, ["pair"], ["layer1-dropout"]],
    [{ skip: "after" }, ["pair"], ["score-inputs"]],
  ])("begins and ends its layers as %j says", async (given, begin, end) => {
    const made = await madeOf(trainNcfMlp, { ...small, ...given });
    expect([nodeOf(made, "layer1")?.inputs, nodeOf(made, "score")?.inputs]).toEqual([begin, end]);
    const embedded = ["users", "items"];
    const pair = given.skip === "before" ? ["dot", ...embedded] : embedded;
    if (given.join !== "dot") expect(nodeOf(made, "pair")?.inputs).toEqual(pair);
    if (given.skip === "after")
      expect(nodeOf(made, "score-inputs")?.inputs).toEqual(["layer1-dropout", "dot", ...embedded]);
  });

  it("has the layers that are written, with the options where they say nothing", async () => {
    const layers = "8:tanh:batch-norm:dropout=0.5:l2=0.25/4";
    const made = await madeOf(trainNcfMlp, { factors: 3, layers, dropout: 0, layerRegularization: 0.125 });
    expect(made.network.nodes.slice(3, -1)).toEqual([
      { name: "layer1", layer: "dense", inputs: ["pair"], options: { units: 8, activation: "tanh", l2: 0.25 } },
      { name: "layer1-norm", layer: "batch-norm", inputs: ["layer1"] },
      { name: "layer1-dropout", layer: "dropout", inputs: ["layer1-norm"], options: { rate: 0.5 } },
      {
        name: "layer2",
        layer: "dense",
        inputs: ["layer1-dropout"],
        options: { units: 4, activation: "relu", l2: 0.125 },
      },
    ]);
  });
});

describe("neumf", () => {
  it("has embeddings of one width for products and of another for layers", async () => {
    const made = await madeOf(trainNeumf, { factors: 3, layerFactors: 5, layers: "4" });
    expect(nodeOf(made, "users")?.options).toMatchObject({ width: 3 });
    expect(nodeOf(made, "layer-users")?.options).toMatchObject({ width: 5 });
    expect(nodeOf(made, "score-inputs")?.inputs).toEqual(["product", "layer1"]);
  });
});

describe("neural-mf", () => {
  it.each([
    ["rating", 0.1],
    ["binary", 0.0005],
    ["implicit", 0.0005],
  ])("settles λ for target=%s: %f an example", async (target, lambda) => {
    const made = await madeOf(trainNeuralMf, { factors: 2, target });
    expect(nodeOf(made, "users")?.options).toEqual({ width: 2, l2: lambda / 50 });
  });

  it.each<[Readonly<Record<string, unknown>>, readonly string[]]>([
    [{}, ["dot", "bias-users", "bias-items"]],
    [{ dense: true }, ["top", "bias-users", "bias-items"]],
  ])("adds biases to the product: %j", async (given, inputs) => {
    const made = await madeOf(trainNeuralMf, { factors: 2, ...given });
    expect([made.network.output, nodeOf(made, "score")?.inputs]).toEqual(["score", inputs]);
  });

  it.each([
    [false, "dot"],
    [true, "top"],
  ])("is the product alone without biases, dense %s", async (dense, output) => {
    expect((await madeOf(trainNeuralMf, { factors: 2, biases: false, dense })).network.output).toBe(output);
  });
});

describe("residual-mf", () => {
  it("adds both embeddings to its layers, and joins the product", async () => {
    const made = await madeOf(trainResidualMf, { factors: 3, hidden: 4, regularization: 0.5 });
    expect(nodeOf(made, "joined")).toMatchObject({ layer: "residual", inputs: ["back", "pair"] });
    expect(nodeOf(made, "score-inputs")?.inputs).toEqual(["joined", "dot"]);
    expect(nodeOf(made, "items")?.options).toEqual({ width: 3, l2: 0.01 });
  });
});
