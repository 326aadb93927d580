import { describe, expect, it } from "vitest";
import { ncfMlp } from "../../src/models/networks/ncf-mlp.ts";
import { neumf } from "../../src/models/networks/neumf.ts";
import { trainNcfMlp } from "../../src/models/networks/train-ncf-mlp.ts";
import { trainNeumf } from "../../src/models/networks/train-neumf.ts";
import { trainNeuralMf } from "../../src/models/networks/train-neural-mf.ts";
import { principalComponents } from "../../src/models/networks/train-pair-components.ts";
import { trainResidualMf } from "../../src/models/networks/train-residual-mf.ts";
import type { Trainable } from "../../src/models/train-model.ts";
import { createRandom } from "../../src/random.ts";
import { matrixOf } from "./fixtures.ts";
import { ratingsOf, someRatings } from "./rating-fixtures.ts";
import { trainOn } from "./train.ts";

const TRAINERS: readonly (readonly [string, Trainable])[] = [
  ["neural-mf", trainNeuralMf],
  ["ncf-mlp", trainNcfMlp],
  ["neumf", trainNeumf],
  ["residual-mf", trainResidualMf],
];
const SMALL = { validationShare: 0, factors: 4, epochs: 3, batchSize: 32, servedFactors: 8 };

describe("principal components of scores", () => {
  const random = createRandom(7);
  const [users, items, rank] = [12, 20, 3];
  const normal = (count: number): Float64Array => Float64Array.from({ length: count }, () => random.nextGaussian());
  const [x, y, ofUsers, ofItems] = [normal(users * rank), normal(items * rank), normal(users), normal(items)];
  const scores = Float32Array.from({ length: users * items }, (_, at) => {
    const [user, item] = [Math.floor(at / items), at % items];
    let sum = 3 + ofUsers[user]! + ofItems[item]!;
    for (let factor = 0; factor < rank; factor++) sum += x[user * rank + factor]! * y[item * rank + factor]!;
    return sum;
  });
  const sample = Uint32Array.from({ length: users }, (_, user) => user);

  it("give scores of their rank back, but for what is the same for all items of a user", () => {
    const found = principalComponents(sample, scores, items, 6);
    expect(found.explained).toBeCloseTo(1, 6);
    for (let user = 0; user < users; user++) {
      const rest = Array.from({ length: items }, (_, item) => {
        let sum = found.level + found.itemBiases[item]!;
        for (let factor = 0; factor < 6; factor++) {
          sum += found.userFactors[user * 6 + factor]! * found.itemFactors[item * 6 + factor]!;
        }
        return scores[user * items + item]! - sum;
      });
      for (const value of rest) expect(value).toBeCloseTo(rest[0]!, 4);
    }
  });

  it("have columns of zeros beyond the rank, and less than all of the variance with fewer columns", () => {
    const found = principalComponents(sample, scores, items, 6);
    for (let item = 0; item < items; item++) expect(found.itemFactors[item * 6 + 5]).toBe(0);
    expect(principalComponents(sample, scores, items, 2).explained).toBeLessThan(0.999);
  });

  it("have users of variance 1", () => {
    const { userFactors } = principalComponents(sample, scores, items, 3);
    for (let factor = 0; factor < 3; factor++) {
      let square = 0;
      for (let user = 0; user < users; user++) square += userFactors[user * 3 + factor]! ** 2 / users;
      expect(square).toBeCloseTo(1, 4);
    }
  });
});

describe("options of networks of pairs", () => {
  it.each<[Readonly<Record<string, unknown>>, RegExp]>([
    [{ layers: "64/0" }, /layers: layer 2: expected a number of units from 1 to 65536, got "0"/],
    [{ layers: "64:relux" }, /layers: layer 1: expected none, relu, .*, batch-norm, dropout=… or l2=…, got "relux"/],
    [{ layers: "64:dropout=1" }, /layer 1: expected dropout from 0 to below 1, got "dropout=1"/],
    [{ layers: "" }, /layer 1: expected a number of units/],
    [{ dropout: 1 }, /dropout: expected a number from 0 to 0.99, got 1/],
    [{ target: "implicit", loss: "mse" }, /loss: expected bce, bpr for target=implicit, got mse/],
    [{ target: "rating", loss: "bpr" }, /loss: expected mse, mae, bce for target=rating, got bpr/],
    [
      { skip: "before", userFactors: 8, itemFactors: 4 },
      /skip=before: expected userFactors and itemFactors of one width.*got 8 and 4/,
    ],
    [{ join: "dot", userFactors: 8, itemFactors: 4 }, /join=dot: expected .* of one width/],
  ])("refuse %j", (given, message) => {
    expect(() => ncfMlp.readOptions(given)).toThrow(message);
  });

  it("take layers with what each has", () => {
    expect(() => neumf.readOptions({ layers: "128:tanh:batch-norm:dropout=0.5:l2=0.01/64" })).not.toThrow();
    expect(() => neumf.readOptions({ layers: "none" })).not.toThrow();
  });
});

describe.each(TRAINERS)("%s", (_, trainer) => {
  it("is the same for a seed, whatever the threads, and another for another", async () => {
    const ratings = someRatings(3);
    const state = async (seed: number, threads: number) =>
      (await trainOn(trainer, ratings, { options: SMALL, seed, threads })).fitted.state;
    const [first, second, other] = [await state(1, 1), await state(1, 2), await state(2, 1)];
    for (const [name, { values }] of first) expect(second.get(name)?.values, name).toEqual(values);
    const factors = [...first.keys()].find((name) => /actors$/.test(name))!;
    expect(other.get(factors)?.values).not.toEqual(first.get(factors)?.values);
  });

  it.each(["rating", "binary", "implicit"])("learns target=%s", async (target) => {
    const model = await trainOn(trainer, someRatings(3), { options: { ...SMALL, target } });
    expect(model.predictBatch === undefined).toBe(target !== "rating");
    const { items } = model.recommendBatch(matrixOf(model.itemCount, [[0, 1]]), 3);
    expect(new Set([...items, 0, 1]).size).toBe(5);
  });

  it.each<[string, readonly (readonly [number, number, number])[], Readonly<Record<string, unknown>>, RegExp]>([
    [
      "one item",
      [
        [0, 0, 3],
        [1, 0, 4],
      ],
      {},
      /expected interactions with two items or more, got one/,
    ],
    [
      "constant ratings",
      [
        [0, 0, 3],
        [1, 1, 3],
        [1, 0, 3],
      ],
      { target: "rating" },
      /ratings that differ, got the same for all 3/,
    ],
    [
      "one class",
      [
        [0, 0, 3],
        [1, 1, 4],
        [1, 0, 5],
      ],
      { target: "binary", threshold: 1 },
      /both sides of threshold=1, got one class/,
    ],
    [
      "nothing to draw",
      [
        [0, 0, 3],
        [0, 1, 4],
      ],
      { target: "implicit" },
      /items that a user does not have, got all 2/,
    ],
    [
      "a rate that explodes",
      [
        [0, 0, 1],
        [0, 1, 5],
        [1, 0, 5],
        [1, 2, 1],
      ],
      { target: "rating", learningRate: 1000, optimiser: "sgd", epochs: 300 },
      /lower learningRate/,
    ],
  ])("refuses %s", async (_case, rated, options, message) => {
    const ratings = ratingsOf(2, _case === "nothing to draw" ? 2 : 3, rated);
    await expect(trainOn(trainer, ratings, { options: { ...SMALL, ...options } })).rejects.toThrow(message);
  });

  it("says so where a batch is larger than the data", async () => {
    const phases: string[] = [];
    await trainOn(trainer, someRatings(3), {
      options: { ...SMALL, batchSize: 100_000 },
      onPhase: (phase) => phases.push(phase),
    });
    expect(phases.join("\n")).toMatch(/batchSize 100000 is more than there are: all \d+ examples a batch/);
  });
});

describe("int8 of networks of pairs", () => {
  it("rounds rows of predictions, and rows and bias of rankings", () => {
    for (const [, { packingFor }] of TRAINERS) {
      expect(packingFor?.({ target: "rating" }, "explicit")).toEqual({ narrows: true });
      expect(packingFor?.({ target: "auto" }, "explicit")).toEqual({ narrows: true });
      expect(packingFor?.({ target: "auto" }, "implicit").gramOfRounded).toBeDefined();
      expect(packingFor?.({ precision: "int8" }, "implicit").gramOfRounded).toBeDefined();
      expect(packingFor?.({ target: "implicit" }, "explicit").gramOfRounded).toBeDefined();
    }
  });

  it("goes by the model's own target where none is given", () => {
    for (const [name, { packingFor }] of TRAINERS) {
      const packing = packingFor?.({ precision: "int8" }, "explicit");
      expect(packing?.gramOfRounded !== undefined, name).toBe(name === "neumf");
      expect(packing?.narrows === true, name).toBe(name !== "neumf");
    }
  });
});
