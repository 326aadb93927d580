import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { toCsr } from "../../src/data/interactions.ts";
import { openGivenSplit } from "../../src/data/open-dataset.ts";
import { trainUserItemBaseline } from "../../src/models/means/train-user-item-baseline.ts";
import { fitBiases, userItemBaseline } from "../../src/models/means/user-item-baseline.ts";
import { everyPair, firstUsers, type Rated, ratingsOf } from "./rating-fixtures.ts";
import { fitRatings } from "./train.ts";

/** Written by scripts/goldens/surprise-baseline.py: what scikit-surprise makes of the same ratings. */
interface Golden {
  readonly userCount: number;
  readonly itemCount: number;
  readonly ratings: Rated[];
  readonly fits: {
    readonly options: Record<string, number | string>;
    readonly mean: number;
    readonly userBiases: number[];
    readonly itemBiases: number[];
    /** Every user by every item, the last user and the last two items without ratings. */
    readonly predictions: number[];
  }[];
  readonly movielens: {
    readonly options: Record<string, number | string>;
    readonly folds: { readonly rmse: number; readonly mae: number }[];
  }[];
}

const golden: Golden = JSON.parse(readFileSync(new URL("goldens/surprise-baseline.json", import.meta.url), "utf8"));

const TOLERANCE = 1e-12;

/** The largest difference between two lists of the same length. */
function distance(first: ArrayLike<number>, second: ArrayLike<number>): number {
  expect(first.length).toBe(second.length);
  return Math.max(...Array.from(first, (value, place) => Math.abs(value - second[place]!)));
}

describe("the user-item baseline against scikit-surprise", () => {
  const ratings = ratingsOf(golden.userCount, golden.itemCount, golden.ratings);
  const everything = {
    users: firstUsers(golden.userCount),
    histories: ratings,
    wanted: everyPair(golden.userCount, golden.itemCount),
  };
  const fits = golden.fits.map((fit) => [JSON.stringify(fit.options), fit] as const);

  it.each(fits)("finds the same mean and biases with %s", (_, { options, mean, userBiases, itemBiases }) => {
    const found = fitBiases(ratings, userItemBaseline.readOptions(options));
    expect(Math.abs(found.scale.mean - mean)).toBeLessThan(TOLERANCE);
    expect(distance(found.userBiases, [...userBiases, 0])).toBeLessThan(TOLERANCE);
    expect(distance(found.itemBiases, [...itemBiases, 0, 0])).toBeLessThan(TOLERANCE);
  });

  const alsFits = fits.filter(([, { options }]) => options.method === "als");
  it.each(alsFits)(
    "predicts the same ratings with %s, unknown user and items included",
    async (_, { options, predictions }) => {
      const model = await fitRatings(trainUserItemBaseline, options)(ratings);
      expect(distance(model.predictBatch(everything), predictions)).toBeLessThan(TOLERANCE);
    },
  );

  const sgdFits = fits.filter(([, { options }]) => options.method === "sgd");
  it.each(sgdFits)(
    "predicts the same ratings for a user without history with %s",
    async (_, { options, predictions }) => {
      const model = await fitRatings(trainUserItemBaseline, options)(ratings);
      const own = model.predictBatch(everything).slice(-golden.itemCount);
      expect(distance(own, predictions.slice(-golden.itemCount))).toBeLessThan(TOLERANCE);
    },
  );

  it("would notice one rating that is off by half a star, and one epoch too few", () => {
    const [, fit] = fits[0]!;
    const off = { ...ratings, values: ratings.values.with(17, ratings.values[17]! - 0.5) };
    const options = userItemBaseline.readOptions(fit.options);
    expect(distance(fitBiases(off, options).itemBiases, [...fit.itemBiases, 0, 0])).toBeGreaterThan(100 * TOLERANCE);
    const shorter = fitBiases(ratings, { ...options, epochs: 9 });
    expect(distance(shorter.itemBiases, [...fit.itemBiases, 0, 0])).toBeGreaterThan(100 * TOLERANCE);
  });

  it("has users and items with a single rating, and predictions that are clipped", () => {
    const counts = Map.groupBy(golden.ratings, ([user]) => user);
    expect([...counts.values()].some((own) => own.length === 1)).toBe(true);
    expect(golden.ratings.filter(([, item]) => item === golden.itemCount - 3)).toHaveLength(1);
    expect(golden.fits.some(({ predictions }) => predictions.includes(5))).toBe(true);
  });
});

const root = process.env.NEAREDGE_DATA ?? fileURLToPath(new URL("../../../shared/data", import.meta.url));

describe.skipIf(!existsSync(`${root}/ml-100k`))(
  "the user-item baseline on MovieLens 100K (skipped where absent)",
  () => {
    it("has the errors of scikit-surprise on u1 to u5: the same by als, within .002 by sgd", async () => {
      for (let fold = 0; fold < 5; fold++) {
        const folder = `${root}/ml-100k`;
        const { train, test } = await openGivenSplit(`${folder}/u${fold + 1}.base`, `${folder}/u${fold + 1}.test`);
        const [histories, wanted] = [toCsr(train), toCsr(test)];
        for (const { options, folds } of golden.movielens) {
          const model = await fitRatings(trainUserItemBaseline, options)(histories);
          const predicted = model.predictBatch({ users: firstUsers(histories.rowCount), histories, wanted });
          const errors = predicted.map((rating, entry) => rating - wanted.values[entry]!);
          const rmse = Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length);
          const mae = errors.reduce((sum, error) => sum + Math.abs(error), 0) / errors.length;
          const tolerance = options.method === "als" ? 1e-9 : 0.002;
          expect(Math.abs(rmse - folds[fold]!.rmse), `rmse of ${options.method} on u${fold + 1}`).toBeLessThan(
            tolerance,
          );
          expect(Math.abs(mae - folds[fold]!.mae), `mae of ${options.method} on u${fold + 1}`).toBeLessThan(tolerance);
        }
      }
    });
  },
);
