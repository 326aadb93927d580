import { describe, expect, it } from "vitest";
import type { Csr } from "../../src/data/csr.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { fitBaseline } from "../../src/models/linear-algebra/residual-factors.ts";
import { trainExplicitAls } from "../../src/models/linear-algebra/train-explicit-als.ts";
import { trainNmf } from "../../src/models/linear-algebra/train-nmf.ts";
import { fittedResiduals } from "../../src/models/linear-algebra/train-residual-factors.ts";
import { trainSvd } from "../../src/models/linear-algebra/train-svd.ts";
import type { RatingModel } from "../../src/models/model.ts";
import { readState, type Savable } from "../../src/models/state.ts";
import type { Trainable } from "../../src/models/train-model.ts";
import { restoreTrainedWith } from "../../src/models/train-restored.ts";
import { everyPair, firstUsers, type Rated, ratingsOf, someRatings } from "./rating-fixtures.ts";
import { served } from "./served-ratings.ts";
import { dataOf, fitRatings } from "./train.ts";

const serving = await kernelModule();

/** Users 0 and 1 rated items 0 to 3 with 1 and 5, user 2 connects them; nobody rated items 4 and 5. */
const RATINGS = ratingsOf(3, 6, [
  [0, 0, 1],
  [0, 1, 5],
  [2, 1, 3],
  [2, 2, 3],
  [1, 2, 5],
  [1, 3, 1],
]);

/** Item 0 predicts itself; 1 and 2 are beyond the scale for who loves it, 2 further; the rows of 4 and 5 are 0. */
const FACTORS = Float32Array.of(1, 1.25, 1.5, 0.25, 0, 0);

/** The model of item factors that were made up, beside the baseline of the ratings. */
function modelOf(trainer: Trainable, ratings: Csr, given: object, itemFactors: Float32Array): RatingModel & Savable {
  const fitted = fittedResiduals(ratings, trainer.model.readOptions({ ...given }), fitBaseline(ratings), itemFactors);
  const { predictBatch, ...model } = restoreTrainedWith(serving, trainer, fitted, dataOf(ratings));
  if (!predictBatch) throw new TypeError(`${model.kind}: expected a model that predicts ratings`);
  return { ...model, predictBatch, state: () => fitted.state };
}

/** f32[items × factors] of a model of ratings. */
const itemFactorsOf = (model: Savable): Float32Array => readState("test", model.state()).f32("itemFactors");

const nmf = modelOf(trainNmf, RATINGS, { factors: 1, userRegularization: 0, itemRegularization: 0 }, FACTORS.slice());

function predictionsOf(model: RatingModel, history: readonly (readonly [item: number, value: number])[]) {
  const rated = history.map(([item, value]): Rated => [0, item, value]);
  const histories = ratingsOf(1, model.itemCount, rated);
  return model.predictBatch({ users: firstUsers(1), histories, wanted: everyPair(1, model.itemCount) });
}

describe("a factorisation beside the baseline", () => {
  it("ranks items beyond the end of the scale by how far they are beyond", () => {
    const history = ratingsOf(1, 6, [[0, 0, 5]]);
    expect([...predictionsOf(nmf, [[0, 5]])].slice(0, 4)).toEqual([5, 5, 5, 1.25]);
    const { items, scores } = nmf.recommendBatch(history, 2);
    expect([...items]).toEqual([2, 1]);
    expect([...scores]).toEqual([7.5, 6.25]);
  });

  it("is served in the same order, and predicts what the scale allows", async () => {
    const engine = await served(nmf, RATINGS);
    const history = [{ itemId: "0", value: 5 }];
    expect(engine.recommend({ history, k: 2 }).items.map(({ itemId }) => itemId)).toEqual(["2", "1"]);
    const { predictions } = engine.predict({ history, items: ["2", "1"] });
    expect(predictions.map((each) => "predictedRating" in each && each.predictedRating)).toEqual([5, 5]);
  });

  it("does not count items without ratings in train among a history", () => {
    const options = { factors: 1, biases: false, regularization: 2, regularizationExponent: 1 };
    const model = modelOf(trainExplicitAls, RATINGS, options, FACTORS.slice());
    // x = 4·1 / (1 + 2·1): with a second item counted, λn would be 4.
    const expected = 4 / 3;
    expect(predictionsOf(model, [[0, 4]])[0]).toBeCloseTo(expected, 12);
    expect(
      predictionsOf(model, [
        [0, 4],
        [4, 5],
      ])[0],
    ).toBeCloseTo(expected, 12);
  });

  it("answers whose history has no item of train by the biases alone, and ranks such items among the others", async () => {
    const level = 3 + (5 - 3) / (15 + 1);
    const predictions = predictionsOf(nmf, [[4, 5]]);
    expect(predictions[5]).toBeCloseTo(level, 12);
    // b_i of item 0: it has one rating, of 1, by a user whose bias is 0 in the end: (1 − 3) / (10 + 1).
    expect(predictions[0]).toBeCloseTo(level - 2 / 11, 2);
    const engine = await served(nmf, RATINGS);
    const listed = engine.recommend({ history: [{ itemId: "4", value: 5 }], k: 6 }).items.map(({ itemId }) => itemId);
    expect(listed).toEqual([...nmf.recommendBatch(ratingsOf(1, 6, [[0, 4, 5]]), 5).items].map(String));
  });
});

describe("a factorisation with more factors than the scan kernel takes", () => {
  it("is served as one with fewer, but for similar items that point the other way", async () => {
    const ratings = someRatings(5);
    const narrow = await fitRatings(trainSvd, { factors: 5 })(ratings);
    const found = itemFactorsOf(narrow);
    const vectors = new Float32Array(30 * 520);
    for (let item = 0; item < 30; item++) vectors.set(found.subarray(item * 5, item * 5 + 5), item * 520);
    const wide = modelOf(trainSvd, ratings, { factors: 520 }, vectors);
    const [few, many] = [await served(narrow, ratings), await served(wide, ratings)];
    const history = [
      { itemId: "3", value: 5 },
      { itemId: "9", value: 1 },
    ];
    const [first, second] = [few, many].map((engine) => engine.recommend({ history, k: 28 }).items);
    expect(second?.map(({ itemId }) => itemId)).toEqual(first?.map(({ itemId }) => itemId));
    const alike = few.similar({ itemId: "3", k: 29 }).items.filter(({ score }) => score > 0);
    const { items } = many.similar({ itemId: "3", k: 29 });
    expect(items.map(({ itemId }) => itemId)).toEqual(alike.map(({ itemId }) => itemId));
    for (const [place, { score }] of items.entries()) expect(score).toBeCloseTo(alike[place]?.score ?? 0, 5);
    expect(many.similar({ itemId: "29", k: 29 })).toMatchObject({ items: [], fallback: undefined });
  });
});

describe.each(["lanczos", "randomised"])("svd by %s", (method) => {
  it("finds nothing like an item without ratings in train", async () => {
    const ratings = someRatings(5);
    const model = await fitRatings(trainSvd, { factors: 5, method })(ratings);
    expect([...itemFactorsOf(model).subarray(28 * 5)]).toEqual(new Array(10).fill(0));
    const engine = await served(model, ratings);
    expect(engine.similar({ itemId: "29", k: 29 }).items).toEqual([]);
  });
});
