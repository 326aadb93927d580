import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type Csr, rowIndices, rowValues } from "../../src/data/csr.ts";
import { toCsr } from "../../src/data/interactions.ts";
import { openGivenSplit } from "../../src/data/open-dataset.ts";
import { threadedKernelModule } from "../../src/kernels/module.node.ts";
import type { RatingModel } from "../../src/models/model.ts";
import { coClustering, servedCoClustering } from "../../src/models/neighbourhoods/co-clustering.ts";
import { CoClustering } from "../../src/models/neighbourhoods/train-co-clusters.ts";
import { trainItemKnn } from "../../src/models/neighbourhoods/train-item-knn.ts";
import { trainSlopeOne } from "../../src/models/neighbourhoods/train-slope-one.ts";
import { trainUserKnn } from "../../src/models/neighbourhoods/train-user-knn.ts";
import { firstUsers, type Rated, ratingsOf } from "./rating-fixtures.ts";
import { fitRatings } from "./train.ts";

type Given = Readonly<Record<string, number | string>>;

/** Written by scripts/goldens/surprise-neighbours.py: what scikit-surprise makes of the same ratings. */
interface Golden {
  readonly userCount: number;
  readonly itemCount: number;
  readonly ratings: Rated[];
  readonly pairs: (readonly [user: number, item: number])[];
  readonly neighbours: { readonly side: Side; readonly options: Given; readonly predictions: number[] }[];
  /** Pairs of known users and items only. */
  readonly slopeOne: number[];
  readonly coClustering: {
    readonly beginUsers: number[];
    readonly beginItems: number[];
    readonly users: number[];
    readonly items: number[];
    readonly predictions: number[];
  };
  readonly movielens: { readonly side: Side; readonly options: Given; readonly rmse: number }[];
}

type Side = "user" | "item";

const golden: Golden = JSON.parse(readFileSync(new URL("goldens/surprise-neighbours.json", import.meta.url), "utf8"));
const module = await threadedKernelModule();

const TOLERANCE = 1e-6;

async function neighbourhood(side: Side, ratings: Csr, given: Given): Promise<RatingModel> {
  // What Surprise falls back on.
  const set = { fallback: "global-mean", ...given };
  return fitRatings(side === "user" ? trainUserKnn : trainItemKnn, set)(ratings);
}

const ratings = ratingsOf(golden.userCount, golden.itemCount, golden.ratings);
const known = golden.pairs.filter(([user, item]) => user < golden.userCount - 1 && item < golden.itemCount - 2);

function predict(model: RatingModel, pairs: Golden["pairs"]): Float64Array {
  const wanted = ratingsOf(
    golden.userCount,
    golden.itemCount,
    pairs.map(([user, item]): Rated => [user, item, 1]),
  );
  return model.predictBatch({ users: firstUsers(golden.userCount), histories: ratings, wanted });
}

/** The largest difference between two lists of the same length. */
function distance(first: ArrayLike<number>, second: ArrayLike<number>): number {
  expect(first.length).toBe(second.length);
  return Math.max(...Array.from(first, (value, place) => Math.abs(value - second[place]!)));
}

describe("predictions of scikit-surprise", () => {
  const fits = golden.neighbours.map((fit) => [fit.side, JSON.stringify(fit.options), fit] as const);

  it.each(fits)("are those of the %s neighbourhood with %s", async (_side, _options, fit) => {
    const model = await neighbourhood(fit.side, ratings, fit.options);
    expect(distance(predict(model, golden.pairs), fit.predictions)).toBeLessThan(TOLERANCE);
  });

  it("are those of slope-one with weighting=uniform", async () => {
    const model = await fitRatings(trainSlopeOne, { weighting: "uniform" })(ratings);
    expect(distance(predict(model, known), golden.slopeOne)).toBeLessThan(TOLERANCE);
  });

  it("are those of co-clustering, once it has settled, from the same beginning", () => {
    const { beginUsers, beginItems, users, items, predictions } = golden.coClustering;
    const begin = { users: beginUsers, items: beginItems };
    const options = coClustering.readOptions({});
    const clustering = new CoClustering(module, ratings, options, begin);
    for (let epoch = 0; epoch < 60; epoch++) clustering.epoch();
    expect([...clustering.userClusters].slice(0, -1)).toEqual(users);
    expect([...clustering.itemClusters].slice(0, -2)).toEqual(items);
    const { predictorOf } = servedCoClustering(options, clustering.found());
    const predicted = known.map(([user, item]) =>
      predictorOf(rowIndices(ratings, user), rowValues(ratings, user))(item),
    );
    expect(distance(predicted, predictions)).toBeLessThan(TOLERANCE);
  });

  it("would differ with one rating off by a star, one neighbour less and another shrinkage", async () => {
    const [, , fit] = fits.find(([side, , { options }]) => side === "item" && options.shrinkage !== undefined)!;
    const off = { ...ratings, values: ratings.values.with(17, ratings.values[17]! === 1 ? 2 : 1) };
    const differs = async (from: Csr, options: Given): Promise<number> =>
      distance(predict(await neighbourhood(fit.side, from, options), golden.pairs), fit.predictions);
    expect(await differs(off, fit.options)).toBeGreaterThan(100 * TOLERANCE);
    expect(await differs(ratings, { ...fit.options, neighbours: Number(fit.options.neighbours) - 1 })).toBeGreaterThan(
      100 * TOLERANCE,
    );
    expect(await differs(ratings, { ...fit.options, shrinkage: 13 })).toBeGreaterThan(100 * TOLERANCE);
  });
});

const root = process.env.NEAREDGE_DATA ?? fileURLToPath(new URL("../../../shared/data", import.meta.url));

describe.skipIf(!existsSync(`${root}/ml-100k`))("neighbourhoods on MovieLens 100K (skipped where absent)", () => {
  it("have the errors of scikit-surprise on u1", async () => {
    const { train, test } = await openGivenSplit(`${root}/ml-100k/u1.base`, `${root}/ml-100k/u1.test`);
    const [histories, wanted] = [toCsr(train), toCsr(test)];
    for (const { side, options, rmse } of golden.movielens) {
      const model = await neighbourhood(side, histories, options);
      const predicted = model.predictBatch({ users: firstUsers(histories.rowCount), histories, wanted });
      const squares = predicted.reduce((sum, rating, entry) => sum + (rating - wanted.values[entry]!) ** 2, 0);
      const own = Math.sqrt(squares / predicted.length);
      expect(Math.abs(own - rmse), `${side} ${JSON.stringify(options)}`).toBeLessThan(1e-4);
    }
  });
});
