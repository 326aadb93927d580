import { describe, expect, it } from "vitest";
import { OptionsError } from "../../src/errors.ts";
import { gram, type Matrix, multiply, rowOf } from "../../src/kernels/reference/matrix.ts";
import { trainImplicitAls } from "../../src/models/implicit-als/train-implicit-als.ts";
import { totalOf } from "../../src/models/retrieval/parts.ts";
import { createRandom, type Random } from "../../src/random.ts";
import { gaussians, matrix } from "../kernels/samples.ts";
import { someItems } from "../kernels/sparse-samples.ts";
import { foldingModel } from "./als-folds.ts";
import { checkerboard } from "./fixtures.ts";
import { trainOn } from "./train.ts";

const [ITEMS, FACTORS] = [60, 10];
const given = { objective: "hkv", confidence: 20, regularization: 0.3, nonNegative: true };
const WANTED = Uint32Array.from({ length: ITEMS }, (_, item) => item);

/** Rows of Spark with nonnegative=True: none of them has a factor below 0, and many are 0. */
const rowsOf = (random: Random) =>
  matrix(
    ITEMS,
    FACTORS,
    gaussians(random, ITEMS * FACTORS).map((value) => Math.max(0, value)),
  );

interface Asked {
  readonly chosen: readonly number[];
  readonly dislikes: readonly number[];
}

function asked(random: Random): Asked {
  const dislikes = [...someItems(random, ITEMS, 0.05)];
  const chosen = [...someItems(random, ITEMS, 0.15)].filter((item) => !dislikes.includes(item));
  return { chosen: chosen.length > 0 ? chosen : [dislikes.includes(0) ? 1 : 0], dislikes };
}

/** ½ the slope of the objective that x is the minimum of: A·x − b. */
function slopeAt(rows: Matrix, x: Float32Array, { chosen, dislikes }: Asked): Float64Array {
  const a = gram(rows);
  const b = new Float64Array(FACTORS);
  for (const item of [...chosen, ...dislikes]) {
    const y = rowOf(rows, item);
    for (let r = 0; r < FACTORS; r++) {
      b[r]! += (chosen.includes(item) ? 21 : -0.25 * 21) * y[r]!;
      for (let c = 0; c < FACTORS; c++) a[r * FACTORS + c]! += 20 * y[r]! * y[c]!;
    }
  }
  for (let r = 0; r < FACTORS; r++) a[r * FACTORS + r]! += 0.3 * (chosen.length + dislikes.length);
  return multiply(a, x).map((value, at) => value - b[at]!);
}

function examplesOf({ chosen, dislikes }: Asked) {
  return {
    likes: new Uint32Array(0),
    counts: new Float32Array(chosen.length).fill(1),
    dislikes: Uint32Array.from(dislikes),
    dislikeCounts: new Float32Array(dislikes.length).fill(1),
    unitWeight: 21,
  };
}

describe("a user among factors that are not negative", () => {
  it("is where no step inside the bounds lowers the objective, with dislikes too, and the parts add up to scores", async () => {
    const random = createRandom(71);
    const rows = rowsOf(random);
    const { served, retrieval } = await foldingModel(given, rows);
    let [held, negative] = [0, 0];
    for (let user = 0; user < 100; user++) {
      const request = asked(random);
      const history = Uint32Array.from(request.chosen);
      const weights = served.weigh!(new Float32Array(history.length).fill(1));
      const examples = examplesOf(request);
      const options = { filter: undefined, exclude: new Uint32Array(0), examples };
      const x = retrieval.scan(history, weights, 5, options).userFactors!;
      const slope = slopeAt(rows, x, request);
      for (const [at, value] of x.entries()) {
        expect(value).toBeGreaterThanOrEqual(0);
        if (value > 0) expect(Math.abs(slope[at]!)).toBeLessThan(1e-3);
        else {
          held++;
          expect(slope[at]).toBeGreaterThan(-1e-3);
        }
      }
      const parts = retrieval.parts!(history, weights, WANTED, { examples });
      for (const [row, item] of WANTED.entries()) {
        const score = x.reduce((sum, value, at) => sum + value * rows.values[item * FACTORS + at]!, 0);
        expect(totalOf(parts, row)).toBeCloseTo(score, 5);
      }
      negative += parts.parts.filter((part) => part < 0).length;
    }
    // The bound is felt, and a dislike takes away.
    expect(held).toBeGreaterThan(100);
    expect(negative).toBeGreaterThan(100);
  });

  it("is the plain solution where that has no factor below 0", async () => {
    // Rows that share no factor: every equation has one unknown.
    const rows = matrix(4, 4, Float32Array.from([1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 1]));
    const bound = await foldingModel(given, rows);
    const free = await foldingModel({ ...given, nonNegative: false }, rows);
    const [x, plain] = [bound, free].map((model) => model.fold([0, 2], [1, 1]));
    for (const [at, value] of plain!.entries()) expect(x![at]).toBeCloseTo(value, 6);
  });

  it("is not drawn: there are no equations whose uncertainty it has", async () => {
    const { retrieval } = await foldingModel(given, rowsOf(createRandom(3)));
    expect(retrieval.vectors?.drawUserFactors).toBeUndefined();
  });

  it("is for factors that were found elsewhere: training refuses the option", async () => {
    const training = trainOn(trainImplicitAls, checkerboard(6), {
      options: { nonNegative: true },
      feedback: "implicit",
    });
    await expect(training).rejects.toThrow(OptionsError);
    await expect(training).rejects.toThrow("nonNegative is for item factors that were found elsewhere");
  });
});
