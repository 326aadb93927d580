import { describe, expect, it } from "vitest";
import { type Csr, rowIndices, rowValues } from "../../src/data/csr.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { NO_ITEM } from "../../src/kernels/ranking.ts";
import { type FittedModel, fittedModel } from "../../src/models/fitted-model.ts";
import { countInteractions } from "../../src/models/item-counts.ts";
import { trainGlobalMean } from "../../src/models/means/train-global-mean.ts";
import type { Retrieve, ServedModel } from "../../src/models/served-model.ts";
import { createRandom } from "../../src/random.ts";
import { gaussians } from "../kernels/samples.ts";
import { sparse } from "../kernels/sparse-samples.ts";
import { matrixOf } from "./fixtures.ts";
import { type Rated, ratingsOf } from "./rating-fixtures.ts";
import { trainOn } from "./train.ts";

const USERS = 24;
const ITEMS = 13;
const FACTORS = 3;
const module = await kernelModule();
const random = createRandom(61);
const rated = sparse(random, USERS, ITEMS, () => 1 + random.nextInteger(5));
const popularity = countInteractions(rated);
const popular = [...popularity.keys()].sort((a, b) => popularity[b]! - popularity[a]! || a - b);
const factors = gaussians(random, ITEMS * FACTORS);
const weights = sparse(random, ITEMS, ITEMS, () => random.nextGaussian());

/** The weighted sum of the rows of the history. */
function sumOfRows(items: Uint32Array, given: Float32Array): Float32Array {
  const sum = new Float32Array(FACTORS);
  for (const [place, item] of items.entries()) {
    for (let factor = 0; factor < FACTORS; factor++) sum[factor]! += given[place]! * factors[item * FACTORS + factor]!;
  }
  return sum;
}

const FORMS: readonly Retrieve[] = [
  {
    by: "factors",
    factors: { precision: "f32", values: factors },
    factorCount: FACTORS,
    query: (_, items, given) => sumOfRows(items, given),
  },
  { by: "weights", weights },
  {
    by: "scores",
    scoresOf: (items, given) => ({
      scores: Float32Array.from({ length: ITEMS }, (_, item) => given[0]! - items[0]! * item),
    }),
  },
  { by: "popularity" },
];

const modelOf = (served: ServedModel): FittedModel =>
  fittedModel({ kind: "some-model", options: { factors: 3 }, served }, { kernelModule: module, popularity });

function rowOf(matrix: Csr, row: number): Csr {
  const values = rowValues(matrix, row);
  const own = Array.from(rowIndices(matrix, row), (item, place): Rated => [0, item, values[place]!]);
  return ratingsOf(1, matrix.columnCount, own);
}

const isEmpty = (row: number): boolean => rated.offsets[row] === rated.offsets[row + 1];

describe.each(FORMS.map((retrieve) => [retrieve.by, retrieve] as const))("a model by %s", (by, retrieve) => {
  const model = modelOf({ retrieve });

  it.each([1, 4, ITEMS, ITEMS + 3])("gives a user the same list of %i alone and in a batch", (k) => {
    const batch = model.recommendBatch(rated, k);
    for (let row = 0; row < USERS; row++) {
      const alone = model.recommendBatch(rowOf(rated, row), k);
      expect(batch.items.subarray(row * k, (row + 1) * k)).toEqual(alone.items);
      expect(batch.scores.subarray(row * k, (row + 1) * k)).toEqual(alone.scores);
      expect(batch.popular?.subarray(row * k, (row + 1) * k)).toEqual(alone.popular);
    }
  });

  it("gives users without a history the popular items, marked as such", () => {
    const k = 5;
    const { items, scores, popular: marks } = model.recommendBatch(rated, k);
    const rows = Array.from({ length: USERS }, (_, row) => row).filter(isEmpty);
    expect(rows.length).toBeGreaterThan(1);
    for (const row of rows) {
      const best = popular.slice(0, k);
      expect([...items.subarray(row * k, (row + 1) * k)]).toEqual(best);
      expect([...scores.subarray(row * k, (row + 1) * k)]).toEqual(best.map((item) => popularity[item]));
      expect([...marks!.subarray(row * k, (row + 1) * k)]).toEqual(best.map(() => 1));
    }
  });

  it("lists every item outside the history once where more are asked for than there are", () => {
    const k = ITEMS + 3;
    const { items, scores } = model.recommendBatch(rated, k);
    for (let row = 0; row < USERS; row++) {
      const own = new Set(rowIndices(rated, row));
      const list = [...items.subarray(row * k, (row + 1) * k)];
      const left = ITEMS - own.size;
      expect(list.slice(0, left).sort((a, b) => a - b)).toEqual(
        Array.from({ length: ITEMS }, (_, item) => item).filter((item) => !own.has(item)),
      );
      expect(list.slice(left)).toEqual(new Array(k - left).fill(NO_ITEM));
      expect([...scores.subarray(row * k + left, (row + 1) * k)]).toEqual(new Array(k - left).fill(-Infinity));
    }
  });

  it("has a retrieval unless it knows no user", () => {
    expect(model.retrieval === undefined).toBe(by === "popularity");
    expect([model.kind, model.options, model.itemCount]).toEqual(["some-model", { factors: 3 }, ITEMS]);
  });

  it("refuses lists of no length, and items outside the catalogue", () => {
    expect(() => model.recommendBatch(rated, 0)).toThrow("k: expected an integer from 1");
    expect(() => model.recommendBatch(ratingsOf(1, ITEMS + 1, [[0, ITEMS, 1]]), 3)).toThrow(RangeError);
  });
});

describe("a model that predicts", () => {
  const predict: ServedModel["predict"] = (items, given) => {
    const sum = given.reduce((total, value) => total + value, 0);
    return (item) => sum + items.length / 8 + item / 64;
  };
  const model = modelOf({ retrieve: { by: "popularity" }, predict });
  const wanted = ratingsOf(2, ITEMS, [
    [0, 3, 1],
    [1, 0, 1],
    [1, 12, 1],
  ]);
  const histories = ratingsOf(2, ITEMS, [
    [0, 1, 4],
    [0, 2, 2],
  ]);

  it("predicts what is wanted of each user, in that order, without a history too", () => {
    const predictions = model.predictBatch?.({ users: Uint32Array.of(0, 1), histories, wanted });
    expect([...(predictions ?? [])]).toEqual([6 + 2 / 8 + 3 / 64, 0, 12 / 64]);
  });

  it("refuses ratings that are not finite, in lists as in predictions", () => {
    const broken = { ...histories, values: Float32Array.of(4, Number.NaN) };
    const users = Uint32Array.of(0, 1);
    expect(() => model.predictBatch?.({ users, histories: broken, wanted })).toThrow("expected a finite number");
    expect(() => model.recommendBatch(broken, 3)).toThrow("expected a finite number");
  });

  it("is told from one that only ranks", () => {
    expect(modelOf({ retrieve: { by: "popularity" } }).predictBatch).toBeUndefined();
  });
});

it("a model weighs histories before it searches", () => {
  const weigh = (values: Float32Array) => values.map((value) => 2 * value);
  const [once, twice] = [modelOf({ retrieve: FORMS[1]! }), modelOf({ retrieve: FORMS[1]!, weigh })];
  const doubled = { ...rated, values: weigh(rated.values) };
  expect(twice.recommendBatch(rated, ITEMS)).toEqual(once.recommendBatch(doubled, ITEMS));
});

describe("a model that learns from ratings", () => {
  it("is not trained on other interactions", async () => {
    const training = trainOn(trainGlobalMean, matrixOf(3, [[0], [1, 2]]), { feedback: "implicit" });
    await expect(training).rejects.toMatchObject({ code: "needs-ratings" });
  });
});
