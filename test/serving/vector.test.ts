import { describe, expect, it } from "vitest";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { stateOf } from "../../src/models/state.ts";
import { createRecommender } from "../../src/serving/recommender.ts";
import type { RecommendRequest } from "../../src/serving/types.ts";
import { BIASES, dotArtefact, LENGTH, VECTORS } from "../models/dot-artefact.ts";
import { engine, ITEM_COUNT, popularityEngine, ratingsArtefact } from "./fixture.ts";

const module = await kernelModule();
const vector = [0.5, -1, 0.25, 2, 0, -0.75];
const foldsIn = createRecommender(dotArtefact(), module);
const withBias = createRecommender(dotArtefact({ bias: true, biasLane: 0.37 }), module);
const ids = ({ items }: { readonly items: readonly { readonly itemId: string }[] }) =>
  items.map(({ itemId }) => itemId);

/** Items by x·y + b in f64, without those that are out. */
function expected(
  hasBias: boolean,
  isOut: (item: number) => boolean = () => false,
): { itemId: string; score: number }[] {
  return VECTORS.map((row, item) => {
    const score = row.reduce((sum, value, lane) => sum + value * (vector[lane] ?? 0), 0);
    return { itemId: `${item}`, score: score + (hasBias ? (BIASES[item] ?? 0) : 0) };
  })
    .filter(({ itemId }) => !isOut(Number(itemId)))
    .sort((a, b) => b.score - a.score);
}

describe("the vector of a request", () => {
  it.each([
    [false, foldsIn],
    [true, withBias],
    [false, createRecommender(dotArtefact({ foldIn: "none" }), module)],
    [false, createRecommender(dotArtefact({ foldIn: "ridge", regularization: 1 }), module)],
  ])("scores all items by its products, with the biases of items: %s", (hasBias, recommender) => {
    const answer = recommender.recommend({ vector, k: ITEM_COUNT });
    expect(answer).toMatchObject({ fallback: undefined, reranked: false, unknownItemIds: [] });
    expect(ids(answer)).toEqual(ids({ items: expected(hasBias) }));
    for (const [place, { itemId, score, source }] of answer.items.entries()) {
      expect(source, itemId).toBeUndefined();
      expect(score).toBeCloseTo(expected(hasBias)[place]?.score ?? Number.NaN, 4);
    }
    expect(answer.work.itemsScored).toBe(ITEM_COUNT);
  });

  it("stands in place of the history, whose items are not listed unless the request says so", () => {
    const seen = (item: number) => item === 0 || item === 2 || item === 5;
    const request = { vector, userId: "ann", history: ["5", "x"], k: ITEM_COUNT };
    const answer = foldsIn.recommend(request);
    expect(ids(answer)).toEqual(ids({ items: expected(false, seen) }));
    expect(answer.unknownItemIds).toEqual(["x"]);
    expect(ids(foldsIn.recommend({ ...request, excludeSeen: false }))).toEqual(ids({ items: expected(false) }));
    // Nothing is left to fall back from.
    for (const nobody of [{ userId: "zoe" }, { history: ["x"] }, { history: [] }, { likes: [], dislikes: [] }]) {
      expect(foldsIn.recommend({ ...nobody, vector }).fallback).toBeUndefined();
    }
  });

  it("counts by its direction alone where rows have length 1, and by its length elsewhere", () => {
    const unit = createRecommender(dotArtefact({ normalise: true, bias: true }), module);
    const doubled = vector.map((value) => 2 * value);
    expect(unit.recommend({ vector: doubled }).items).toEqual(unit.recommend({ vector }).items);
    expect(ids(withBias.recommend({ vector: vector.map((value) => 20 * value) }))).not.toEqual(
      ids(withBias.recommend({ vector })),
    );
    const [{ score } = { score: 0 }] = foldsIn.recommend({ vector: doubled }).items;
    expect(score).toBeCloseTo(2 * (expected(false)[0]?.score ?? 0), 4);
  });

  it("of zeros gets the popular items, of which nothing follows", () => {
    for (const recommender of [foldsIn, withBias]) {
      const answer = recommender.recommend({ vector: vector.map(() => 0), k: 3 });
      expect([answer.fallback, ids(answer)]).toEqual(["no-signal", ["0", "1", "2"]]);
    }
  });

  it("goes with filters, exclusions, boosts, pages, diversity, limits, fill and slots", () => {
    const whole = expected(false);
    const plain = { vector, k: ITEM_COUNT };
    const black = (item: number) => item % 2 === 0;
    expect(ids(foldsIn.recommend({ ...plain, filter: { colour: "black" }, exclude: ["4"] }))).toEqual(
      ids({ items: expected(false, (item) => !black(item) || item === 4) }),
    );
    const pages = [0, 5, 10, 15, 20].flatMap((offset) => ids(foldsIn.recommend({ vector, k: 5, offset })));
    expect(pages).toEqual(ids({ items: whole }));
    const boosted = whole.map(({ itemId, score }) => {
      const boost = black(Number(itemId)) ? 3 : 1;
      return { itemId, score: score < 0 ? score / boost : score * boost };
    });
    expect(ids(foldsIn.recommend({ ...plain, boost: 'if(has(colour, "black"), 3, 1)' }))).toEqual(
      ids({ items: boosted.toSorted((a, b) => b.score - a.score) }),
    );
    expect(ids(foldsIn.recommend({ ...plain, diversity: 0.9 })).toSorted()).toEqual(ids({ items: whole }).toSorted());
    expect(ids(foldsIn.recommend({ ...plain, diversity: 0.9 }))).not.toEqual(ids({ items: whole }));
    const limited = ids(foldsIn.recommend({ vector, k: 4, limits: [{ column: "colour", atMost: 2 }] }));
    expect(limited.filter((itemId) => black(Number(itemId)))).toHaveLength(2);
    const cut = foldsIn.recommend({ ...plain, minScore: 0.5, fill: "none" }).items;
    expect(ids({ items: cut })).toEqual(
      ids({ items: whole.filter(({ score }) => score >= 0.5 * (whole[0]?.score ?? 0)) }),
    );
    const explored = foldsIn.recommend({ ...plain, explore: { rate: 0.5, keep: 1 }, recommendationId: "a" });
    expect(explored.items[0]).toMatchObject({ itemId: whole[0]?.itemId, propensity: 1 });
  });

  it("orders given items", () => {
    const items = ["0", "7", "20", "3", "11"];
    const answer = foldsIn.rank({ vector, history: ["7"], items });
    expect(ids(answer)).toEqual(ids({ items: expected(false, (item) => !items.includes(`${item}`)) }));
  });

  it("is that of each person, of many at a time", () => {
    const people = [{ vector }, { history: ["3"] }, { vector: vector.map((value) => -value), userId: "ann" }, {}];
    expect(foldsIn.recommendMany(people, { k: 7 })).toEqual(
      people.map((person) => foldsIn.recommend({ ...person, k: 7 })),
    );
  });

  it("is not of a head", async () => {
    const head = {
      score: ({ count }: { count: number }) => new Float32Array(count),
      memory: () => ({ tensors: 0, bytes: 0 }),
      dispose: () => undefined,
    };
    const headed = await engine(head);
    const answer = headed.recommend({ vector: [1, 0.5], k: 4 });
    expect(answer).toMatchObject({ reranked: false, work: { itemsReranked: 0 } });
    expect(answer.items).toEqual((await engine()).recommend({ vector: [1, 0.5], k: 4 }).items);
    expect(headed.recommend({ history: ["0"] }).reranked).toBe(true);
  });

  it.each<[string, RecommendRequest]>([
    ["likes", { likes: ["1"] }],
    ["dislikes", { dislikes: ["1"] }],
    ["attributes", { attributes: { sex: "f" } }],
    ["strategy: best", { strategy: "best" }],
    ["explain", { explain: true }],
    ["explore.method: thompson", { explore: { rate: 1, method: "thompson" }, recommendationId: "a" }],
    ["rerank: true", { rerank: true }],
  ])("is refused beside what works on a history: %s", (field, request) => {
    const ridge = createRecommender(dotArtefact({ foldIn: "ridge", regularization: 1 }), module);
    expect(() => ridge.recommend({ vector, ...request })).toThrow(
      expect.objectContaining({
        name: "RequestError",
        code: "conflicting-vector",
        message: expect.stringContaining(`\`${field}\``),
      }),
    );
    expect(() => ridge.rank({ vector, items: ["1"], ...request })).toThrow(
      expect.objectContaining({ code: "conflicting-vector" }),
    );
  });

  it("goes with fields that ask for nothing", () => {
    const request = {
      likes: [],
      dislikes: [],
      attributes: {},
      strategy: "fold-in",
      explain: false,
      rerank: false,
    } as const;
    expect(foldsIn.recommend({ vector, ...request }).items).toEqual(foldsIn.recommend({ vector }).items);
  });

  it("is refused by models without factors", async () => {
    const popular = await popularityEngine();
    expect(popular.capabilities.vector).toBe(0);
    expect(() => popular.recommend({ vector })).toThrow(
      expect.objectContaining({ code: "unsupported-vector", message: expect.stringContaining("popularity") }),
    );
  });

  it.each<[string, unknown, string]>([
    [
      "too short",
      [1, 2],
      `vector: expected an array of ${LENGTH} numbers, as many as this model has factors without biases of items, got one of 2`,
    ],
    ["with a lane for the bias", [...vector, 1], `got one of ${LENGTH + 1}`],
    ["empty", [], "got one of 0"],
    ["a text", "0,1,2,3,4,5", 'got "0,1,2,3,4,5"'],
    ["an object", { 0: 1, length: LENGTH }, "vector: expected an array"],
    ["the output of a network as it is", Float32Array.from(vector), "got a typed array; send Array.from of it"],
    ["null", null, "got null"],
    [
      "of texts",
      vector.map(String),
      'vector[0]: expected a number from -1000000000000000 to 1000000000000000, got "0.5"',
    ],
    ["nested", [vector, ...vector.slice(1)], "vector[0]: expected a number"],
    ["with NaN", vector.with(3, Number.NaN), "vector[3]: expected a number"],
    ["with infinity", vector.with(5, -Number.POSITIVE_INFINITY), "vector[5]: expected a number"],
    ["with what f32 has not", vector.with(1, 1e39), "vector[1]: expected a number"],
    ["with a hole", Object.assign(new Array(LENGTH), { 0: 1 }), "vector[1]: expected a number"],
  ])("is refused where it is %s", (_, bad, message) => {
    for (const recommender of [foldsIn, withBias]) {
      expect(() => recommender.recommend({ vector: bad as number[] })).toThrow(
        expect.objectContaining({
          name: "RequestError",
          code: "bad-vector",
          message: expect.stringContaining(message),
        }),
      );
    }
  });

  it("beside ratings without biases takes items without ratings to be worth the mean", () => {
    const whole = ratingsArtefact();
    const options = { factors: 1, biases: false, regularization: 1 };
    const model = { ...whole.manifest.model, kind: "explicit-als", options };
    // Of item 20 there is no rating, so that nothing is in its factors; 19 is predicted below the mean, which is 3.
    const rated = Uint32Array.of(2 ** 20 - 1);
    const itemFactors = Float32Array.from({ length: ITEM_COUNT }, (_, item) => [0, 2][20 - item] ?? 4 + item / 100);
    const state = stateOf({
      scale: Float64Array.of(3, 1, 5),
      itemBiases: new Float64Array(ITEM_COUNT),
      itemFactors,
      rated,
    });
    const recommender = createRecommender({ ...whole, manifest: { ...whole.manifest, model }, state }, module);
    expect(recommender.capabilities.vector).toBe(1);
    const { items } = recommender.recommend({ vector: [1], k: ITEM_COUNT });
    expect(items.slice(0, 1)).toMatchObject([{ itemId: "18", score: Math.fround(4.18) }]);
    expect(items.slice(-2)).toMatchObject([
      { itemId: "20", score: 3 },
      { itemId: "19", score: 2 },
    ]);
  });

  it("can be as large as values of histories, and what overflows beside large rows is refused", () => {
    const large = foldsIn.recommend({ vector: vector.map((value) => value * 5e14), k: ITEM_COUNT });
    expect(ids(large)).toEqual(ids({ items: expected(false) }));
    const whole = dotArtefact();
    const state = new Map(
      [...(whole.state ?? [])].map(([name, tensor]) => [
        name,
        { ...tensor, values: Float32Array.from(tensor.values, (value) => value * 1e30) },
      ]),
    );
    const steep = createRecommender({ ...whole, state }, module);
    expect(() => steep.recommend({ vector: vector.map((value) => value * 5e14) })).toThrow(
      expect.objectContaining({ code: "bad-vector" }),
    );
    expect(ids(steep.recommend({ vector, k: ITEM_COUNT }))).toEqual(ids({ items: expected(false) }));
  });
});
