import { describe, expect, it } from "vitest";
import { type Csr, rowIndices, rowValues } from "../../src/data/csr.ts";
import { OptionsError } from "../../src/errors.ts";
import { type BiasedFactors, biasedMf } from "../../src/models/gradient-descent/biased-mf.ts";
import { funkMf } from "../../src/models/gradient-descent/funk-mf.ts";
import { type SvdppFactors, svdpp } from "../../src/models/gradient-descent/svdpp.ts";
import { everyPair, firstUsers, type Rated, ratingsOf, someRatings } from "./rating-fixtures.ts";
import { fitBiasedMf, fitFunkMf, fitSvdpp } from "./sgd-models.ts";

/** The worked example of matrix factorisation: five users, four items, 0 where there is no rating. */
const WORKED = [
  [5, 3, 0, 1],
  [4, 0, 3, 1],
  [1, 1, 0, 5],
  [1, 0, 0, 4],
  [0, 1, 5, 4],
];
const worked = ratingsOf(
  5,
  4,
  WORKED.flatMap((row, user) => row.flatMap((value, item): Rated[] => (value > 0 ? [[user, item, value]] : []))),
);

const ratings = someRatings(11);
const few = { factors: 4, epochs: 20, learningRate: 0.02, regularization: 0.1 };

/** A row of a matrix under another user's number, with one rating changed. */
function changedRow(matrix: Csr, row: number): Csr {
  const values = rowValues(matrix, row).slice();
  values[0] = values[0] === 5 ? 4.5 : 5;
  const items = rowIndices(matrix, row).slice();
  return {
    rowCount: 1,
    columnCount: matrix.columnCount,
    offsets: Uint32Array.of(0, items.length),
    indices: items,
    values,
  };
}

/** y, of a model that has it. */
function implicitOf(trained: BiasedFactors | SvdppFactors): Float32Array | undefined {
  return "implicitFactors" in trained ? trained.implicitFactors : undefined;
}

describe("funk-mf on the worked example", () => {
  it.each(["sequential", "vectorised"])("finds every known rating within 0.05 (%s)", (update) => {
    for (const seed of [1, 2, 3]) {
      const model = fitFunkMf(
        worked,
        { factors: 2, epochs: 5000, learningRate: 0.01, regularization: 0.02, update },
        { seed, threads: 1 },
      );
      const predictions = model.predictBatch({ users: firstUsers(5), histories: worked, wanted: worked });
      for (const [at, prediction] of predictions.entries()) {
        expect(Math.abs(prediction - worked.values[at]!), `rating ${at}, seed ${seed}`).toBeLessThan(0.05);
      }
    }
  });

  it("gives a user without a history the mean user, and an item without ratings the mean item", () => {
    const model = fitFunkMf(ratings, few);
    const { userFactors, itemFactors } = model.trained;
    const meanOf = (factors: Float32Array, rows: number, factor: number): number =>
      Array.from({ length: rows }, (_, row) => factors[row * 4 + factor]!).reduce((sum, value) => sum + value, 0) /
      rows;
    // Of 40 users and 30 items the last user and the last two items have no ratings.
    let product = 0;
    for (let factor = 0; factor < 4; factor++)
      product += meanOf(userFactors, 39, factor) * meanOf(itemFactors, 28, factor);
    const asked = { users: firstUsers(1), histories: ratingsOf(1, 30, []), wanted: ratingsOf(1, 30, [[0, 29, 1]]) };
    expect(model.predictBatch(asked)[0]).toBeCloseTo(product, 6);
  });
});

describe("a user of train", () => {
  it.each([
    ["biased-mf", fitBiasedMf],
    ["svdpp", fitSvdpp],
  ])("is answered by %s from the trained factors", (_, train) => {
    const model = train(ratings, few);
    const { mean, userFactors, itemFactors, userBiases, itemBiases } = model.trained;
    const implicit = implicitOf(model.trained);
    const predictions = model.predictBatch({ users: firstUsers(40), histories: ratings, wanted: everyPair(40, 30) });
    for (const user of [0, 7, 38]) {
      const own = [...rowIndices(ratings, user)];
      for (const item of [0, 13, 29]) {
        let expected = mean + userBiases[user]! + itemBiases[item]!;
        for (let d = 0; d < 4; d++) {
          const z = implicit ? own.reduce((sum, j) => sum + implicit[j * 4 + d]!, 0) / Math.sqrt(own.length) : 0;
          expected += itemFactors[item * 4 + d]! * (userFactors[user * 4 + d]! + z);
        }
        const { minimum, maximum } = model.scale;
        expect(predictions[user * 30 + item]).toBeCloseTo(Math.min(maximum, Math.max(minimum, expected)), 9);
      }
    }
  });
});

describe("fold-in", () => {
  const history = changedRow(ratings, 3);
  const [items, given] = [history.indices, history.values];

  it.each([
    { name: "biased-mf", train: fitBiasedMf, options: { ...few, frequencyRegularization: false } },
    {
      name: "biased-mf",
      train: fitBiasedMf,
      options: { ...few, frequencyRegularization: true, biasRegularization: 0.3 },
    },
    {
      name: "svdpp",
      train: fitSvdpp,
      options: { ...few, frequencyRegularization: false, implicitRegularization: 0.05 },
    },
  ])("of $name is where the user's part of the objective is least ($options)", ({ train, options }) => {
    const model = train(ratings, options);
    const { mean, itemFactors, itemBiases } = model.trained;
    const implicit = implicitOf(model.trained);
    const z = Array.from({ length: 4 }, (_, d) =>
      implicit ? items.reduce((sum, j) => sum + implicit[j * 4 + d]!, 0) / Math.sqrt(items.length) : 0,
    );
    const scale = options.frequencyRegularization ? 1 / Math.sqrt(items.length) : 1;
    const biasRegularization = "biasRegularization" in options ? options.biasRegularization : 0.1;
    const objective = (bias: number, p: readonly number[]): number => {
      let sum = 0;
      for (const [place, item] of items.entries()) {
        let error = given[place]! - mean - bias - itemBiases[item]!;
        for (let d = 0; d < 4; d++) error -= itemFactors[item * 4 + d]! * (p[d]! + z[d]!);
        const length = p.reduce((squares, value) => squares + value ** 2, 0);
        sum += error ** 2 + scale * (0.1 * length + biasRegularization * bias ** 2);
      }
      return sum;
    };
    const found = model.foldIn(items, given);
    const p = Array.from(found.factors, (value, d) => value - z[d]!);
    const least = objective(found.bias, p);
    for (const step of [-1e-3, 1e-3]) {
      expect(objective(found.bias + step, p)).toBeGreaterThan(least);
      for (let d = 0; d < 4; d++) expect(objective(found.bias, p.with(d, p[d]! + step))).toBeGreaterThan(least);
    }
  });

  it("answers a history that was not trained on, whatever user it is said to be of", () => {
    const model = fitBiasedMf(ratings, few);
    const wanted = everyPair(1, 30);
    const ofThird = model.predictBatch({ users: Uint32Array.of(3), histories: history, wanted });
    const ofStranger = model.predictBatch({ users: Uint32Array.of(99), histories: history, wanted });
    expect(ofThird).toEqual(ofStranger);
    const trained = model.predictBatch({ users: firstUsers(40), histories: ratings, wanted: everyPair(40, 30) });
    expect(ofThird).not.toEqual(trained.slice(90, 120));
  });

  it("comes near to what training gave, for users of train", () => {
    const model = fitBiasedMf(ratings, {
      ...few,
      epochs: 400,
      learningRateSchedule: "constant",
      frequencyRegularization: false,
    });
    for (let user = 0; user < 39; user++) {
      const found = model.foldIn(rowIndices(ratings, user), rowValues(ratings, user));
      expect(Math.abs(found.bias - model.trained.userBiases[user]!)).toBeLessThan(0.15);
    }
  });
});

describe("options", () => {
  it("take regularization for each penalty that is not named", () => {
    expect(biasedMf.readOptions({ regularization: 0.3, itemRegularization: 0.7 })).toMatchObject({
      ...{ regularization: 0.3, userRegularization: 0.3, itemRegularization: 0.7, biasRegularization: 0.3 },
    });
    expect(svdpp.readOptions({ regularization: 0.3 }).implicitRegularization).toBe(0.3);
    expect(funkMf.readOptions({ regularization: 0.3 })).toMatchObject({
      userRegularization: 0.3,
      itemRegularization: 0.3,
    });
  });

  it("read switches and what they do not know as the others do", () => {
    expect(biasedMf.readOptions({ biases: false, frequencyRegularization: true })).toMatchObject({
      ...{ biases: false, frequencyRegularization: true },
    });
    expect(() => biasedMf.readOptions({ biases: "no" })).toThrow(/^biases: expected true or false, got "no"/);
    expect(() => biasedMf.readOptions({ learningRate: 0 })).toThrow(RangeError);
    expect(() => svdpp.readOptions({ biases: true })).toThrow(OptionsError);
    expect(() => funkMf.readOptions({ update: "batch" })).toThrow(/^update: expected one of sequential, vectorised/);
    expect(() => funkMf.readOptions({ initialMean: "large" })).toThrow(TypeError);
    expect(() => biasedMf.readOptions({ factors: 513 })).toThrow(RangeError);
  });
});
