import { describe, expect, it } from "vitest";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { quantiseFactors } from "../../src/kernels/quantise.ts";
import { createRecommender } from "../../src/serving/recommender.ts";
import type { PredictRequest, Recommender } from "../../src/serving/types.ts";
import { artefact, engine, ITEM_COUNT, itemBias, POPULARITY, popularityEngine, ratingsArtefact } from "./fixture.ts";
import { weightsArtefact } from "./weights-fixture.ts";

const module = await kernelModule();
const ratings = createRecommender(ratingsArtefact(), module);
const factors = await engine();
const weights = createRecommender(weightsArtefact(), module);
const ALL = Array.from({ length: ITEM_COUNT }, (_, item) => String(item));

/** What the ratings fixture says of an item, with its bias for a user who gave these ratings. */
function rated(given: ReadonlyMap<number, number>, item: number): number {
  let bias = 0;
  for (const [other, rating] of given) bias += (rating - 3 - itemBias(other)) / (2 * given.size);
  return Math.min(5, Math.max(1, 3 + bias + itemBias(item)));
}

function expectRatings(engine: Recommender, request: PredictRequest, given: ReadonlyMap<number, number>): void {
  const { predictions } = engine.predict(request);
  expect(predictions.map(({ itemId }) => itemId)).toEqual(request.items);
  for (const prediction of predictions) {
    expect(prediction.predictedRating).toBeCloseTo(rated(given, Number(prediction.itemId)), 9);
    expect(prediction).not.toHaveProperty("score");
  }
}

describe("predictions of a model of ratings", () => {
  it("are those of a user who gave the ratings that were sent, in the order of the request", () => {
    const history = [
      { itemId: "4", value: 5 },
      { itemId: "12", value: 2 },
    ];
    const given = new Map([
      [4, 5],
      [12, 2],
    ]);
    expectRatings(ratings, { history, items: ["20", "3", "11"] }, given);
    expect(ratings.predict({ history, items: ["20", "7"] })).toEqual({
      predictions: [
        { itemId: "20", predictedRating: expect.any(Number), title: "Item 20" },
        // Item 7 has no title.
        { itemId: "7", predictedRating: expect.any(Number) },
      ],
      // These ratings are biases alone.
      fallback: "no-signal",
      unknownItemIds: [],
      work: { itemsScored: 2, itemsExcluded: 0, itemsReranked: 0 },
    });
  });

  it("know a user's stored ratings by name", () => {
    const stored = new Map([
      [0, 4],
      [2, 2],
    ]);
    expectRatings(ratings, { userId: "ann", items: ALL }, stored);
  });

  it("take a value that was sent before the stored one, and the stored one before none; of two, the last", () => {
    const given = new Map([
      [0, 1],
      [2, 2],
    ]);
    const history = [{ itemId: "0", value: 3 }, "2", { itemId: "0", value: 1 }, { itemId: "0" }];
    expectRatings(ratings, { userId: "ann", history, items: ALL }, given);
  });

  it("take an item without a value for a highest rating, and one outside the scale for its nearer end", () => {
    const best = new Map([[6, 5]]);
    for (const entry of ["6", { itemId: "6" }, { itemId: "6", value: 5 }, { itemId: "6", value: 1e15 }]) {
      expectRatings(ratings, { history: [entry], items: ALL }, best);
    }
    expectRatings(ratings, { history: [{ itemId: "6", value: -1e15 }], items: ALL }, new Map([[6, 1]]));
  });

  it.each([
    ["empty-history", {}],
    ["empty-history", { userId: "bob" }],
    ["unknown-user", { userId: "nobody" }],
    ["no-known-items", { history: ["x"] }],
  ] as const)("are what the model says of everybody, and say so: %s", (fallback, request) => {
    expectRatings(ratings, { ...request, items: ALL }, new Map());
    expect(ratings.predict({ ...request, items: ALL }).fallback).toBe(fallback);
  });
});

const SCORED = [
  ["factors", factors],
  ["factors of int8", int8Engine()],
  ["weights between items", weights],
] as const;

describe.each(SCORED)("predictions of a model of %s", (_, recommender) => {
  it("are the scores that a list shows for the same items, to the last bit", () => {
    for (const request of [{ history: ["0", "5"] }, { userId: "cleo", history: [{ itemId: "9", value: 2 }] }]) {
      const { items } = recommender.recommend({ ...request, k: ITEM_COUNT, rerank: false });
      expect(items.length).toBeGreaterThan(ITEM_COUNT - 5);
      const shown = new Map(items.map(({ itemId, score }) => [itemId, score]));
      const { predictions, fallback } = recommender.predict({ ...request, items: [...shown.keys()].sort() });
      expect(fallback).toBeUndefined();
      expect(predictions).toHaveLength(shown.size);
      for (const prediction of predictions) {
        expect(prediction.score, prediction.itemId).toBe(shown.get(prediction.itemId));
        expect(prediction).not.toHaveProperty("predictedRating");
      }
    }
  });

  it("are popularity for whom the model does not know", () => {
    const { predictions, fallback, work } = recommender.predict({ userId: "nobody", items: ["3", "0"] });
    expect(predictions.map(({ score }) => score)).toEqual([POPULARITY[3], POPULARITY[0]]);
    expect([fallback, work.itemsScored]).toEqual(["unknown-user", 0]);
  });
});

describe.each([...SCORED, ["ratings", ratings] as const])(
  "a question about items to a model of %s",
  (_, recommender) => {
    const history = ["2", "4"];
    const about = (items: readonly string[]) => recommender.predict({ history, items });
    const whole = new Map(about(ALL).predictions.map((prediction) => [prediction.itemId, prediction]));

    it("is answered for the items of the history too", () => {
      expect(about(history).predictions).toEqual(history.map((itemId) => whole.get(itemId)));
      expect(whole.size).toBe(ITEM_COUNT);
      // Each of these models gives 4 something for a user who has 2.
      const { score, predictedRating } = whole.get("4") ?? {};
      expect(predictedRating ?? score).toBeGreaterThan(0.1);
    });

    it("is answered in its order, as often as an item stands in it", () => {
      const items = ["5", "5", "6", "1", "5", "2"];
      expect(about(items).predictions).toEqual(items.map((itemId) => whole.get(itemId)));
      const sorted = ["1", "1", "2", "2", "2", "20"];
      expect(about(sorted).predictions).toEqual(sorted.map((itemId) => whole.get(itemId)));
    });

    it("leaves out unknown items and names each once, those of the history among them", () => {
      const answer = recommender.predict({ history: ["x", ...history], items: ["y", "5", "x", "y"] });
      expect(answer.predictions).toEqual([whole.get("5")]);
      expect(answer.unknownItemIds).toEqual(["x", "y"]);
    });

    it("may name no item at all", () => {
      expect(about([])).toMatchObject({ predictions: [], fallback: undefined, work: { itemsScored: 0 } });
      expect(about(["x"])).toMatchObject({ predictions: [], unknownItemIds: ["x"] });
    });

    it("refuses filters and exclusions, which predictions have no part of", () => {
      for (const more of [{ filter: { colour: "black" } }, { exclude: ["5"] }]) {
        const request = { history, items: ["5"], ...more };
        expect(() => recommender.predict(request)).toThrow(expect.objectContaining({ code: "unknown-field" }));
      }
    });

    it("has limits", () => {
      expect(about(Array<string>(1000).fill("5")).predictions).toHaveLength(1000);
      expect(() => about(Array<string>(1001).fill("5"))).toThrow(
        new RangeError("items.length: expected an integer from 0 to 1000, got 1001"),
      );
      expect(() => recommender.predict({ history: Array<string>(1001).fill("5"), items: [] })).toThrow(RangeError);
      for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 1e16]) {
        expect(() => recommender.predict({ history: [{ itemId: "5", value }], items: ["1"] })).toThrow(RangeError);
        expect(() => recommender.recommend({ history: [{ itemId: "5", value }] })).toThrow(RangeError);
      }
    });

    it("leaves the memory of the engine as it is", () => {
      const before = recommender.memory();
      for (let request = 0; request < 2000; request++) {
        about(ALL.slice(request % ITEM_COUNT));
        recommender.predict({ userId: "nobody", items: ["x", "1"] });
      }
      expect(recommender.memory()).toEqual(before);
    });
  },
);

describe("predictions where nothing is personal", () => {
  it("are popularity", async () => {
    const answer = (await popularityEngine()).predict({ history: ["1"], items: ["2", "x", "0"] });
    expect(answer).toEqual({
      predictions: [
        { itemId: "2", score: POPULARITY[2], source: "popular", title: "Item 2" },
        { itemId: "0", score: POPULARITY[0], source: "popular", title: "Item 0" },
      ],
      fallback: "model-not-personal",
      unknownItemIds: ["x"],
      work: { itemsScored: 0, itemsExcluded: 0, itemsReranked: 0 },
    });
  });
});

describe("predictions of a model with a head", () => {
  it("never ask the head: its scores belong to one list of candidates", async () => {
    const head = {
      score: () => {
        throw new Error("asked");
      },
      memory: () => ({ tensors: 1, bytes: 4 }),
      dispose: () => undefined,
    };
    const withHead = await engine(head);
    const request = { history: ["2"], items: ["4", "5"] };
    expect(withHead.predict(request)).toEqual(factors.predict(request));
    expect(() => withHead.recommend({ history: ["2"] })).toThrow("asked");
  });
});

describe("a value that a model cannot take", () => {
  const weighing = (options: Readonly<Record<string, string | number>>) => {
    const plain = artefact();
    const model = { ...plain.manifest.model, options: { ...plain.manifest.model.options, ...options } };
    return createRecommender({ ...plain, manifest: { ...plain.manifest, model } }, module);
  };

  it("is refused as the caller's, and as no other item's", () => {
    const recommender = weighing({ weighting: "linear" });
    const history = [{ itemId: "5", value: -7 }];
    const refused = expect.objectContaining({
      name: "RequestError",
      code: "bad-history-value",
      message: "history value: expected one that gives a positive weight in this model, got -7",
    });
    expect(() => recommender.predict({ history, items: ["1"] })).toThrow(refused);
    expect(() => recommender.recommend({ history })).toThrow(refused);
    expect(weighing({ weighting: "binary" }).predict({ history, items: ["1"] }).predictions).toHaveLength(1);
  });

  it("is refused where hkv has no confidence for it, and an item without a value is not", () => {
    // Values of the data were 2 and more here, as the value 1 has half the confidence of a pair that was not observed.
    const options = {
      objective: "hkv",
      unobservedWeight: "auto",
      weighting: "linear",
      confidence: 0.5,
      confidenceOffset: 0,
    };
    const recommender = weighing(options);
    const items = ["1"];
    expect(() => recommender.predict({ history: [{ itemId: "5", value: 1 }], items })).toThrow(
      expect.objectContaining({ name: "RequestError", code: "bad-history-value" }),
    );
    const [plain, least] = [["5"], [{ itemId: "5", value: 2 }]].map((history) =>
      recommender.predict({ history, items }),
    );
    expect(plain).toEqual(least);
  });

  it("is refused where it leaves equations without a solution, which stored values are not", () => {
    // Without a penalty, black and white are solved by the Gram matrix alone.
    const plain = artefact();
    const options = { ...plain.manifest.model.options, regularization: 0, weighting: "linear" };
    const flat = {
      ...plain,
      gram: new Float32Array(4),
      manifest: { ...plain.manifest, model: { ...plain.manifest.model, options } },
    };
    const recommender = createRecommender(flat, module);
    const items = ["1"];
    expect(() => recommender.predict({ history: [{ itemId: "2", value: 1 }], items })).toThrow(
      expect.objectContaining({ name: "RequestError", code: "bad-history-value" }),
    );
    expect(() => recommender.predict({ history: ["2"], items })).toThrow(
      expect.objectContaining({ name: "KernelError", code: "singular" }),
    );
  });
});

/** The fixture with its factors as int8. */
function int8Engine(): Recommender {
  const plain = artefact();
  const { values } = plain.factors as { values: Float32Array };
  const quantised = quantiseFactors(module, values, 2);
  const model = { ...plain.manifest.model, precision: "int8" } as const;
  const manifest = { ...plain.manifest, model };
  return createRecommender({ ...plain, manifest, factors: quantised.factors }, module);
}
