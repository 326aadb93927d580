import { describe, expect, it } from "vitest";
import { rowIndices, rowValues } from "../../src/data/csr.ts";
import { OptionsError, TrainingError } from "../../src/errors.ts";
import { trainUserItemBaseline } from "../../src/models/means/train-user-item-baseline.ts";
import {
  createBaseline,
  fitBiases,
  USER_ITEM_BASELINE_DEFAULTS,
  userItemBaseline,
} from "../../src/models/means/user-item-baseline.ts";
import { everyPair, firstUsers, ratingsOf, someRatings } from "./rating-fixtures.ts";
import { fitRatings } from "./train.ts";

const ratings = someRatings(4);

/** Two users, two items; mean 3. */
const square = ratingsOf(2, 2, [
  [0, 0, 5],
  [0, 1, 3],
  [1, 0, 3],
  [1, 1, 1],
]);

describe("the user-item baseline", () => {
  it("without penalty finds the levels of an additive table exactly", () => {
    const { scale, userBiases, itemBiases } = fitBiases(
      square,
      userItemBaseline.readOptions({ userRegularization: 0, itemRegularization: 0 }),
    );
    expect([scale.mean, ...userBiases, ...itemBiases]).toEqual([3, 1, -1, 1, -1]);
  });

  it("after one epoch of als has item biases against the mean, then user biases against the items", () => {
    const options = userItemBaseline.readOptions({ epochs: 1, userRegularization: 3, itemRegularization: 2 });
    const { userBiases, itemBiases } = fitBiases(square, options);
    expect([...itemBiases]).toEqual([2 / 4, -2 / 4]);
    expect([...userBiases]).toEqual([2 / 5, -2 / 5]);
  });

  it("after one epoch of sgd has taken each rating once, by user and then by item", () => {
    const options = userItemBaseline.readOptions({ method: "sgd", epochs: 1, learningRate: 0.5, regularization: 0 });
    const { userBiases, itemBiases } = fitBiases(square, options);
    // Errors in that order: 2, −1, −1, −1.
    expect([...userBiases]).toEqual([0.5, -1]);
    expect([...itemBiases]).toEqual([0.5, -1]);
  });

  it.each([
    ["als", { userRegularization: 5, itemRegularization: 2, epochs: 200 }, (n: number) => ({ user: 5, item: 2, n })],
    // Small steps: sgd goes round its minimum at a distance that shrinks with them.
    [
      "sgd",
      { learningRate: 1e-4, regularization: 0.3, epochs: 10_000 },
      (n: number) => ({ user: 0.3 * n, item: 0.3 * n, n }),
    ],
  ])("by %s ends where the gradient of its objective is zero", (method, given, penalties) => {
    const { scale, userBiases, itemBiases } = fitBiases(ratings, userItemBaseline.readOptions({ method, ...given }));
    const users = new Float64Array(ratings.rowCount);
    const items = new Float64Array(ratings.columnCount);
    const itemCounts = new Uint32Array(ratings.columnCount);
    for (let user = 0; user < ratings.rowCount; user++) {
      const values = rowValues(ratings, user);
      for (const [place, item] of rowIndices(ratings, user).entries()) {
        const error = values[place]! - scale.mean - userBiases[user]! - itemBiases[item]!;
        users[user]! += error;
        items[item]! += error;
        itemCounts[item]! += 1;
      }
      users[user]! -= penalties(values.length).user * userBiases[user]!;
    }
    for (const [item, count] of itemCounts.entries()) items[item]! -= penalties(count).item * itemBiases[item]!;
    for (const gradient of [...users, ...items])
      expect(Math.abs(gradient)).toBeLessThan(method === "als" ? 1e-9 : 0.01);
  });

  it("has no bias for a user or an item without ratings", () => {
    for (const method of ["als", "sgd"]) {
      const { userBiases, itemBiases } = fitBiases(
        ratings,
        userItemBaseline.readOptions({ method, userRegularization: 0, itemRegularization: 0 }),
      );
      expect([userBiases[39], itemBiases[28], itemBiases[29]]).toEqual([0, 0, 0]);
    }
  });

  it("clips predictions to the range of the ratings in train", async () => {
    const model = await fitRatings(trainUserItemBaseline, { userRegularization: 0, itemRegularization: 0 })(square);
    const histories = ratingsOf(2, 2, [
      [0, 1, 5],
      [1, 0, 1],
    ]);
    // Unclipped: 3 + 3 + 1 and 3 − 3 − 1.
    const answers = model.predictBatch({ users: firstUsers(2), histories, wanted: everyPair(2, 2) });
    expect([...answers]).toEqual([5, 5, 1, 1]);
  });
});

describe("fold-in of the user-item baseline", () => {
  it("by als gives every user of train the bias that training gave", () => {
    const options = userItemBaseline.readOptions({ epochs: 3, userRegularization: 7, itemRegularization: 1 });
    const { userBiases } = fitBiases(ratings, options);
    const model = createBaseline(ratings, options);
    for (let user = 0; user < ratings.rowCount; user++) {
      expect(model.foldIn(rowIndices(ratings, user), rowValues(ratings, user))).toBeCloseTo(userBiases[user]!, 12);
    }
  });

  it("by sgd is where epochs·n steps against the mean error lead", () => {
    const options = userItemBaseline.readOptions({ method: "sgd", epochs: 6, learningRate: 0.03, regularization: 0.2 });
    const model = createBaseline(ratings, options);
    const [items, given] = [Uint32Array.of(2, 9, 17), Float32Array.of(4, 2, 5)];
    const errors = [...items].map((item, place) => given[place]! - model.scale.mean - model.itemBiases[item]!);
    const meanError = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    let bias = 0;
    for (let step = 0; step < 6 * 3; step++) bias += 0.03 * (meanError - bias - 0.2 * bias);
    expect(model.foldIn(items, given)).toBeCloseTo(bias, 12);
  });

  it("by sgd comes near the bias that training gave", () => {
    const options = userItemBaseline.readOptions({ method: "sgd" });
    const { userBiases } = fitBiases(ratings, options);
    const model = createBaseline(ratings, options);
    for (let user = 0; user < ratings.rowCount; user++) {
      const folded = model.foldIn(rowIndices(ratings, user), rowValues(ratings, user));
      expect(Math.abs(folded - userBiases[user]!)).toBeLessThan(0.1);
    }
  });

  it("by sgd stays finite whatever the learning rate, since a step stops at the minimum", () => {
    // One epoch, one rating: too short for training itself to run away.
    const options = userItemBaseline.readOptions({ method: "sgd", epochs: 1, learningRate: 3, regularization: 0 });
    const model = createBaseline(ratingsOf(1, 2, [[0, 0, 3]]), options);
    const many = Uint32Array.from({ length: 2 }, (_, item) => item);
    expect(model.foldIn(many, Float32Array.of(4, 5))).toBe(1.5);
  });

  it.each(["als", "sgd"])("by %s is 0 for an empty history", (method) => {
    const model = createBaseline(ratings, userItemBaseline.readOptions({ method, userRegularization: 0 }));
    expect(model.foldIn(new Uint32Array(0), new Float32Array(0))).toBe(0);
  });
});

describe("sgd that runs away", () => {
  it("is a TrainingError that names the learning rate", () => {
    const options = userItemBaseline.readOptions({ method: "sgd", learningRate: 1.7 });
    const training = (): unknown => fitBiases(ratings, options);
    expect(training).toThrow(TrainingError);
    expect(training).toThrow(/got 1\.7; try 0\.005, the default, or method=als$/);
  });

  it("is found out also where the numbers overflow within one epoch", () => {
    const options = userItemBaseline.readOptions({ method: "sgd", learningRate: 10, regularization: 1e6, epochs: 1 });
    expect(() => fitBiases(ratings, options)).toThrow(TrainingError);
  });

  it("is not suspected where all ratings are equal, or the range is wide", () => {
    const options = userItemBaseline.readOptions({ method: "sgd" });
    const equal = { ...ratings, values: ratings.values.map(() => 3) };
    const wide = { ...ratings, values: ratings.values.map((value) => 1000 * value) };
    expect([...fitBiases(equal, options).itemBiases]).toEqual(new Array(30).fill(0));
    expect(Math.max(...fitBiases(wide, options).itemBiases)).toBeGreaterThan(100);
  });
});

describe("the options of the user-item baseline", () => {
  it("are the defaults where nothing is given, with twice the epochs for sgd", () => {
    expect(userItemBaseline.readOptions({})).toEqual(USER_ITEM_BASELINE_DEFAULTS);
    expect(userItemBaseline.readOptions({ method: "sgd" }).epochs).toBe(20);
    expect(userItemBaseline.readOptions({ method: "sgd", epochs: 7 }).epochs).toBe(7);
  });

  it("of an unknown name are refused with the names that exist and the nearest of them", () => {
    expect(() => userItemBaseline.readOptions({ epoch: 3 })).toThrow(OptionsError);
    expect(() => userItemBaseline.readOptions({ epoch: 3 })).toThrow(
      /no option epoch; it has .*\(did you mean epochs\?\)$/,
    );
    expect(() => userItemBaseline.readOptions({ zzz: 3 })).toThrow(/no option zzz; it has .*regularization$/);
  });

  it.each([
    ["method", "adam"],
    ["epochs", 0],
    ["epochs", 1.5],
    ["userRegularization", -1],
    ["itemRegularization", Number.NaN],
    ["learningRate", 0],
    ["learningRate", 1_000_001],
    ["regularization", -0.1],
  ])("%s=%s is out of range", (name, value) => {
    expect(() => userItemBaseline.readOptions({ [name]: value })).toThrow(RangeError);
    expect(() => userItemBaseline.readOptions({ [name]: value })).toThrow(name);
  });
});
