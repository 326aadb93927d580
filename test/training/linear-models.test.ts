import { describe, expect, it } from "vitest";
import { type Csr, rowIndices, rowValues } from "../../src/data/csr.ts";
import { OptionsError, TrainingError } from "../../src/errors.ts";
import { inverse } from "../../src/kernels/reference/linear.ts";
import { ease as easeModel } from "../../src/models/item-weights/ease.ts";
import { gfCf } from "../../src/models/item-weights/gf-cf.ts";
import { rp3beta } from "../../src/models/item-weights/rp3beta.ts";
import { slim as slimModel } from "../../src/models/item-weights/slim.ts";
import { invertSymmetric } from "../../src/models/item-weights/train-closed-form.ts";
import { trainEase } from "../../src/models/item-weights/train-ease.ts";
import { trainGfCf } from "../../src/models/item-weights/train-gf-cf.ts";
import { trainRp3beta } from "../../src/models/item-weights/train-rp3beta.ts";
import { trainSlim } from "../../src/models/item-weights/train-slim.ts";
import { itemKnn } from "../../src/models/neighbourhoods/item-knn.ts";
import { trainItemKnn } from "../../src/models/neighbourhoods/train-item-knn.ts";
import { trainUserKnn } from "../../src/models/neighbourhoods/train-user-knn.ts";
import { userKnn } from "../../src/models/neighbourhoods/user-knn.ts";
import { readState, WEIGHTS } from "../../src/models/state.ts";
import { type Trainable, trainModel } from "../../src/models/train-model.ts";
import { createRandom } from "../../src/random.ts";
import type { TrainingContext } from "../../src/training/context.ts";
import { matrixOf } from "../models/fixtures.ts";
import { dataOf, trainOn } from "../models/train.ts";

const control = { seed: 1, threads: 1 };

/** The matrix of a trained model, and the objective that its fit ended with. */
async function weightsOf(trainer: Trainable, matrix: Csr, options: object, context: TrainingContext) {
  const own = trainer.model.readOptions({ ...options });
  const { state, objective } = await trainModel(trainer, dataOf(matrix, "implicit"), own, context);
  return { weights: readState("test", state).csr(WEIGHTS, matrix.columnCount, matrix.columnCount), objective };
}

/** The weights as rows of numbers. */
function table(weights: Csr): number[][] {
  return Array.from({ length: weights.rowCount }, (_, row) => {
    const cells = new Array<number>(weights.columnCount).fill(0);
    const values = rowValues(weights, row);
    for (const [at, column] of rowIndices(weights, row).entries()) cells[column] = values[at]!;
    return cells;
  });
}

function expectTable(weights: Csr, expected: readonly (readonly number[])[]): void {
  for (const [row, cells] of table(weights).entries()) {
    for (const [column, value] of cells.entries()) {
      expect(value, `row ${row}, column ${column}`).toBeCloseTo(expected[row]![column]!, 6);
    }
  }
}

/** Users have 0 and 1, 0 and 1, 1 and 2, 0; nobody has 3. */
const SMALL = matrixOf(4, [[0, 1], [0, 1], [1, 2], [0]]);

const random = createRandom(12);
const SAMPLE = matrixOf(
  150,
  Array.from({ length: 90 }, () =>
    Array.from({ length: 150 }, (_, item) => item).filter(() => random.nextFloat() < 0.1),
  ),
);

describe("item neighbourhoods", () => {
  it("weigh by the cosine", async () => {
    const { weights } = await weightsOf(trainItemKnn, SMALL, { similarity: "cosine" }, control);
    const third = 1 / Math.sqrt(3);
    expectTable(weights, [
      [0, 2 / 3, 0, 0],
      [2 / 3, 0, third, 0],
      [0, third, 0, 0],
      [0, 0, 0, 0],
    ]);
  });

  it("weigh by a cosine that is longer on one side, to a power", async () => {
    const options = { similarity: "cosine", asymmetry: 1, locality: 2 };
    const { weights } = await weightsOf(trainItemKnn, SMALL, options, control);
    // Column i is divided by the users of i alone: 3 of item 0 and of item 1, one of item 2.
    expectTable(weights, [
      [0, (2 / 3) ** 2, 0, 0],
      [(2 / 3) ** 2, 0, 1, 0],
      [0, (1 / 3) ** 2, 0, 0],
      [0, 0, 0, 0],
    ]);
  });

  it("weigh by shared over all users, shrunk", async () => {
    const options = { similarity: "jaccard", shrinkage: 1 };
    const { weights } = await weightsOf(trainItemKnn, SMALL, options, control);
    expectTable(weights, [
      [0, 2 / 5, 0, 0],
      [2 / 5, 0, 1 / 4, 0],
      [0, 1 / 4, 0, 0],
      [0, 0, 0, 0],
    ]);
  });

  it("keep the k nearest of each item, and divide them by their sum when asked to", async () => {
    const { weights } = await weightsOf(
      trainItemKnn,
      SMALL,
      { similarity: "cosine", neighbours: 1, normalize: true },
      control,
    );
    // Column i holds what leads to item i: 1 is nearest to 0 and to 2, and 0 nearest to 1.
    expectTable(weights, [
      [0, 1, 0, 0],
      [1, 0, 1, 0],
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ]);
  });

  it("refuse a table that cannot fit, with the bytes, before they start", async () => {
    const items = 200_000;
    const none = { ...matrixOf(items, [[]]), columnCount: items };
    const attempt = weightsOf(trainItemKnn, none, { neighbours: 100_000 }, control);
    await expect(attempt).rejects.toThrow(/needs 16000\d+ bytes .* use fewer rankingNeighbours \(now 100000\)/);
  });
});

describe("RP3β", () => {
  it("follows the walk that its formula says", async () => {
    const { weights } = await weightsOf(trainRp3beta, SMALL, { alpha: 1, beta: 1 }, control);
    // From 0: to its users with 1/3, on to item 1 from two of them with 1/2, divided by the 3 users of item 1.
    expectTable(weights, [
      [0, (1 / 3) * (1 / 2 + 1 / 2) * (1 / 3), 0, 0],
      [(1 / 3) * (1 / 2 + 1 / 2) * (1 / 3), 0, (1 / 3) * (1 / 2), 0],
      [0, 1 * (1 / 2) * (1 / 3), 0, 0],
      [0, 0, 0, 0],
    ]);
  });
});

describe("user neighbourhoods", () => {
  const usersOf = (options: object) =>
    trainOn(trainUserKnn, SMALL, { options: { ...options }, feedback: "implicit", ...control });

  it("sum the similarities of the nearest users who have an item", async () => {
    const histories = matrixOf(4, [[0], [2]]);
    const { items, scores } = (await usersOf({ similarity: "cosine", neighbours: 3, locality: 1 })).recommendBatch(
      histories,
      2,
    );
    // To {0}: user 3 is 1, users 0 and 1 are 1/√2. To {2}: user 2 is 1/√2, and has item 1.
    expect([...items]).toEqual([1, 2, 1, 0]);
    for (const [at, score] of [Math.SQRT2, 0, Math.SQRT1_2, 0].entries()) expect(scores[at]).toBeCloseTo(score, 6);
  });

  it("take no more than k, the lower index of equal ones", async () => {
    const { scores } = (await usersOf({ similarity: "cosine", neighbours: 2, locality: 1 })).recommendBatch(
      matrixOf(4, [[0]]),
      1,
    );
    expect(scores[0]).toBeCloseTo(Math.SQRT1_2, 6);
  });

  it("rank by popularity for a history that train does not know", async () => {
    const { items, scores, popular } = (await usersOf({})).recommendBatch(matrixOf(4, [[3]]), 3);
    expect([...items]).toEqual([0, 1, 2]);
    expect([...scores]).toEqual([3, 3, 1]);
    expect([...(popular ?? [])]).toEqual([1, 1, 1]);
  });
});

describe("EASE", () => {
  it("has the weights of its closed form, in several blocks", async () => {
    const items = SAMPLE.columnCount;
    const gram = new Float64Array(items * items);
    for (let user = 0; user < SAMPLE.rowCount; user++) {
      const own = rowIndices(SAMPLE, user);
      for (const a of own) for (const b of own) gram[a * items + b]! += 1;
    }
    for (let item = 0; item < items; item++) gram[item * items + item]! += 2;
    const p = inverse(gram, items);
    for (const threads of [1, 2]) {
      const { weights } = await weightsOf(trainEase, SAMPLE, { regularization: 2 }, { ...control, threads });
      for (const [i, row] of table(weights).entries()) {
        for (const [j, value] of row.entries()) {
          const expected = i === j ? 0 : -p[i * items + j]! / p[j * items + j]!;
          expect(Math.abs(value - expected), `${i}, ${j}`).toBeLessThan(1e-5);
        }
      }
    }
  });

  it("keeps the entries of the largest size of each row", async () => {
    const whole = table((await weightsOf(trainEase, SAMPLE, { regularization: 2 }, control)).weights);
    const { weights } = await weightsOf(trainEase, SAMPLE, { regularization: 2, keep: 5 }, control);
    for (const [i, row] of whole.entries()) {
      const best = [...row.keys()]
        .filter((j) => j !== i)
        .sort((a, b) => Math.abs(row[b]!) - Math.abs(row[a]!) || a - b);
      expect([...rowIndices(weights, i)]).toEqual(best.slice(0, 5).sort((a, b) => a - b));
    }
  });

  it("refuses a matrix beyond the kernels' memory, with the bytes", async () => {
    const items = 40_981;
    const attempt = weightsOf(trainEase, matrixOf(items, [[0]]), {}, control);
    await expect(attempt).rejects.toThrow(TrainingError);
    await expect(attempt).rejects.toThrow(/ease: needs 67\d{8} bytes/);
  });

  it("stops when it is interrupted between two blocks", async () => {
    const stop = new AbortController();
    const onStep = () => stop.abort();
    const attempt = weightsOf(trainEase, SAMPLE, {}, { ...control, signal: stop.signal, onStep });
    await expect(attempt).rejects.toMatchObject({ code: "interrupted" });
  });

  it("inverts a small matrix, and says so when it cannot", () => {
    const a = Float64Array.of(4, 99, 2, 2);
    expect(invertSymmetric(a, 2)).toBe(true);
    for (const [at, value] of [0.5, -0.5, -0.5, 1].entries()) expect(a[at]).toBeCloseTo(value, 12);
    expect(invertSymmetric(Float64Array.of(1, 1, 1, 1), 2)).toBe(false);
  });
});

describe("SLIM", () => {
  it("gives two items that the same users have the weight n − l1 over n + l2", async () => {
    const pairs = matrixOf(3, [[0, 1], [0, 1], [0, 1], [2]]);
    const { weights, objective } = await weightsOf(trainSlim, pairs, { l1: 1, l2: 2, tolerance: 0 }, control);
    expectTable(weights, [
      [0, 2 / 5, 0],
      [2 / 5, 0, 0],
      [0, 0, 0],
    ]);
    // Twice 3/2 · (3/5)² + (2/5)² + 2/5, and 1/2 for the item that nothing explains.
    expect(objective).toBeCloseTo(2 * (1.5 * 0.36 + 0.16 + 0.4) + 0.5, 5);
  });
});

describe("GF-CF", () => {
  it("scores by its two filters", async () => {
    // Two users, each with two items of their own: R̃ has rows (½ ½ …) of √: P is ½ within a pair, and so is V·Vᵀ.
    const pairs = matrixOf(4, [
      [0, 1],
      [2, 3],
    ]);
    const options = { factors: 2, alpha: 3, sharpening: 0, userExponent: 0.5, itemExponent: 0.5 };
    const { items, scores } = (await trainOn(trainGfCf, pairs, { options })).recommendBatch(matrixOf(4, [[0]]), 2);
    expect([...items]).toEqual([1, 2]);
    expect(scores[0]).toBeCloseTo(0.5 + 3 * 0.5, 5);
    expect(scores[1]).toBeCloseTo(0, 5);
    // P·P = P here, so that sharpening takes the share s of everything.
    const sharp = await trainOn(trainGfCf, pairs, { options: { ...options, sharpening: 0.25 } });
    expect(sharp.recommendBatch(matrixOf(4, [[0]]), 1).scores[0]).toBeCloseTo(0.75 * 2, 5);
  });
});

describe("linear models", () => {
  it("do not depend on the number of threads", async () => {
    const two = { ...control, threads: 2 };
    const knn = { similarity: "bm25", neighbours: 7 };
    expect((await weightsOf(trainItemKnn, SAMPLE, knn, two)).weights).toEqual(
      (await weightsOf(trainItemKnn, SAMPLE, knn, control)).weights,
    );
    const slim = { l1: 0.1, l2: 1 };
    expect((await weightsOf(trainSlim, SAMPLE, slim, two)).weights).toEqual(
      (await weightsOf(trainSlim, SAMPLE, slim, control)).weights,
    );
    const ease = { regularization: 5 };
    expect((await weightsOf(trainEase, SAMPLE, ease, two)).weights).toEqual(
      (await weightsOf(trainEase, SAMPLE, ease, control)).weights,
    );
  });

  it("refuse options that they do not have, or out of range", () => {
    for (const read of [
      itemKnn.readOptions,
      userKnn.readOptions,
      rp3beta.readOptions,
      slimModel.readOptions,
      easeModel.readOptions,
      gfCf.readOptions,
    ]) {
      expect(() => read({ nonsense: 1 })).toThrow(OptionsError);
    }
    expect(() => itemKnn.readOptions({ neighbours: 0 })).toThrow("neighbours: expected an integer from 1");
    expect(() => itemKnn.readOptions({ normalize: "maybe" })).toThrow(
      'rankingNormalize: expected true or false, got "maybe"',
    );
    expect(() => easeModel.readOptions({ regularization: 0 })).toThrow("regularization: expected a number from 0.001");
    expect(() => slimModel.readOptions({ l1: -1 })).toThrow(RangeError);
    expect(() => gfCf.readOptions({ alpha: -1 })).toThrow(RangeError);
    expect(() => rp3beta.readOptions({ beta: "much" })).toThrow(TypeError);
  });
});
