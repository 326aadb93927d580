import { describe, expect, it } from "vitest";
import { type Csr, rowIndices, rowValues } from "../../src/data/csr.ts";
import { kernelModule, threadedKernelModule } from "../../src/kernels/module.node.ts";
import type { RatingModel } from "../../src/models/model.ts";
import { coClustering, servedCoClustering } from "../../src/models/neighbourhoods/co-clustering.ts";
import { itemKnn } from "../../src/models/neighbourhoods/item-knn.ts";
import { similarByUsers } from "../../src/models/neighbourhoods/similar-by-users.ts";
import { restoreSlopeOne, slopeOne } from "../../src/models/neighbourhoods/slope-one.ts";
import { CoClustering } from "../../src/models/neighbourhoods/train-co-clusters.ts";
import { trainItemKnn } from "../../src/models/neighbourhoods/train-item-knn.ts";
import { trainSlopeOne } from "../../src/models/neighbourhoods/train-slope-one.ts";
import { trainUserKnn } from "../../src/models/neighbourhoods/train-user-knn.ts";
import { restoreModel } from "../../src/models/restore-model.ts";
import { servedModel } from "../../src/models/served.ts";
import { readState, type Savable } from "../../src/models/state.ts";
import { restoreTrained } from "../../src/models/train-restored.ts";
import { cutState } from "../../src/packing/cut-state.ts";
import { matrixOf } from "./fixtures.ts";
import { everyPair, firstUsers, type Rated, ratingsOf, someRatings } from "./rating-fixtures.ts";
import { predictionsFor, strangers } from "./served-ratings.ts";
import { dataOf, fitRatings, trainOn } from "./train.ts";

const module = await threadedKernelModule();
const ratings = someRatings(21);
const itemCount = ratings.columnCount;

const restored = (model: RatingModel & Savable) =>
  restoreSlopeOne(slopeOne.readOptions(model.options), readState(model.kind, model.state()), itemCount);

/** Σ_u r_ui − r_uj and n_ij, from the ratings themselves. */
const PAIRS = Array.from({ length: itemCount }, () => Array.from({ length: itemCount }, () => ({ sum: 0, count: 0 })));
for (let user = 0; user < ratings.rowCount; user++) {
  const [items, values] = [rowIndices(ratings, user), rowValues(ratings, user)];
  for (const [at, item] of items.entries()) {
    for (const [place, other] of items.entries()) {
      const pair = PAIRS[item]?.[other];
      if (!pair || item === other) continue;
      pair.sum += values[at]! - values[place]!;
      pair.count++;
    }
  }
}

const pairOf = (item: number, other: number) => PAIRS[item]?.[other] ?? { sum: 0, count: 0 };

/** The items that share most users with one, of equal ones the lower. */
function bestOf(item: number, keep: number): number[] {
  return Array.from({ length: itemCount }, (_, other) => other)
    .filter((other) => pairOf(item, other).count > 0)
    .sort((a, b) => pairOf(item, b).count - pairOf(item, a).count || a - b)
    .slice(0, keep);
}

describe("slope-one of which few pairs are kept", () => {
  const keep = 3;
  const best = Array.from({ length: itemCount }, (_, item) => new Set(bestOf(item, keep)));
  const isKept = (i: number, j: number): boolean => best[i]?.has(j) === true || best[j]?.has(i) === true;

  it("keeps a pair once, where it is among the best supported of either item", async () => {
    const state = (await fitRatings(trainSlopeOne, { keep })(ratings)).state();
    const pairs = readState("slope-one", state).csr("pairs", itemCount, itemCount);
    const counts = readState("slope-one", state).f32("pairs.counts");
    let entries = 0;
    for (let item = 0; item < itemCount; item++) {
      const expected = Array.from({ length: item }, (_, other) => other).filter((other) => isKept(item, other));
      expect([...rowIndices(pairs, item)]).toEqual(expected);
      expect([...rowValues(pairs, item)]).toEqual(expected.map((other) => pairOf(item, other).sum));
      const [start, end] = [pairs.offsets[item]!, pairs.offsets[item + 1]!];
      expect([...counts.subarray(start, end)]).toEqual(expected.map((other) => pairOf(item, other).count));
      entries += expected.length;
    }
    expect(pairs.indices).toHaveLength(entries);
    expect(entries).toBeLessThan((itemCount * (itemCount - 1)) / 4);
  });

  it.each(["support", "uniform"])("predicts by what is left of the history (%s)", async (weighting) => {
    const model = await fitRatings(trainSlopeOne, { keep, weighting })(ratings);
    const { predictorOf, scale } = restored(model);
    const histories = strangers(ratings);
    let others = 0;
    for (let row = 0; row < histories.rowCount; row++) {
      const [items, given] = [rowIndices(histories, row), rowValues(histories, row)];
      if (items.length === 0) continue;
      const predict = predictorOf(items, given);
      const whole = predictionsFor(model, histories, row);
      const mean = given.reduce((sum, value) => sum + value, 0) / given.length;
      for (let item = 0; item < itemCount; item++) {
        let [above, below] = [0, 0];
        for (const [place, other] of items.entries()) {
          if (!isKept(item, other)) continue;
          const { sum, count } = pairOf(item, other);
          const weight = weighting === "support" ? count : 1;
          above += weight * (sum / count + (weighting === "support" ? given[place]! : mean));
          below += weight;
        }
        const expected = below === 0 ? mean : above / below;
        const clipped = Math.min(scale.maximum, Math.max(scale.minimum, expected));
        expect(predict(item)).toBeCloseTo(clipped, 10);
        if (Math.abs(clipped - whole[item]!) > 1e-6) others++;
      }
    }
    expect(others).toBeGreaterThan(0);
  });

  it("is refused where a pair that is kept has no users", async () => {
    const { state } = await fitRatings(trainSlopeOne, { keep })(ratings);
    const counts = readState("slope-one", state()).f32("pairs.counts").with(2, 0);
    const broken = readState(
      "slope-one",
      new Map([...state(), ["pairs.counts", { shape: [counts.length], values: counts }]]),
    );
    expect(() => restoreSlopeOne(slopeOne.readOptions({ keep }), broken, itemCount)).toThrow(
      "pairs.counts: expected values above 0, got 0",
    );
  });

  it("finds those items alike that share most users", async () => {
    const { similarTo } = restored(await fitRatings(trainSlopeOne, { keep: itemCount })(ratings));
    const counts = Array.from({ length: itemCount }, (_, other) => pairOf(4, other).count);
    expect([...(similarTo?.(4) ?? [])]).toEqual(counts);
  });
});

describe("item-knn of which few neighbours are kept", () => {
  const cut = { array: "neighbours", option: "keep", keep: 4 } as const;

  it.each(["basic", "means", "zscore", "baseline"])("is what fitting with as many finds (%s)", async (kind) => {
    const whole = await trainOn(trainItemKnn, ratings, { options: { kind } });
    const few = await trainOn(trainItemKnn, ratings, { options: { kind, keep: 4 } });
    const { state } = await cutState("item-knn", whole.fitted, [cut], itemCount);
    expect(state).toEqual(few.state());
    expect(state).not.toEqual(whole.state());
    const { predictBatch } = await restoreTrained({ model: itemKnn }, { options: few.options, state }, dataOf(ratings));
    const queries = { users: firstUsers(40), histories: ratings, wanted: everyPair(40, itemCount) };
    const predictions = predictBatch?.(queries);
    expect(predictions).toHaveLength(40 * itemCount);
    expect(predictions).toEqual(few.predictBatch?.(queries));
    expect(predictions).not.toEqual(whole.predictBatch?.(queries));
  });

  it("keeps those levels of items that its kind reads", async () => {
    const names = async (kind: string): Promise<string[]> => {
      const { state } = await trainOn(trainItemKnn, ratings, { options: { kind } });
      return [...state().keys()].filter((name) => name.startsWith("item"));
    };
    expect(await names("basic")).toEqual([]);
    expect(await names("means")).toEqual(["itemMeans", "itemCounts"]);
    expect(await names("zscore")).toEqual(["itemMeans", "itemSpreads", "itemCounts"]);
    expect(await names("baseline")).toEqual(["itemBiases"]);
  });
});

describe("user-knn without the kernels of training", () => {
  // Sums of half stars are exact in any precision; sums of these are not.
  const uneven = { ...ratings, values: ratings.values.map((value) => value ** 1.37) };
  const given: readonly Readonly<Record<string, unknown>>[] = [
    ...["cosine", "adjusted-cosine", "pearson", "pearson-baseline", "msd", "jaccard", "rating-jaccard"].map(
      (similarity) => ({ similarity }),
    ),
    { similarity: "cosine", imputation: "user-mean" },
    { similarity: "adjusted-cosine", imputation: "user-mean" },
    { similarity: "cosine", imputation: "full-rows" },
    { similarity: "adjusted-cosine", imputation: "full-rows" },
  ];
  it.each(given)("predicts the same to the last bit by %s", async (options) => {
    // Full rows have no baseline.
    for (const kind of ["basic", "zscore", options.imputation === "full-rows" ? "means" : "baseline"]) {
      const model = await fitRatings(trainUserKnn, { k: 5, ...options, kind })(uneven);
      const { predict: predictorOf } = restoreModel(servedModel, model.kind, model.options, model.state(), {
        popularity: new Float32Array(itemCount),
        explicit: true,
        histories: uneven,
        kernelModule: await kernelModule(),
      });
      const histories = strangers(uneven);
      for (let row = 0; row < histories.rowCount; row++) {
        const predict = predictorOf?.(rowIndices(histories, row), rowValues(histories, row));
        const served = Float64Array.from({ length: itemCount }, (_, item) => predict?.(item) ?? Number.NaN);
        expect(served).toEqual(predictionsFor(model, histories, row));
      }
    }
  });
});

describe("likeness", () => {
  it("of co-clustering is of the same cluster, the greater the nearer the means", () => {
    // Items 0 to 2 are liked by the first half and items 3 to 5 by the second; nobody has rated item 6.
    const rated = Array.from({ length: 8 }, (_, user) => user).flatMap((user) =>
      Array.from({ length: 6 }, (_, item): Rated => {
        const likes = user < 4 === item < 3;
        return [user, item, (likes ? 5 : 1) - (likes && (item === 2 || item === 5) ? 1 : 0)];
      }),
    );
    const options = coClustering.readOptions({ userClusters: 2, itemClusters: 2 });
    const begin = { users: [0, 0, 0, 0, 1, 1, 1, 1], items: [0, 0, 0, 1, 1, 1, 0] };
    const found = new CoClustering(module, ratingsOf(8, 7, rated), options, begin).found();
    const { similarTo } = servedCoClustering(options, found);
    expect([...(similarTo?.(0) ?? [])]).toEqual([1, 1, Math.fround(1 / 1.5), 0, 0, 0, 0]);
    expect([...(similarTo?.(6) ?? [])]).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });

  it("by users is the cosine of who has the items", () => {
    const users: Csr = matrixOf(4, [[0, 1], [0, 1, 2], [2], [0]]);
    const byItem: Csr = matrixOf(4, [[0, 1, 3], [0, 1], [1, 2], []]);
    const scores = similarByUsers(users, byItem, 0);
    expect([...scores]).toEqual([0, Math.fround(2 / Math.sqrt(6)), Math.fround(1 / Math.sqrt(6)), 0]);
    expect([...similarByUsers(users, byItem, 3)]).toEqual([0, 0, 0, 0]);
  });
});
