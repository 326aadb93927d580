import { describe, expect, it } from "vitest";
import { RequestError } from "../../src/errors.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { MAXIMUM_EXAMPLE_WEIGHT, MAXIMUM_EXAMPLES } from "../../src/serving/limits.ts";
import { createRecommender } from "../../src/serving/recommender.ts";
import type { Reason, RecommendRequest } from "../../src/serving/types.ts";
import { artefact, engine, ITEM_COUNT, idsOf, popularityEngine, ratingsArtefact, scoreOf } from "./fixture.ts";
import { weightsArtefact } from "./weights-fixture.ts";

const module = await kernelModule();
const recommender = await engine();
const ratings = createRecommender(ratingsArtefact(), module);
const weights = createRecommender(weightsArtefact(), module);
const popular = await popularityEngine();
const whole = { k: ITEM_COUNT };

describe("likes", () => {
  it("are a history of their weights, and never returned", () => {
    const { items, fallback } = recommender.recommend({ likes: ["0", { itemId: "1", weight: 3 }], ...whole });
    const counts = new Map([
      [0, 1],
      [1, 3],
    ]);
    expect(fallback).toBeUndefined();
    expect(items).toHaveLength(ITEM_COUNT - 2);
    for (const { itemId, score } of items) expect(score).toBeCloseTo(scoreOf(counts, Number(itemId)), 5);
  });

  it("add their weight to an item of the history, stored or sent", () => {
    const counts = new Map([
      [0, 1 + 2],
      [2, 1],
    ]);
    const likes = [{ itemId: "0", weight: 2 }];
    for (const person of [{ userId: "ann" }, { history: ["0", "2"] }]) {
      const { items } = recommender.recommend({ ...person, likes, ...whole });
      expect(items).toHaveLength(ITEM_COUNT - 2);
      for (const { itemId, score } of items) expect(score).toBeCloseTo(scoreOf(counts, Number(itemId)), 5);
    }
  });

  it("count in a matrix of weights", () => {
    const once = weights.recommend({ likes: ["0"], ...whole });
    const twice = weights.recommend({ likes: [{ itemId: "0", weight: 2 }], ...whole });
    expect(once.items[0]!.score).not.toBe(0);
    expect(twice.items[0]!.score).toBeCloseTo(2 * once.items[0]!.score, 5);
    expect(once.items).toEqual(weights.recommend({ history: ["0"], ...whole }).items);
  });

  it("are rated highest in a model of ratings, whatever the history says", () => {
    const history = [{ itemId: "4", value: 2 }];
    const expected = ratings.recommend({ history: [{ itemId: "4", value: 5 }], ...whole });
    expect(ratings.recommend({ history, likes: ["4"], ...whole })).toEqual(expected);
  });
});

describe("dislikes", () => {
  it("are never returned, and what is like them sinks", () => {
    const plain = recommender.recommend({ history: ["0", "1"], ...whole });
    const answer = recommender.recommend({ history: ["0", "1"], dislikes: ["20"], ...whole });
    expect(idsOf(answer)).not.toContain(20);
    const scores = new Map(plain.items.map(({ itemId, score }) => [itemId, score]));
    for (const { itemId, score } of answer.items) {
      if (Number(itemId) % 2 === 0) expect(score).toBeLessThan(scores.get(itemId)!);
      else expect(score).toBeCloseTo(scores.get(itemId)!, 2);
    }
  });

  it("take an item out of the history", () => {
    const answer = recommender.recommend({ userId: "ann", history: ["1"], dislikes: ["0", "2"], ...whole });
    const sent = recommender.recommend({ history: ["1"], dislikes: ["2", "0"], ...whole });
    expect(answer.items).toEqual(sent.items);
    expect(idsOf(answer)[0]).toBe(19);
  });

  it("alone give the popular items without them", () => {
    const answer = recommender.recommend({ dislikes: ["0", "3"], k: 3 });
    expect(answer).toMatchObject({ fallback: "empty-history" });
    expect(idsOf(answer)).toEqual([1, 2, 4]);
  });

  it("are the lowest rating in a model of ratings", () => {
    const low = ratings.recommend({ history: [{ itemId: "4", value: 1 }], ...whole });
    expect(ratings.recommend({ dislikes: ["4"], ...whole }).items).toEqual(low.items);
  });

  it("are left out by a model that knows no person", () => {
    expect(idsOf(popular.recommend({ likes: ["1"], dislikes: ["0"], k: 2 }))).toEqual([2, 3]);
  });
});

describe("examples", () => {
  it("never come back, also where what was seen may", () => {
    const request = { history: ["0", "2", "6"], likes: ["2", "4"], dislikes: ["6"], excludeSeen: false, ...whole };
    for (const strategy of ["fold-in", "average", "best"] as const) {
      const listed = idsOf(recommender.recommend({ ...request, strategy }));
      expect(listed).toContain(0);
      for (const named of [2, 4, 6]) expect(listed).not.toContain(named);
    }
  });

  it("that are not known are named once and have no effect", () => {
    const answer = recommender.recommend({ history: ["0", "x"], likes: ["x", "y"], dislikes: ["z"] });
    expect(answer.unknownItemIds).toEqual(["x", "y", "z"]);
    expect(answer.items).toEqual(recommender.recommend({ history: ["0"] }).items);
  });

  it.each<[string, RecommendRequest, string, string]>([
    ["in both lists", { likes: ["3"], dislikes: ["3"] }, "conflicting-examples", 'got "3" in both'],
    ["unknown, in both lists", { likes: ["x"], dislikes: ["x"] }, "conflicting-examples", 'got "x" in both'],
    [
      "twice in one",
      { likes: ["3", { itemId: "3", weight: 2 }] },
      "repeated-example",
      'likes[1]: expected each item once, got "3"',
    ],
  ])("are refused %s", (_, request, code, message) => {
    const attempt = () => recommender.recommend(request);
    expect(attempt).toThrow(RequestError);
    expect(attempt).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }));
  });

  it("are as many, and weigh as much, as the limits say", () => {
    const many = (count: number) => Array.from({ length: count }, (_, at) => `item ${at}`);
    expect(() => recommender.recommend({ dislikes: many(MAXIMUM_EXAMPLES) })).not.toThrow();
    expect(() => recommender.recommend({ dislikes: many(MAXIMUM_EXAMPLES + 1) })).toThrow("dislikes.length: expected");
    const weighed = (weight: number) => () => recommender.recommend({ likes: [{ itemId: "1", weight }] });
    expect(weighed(MAXIMUM_EXAMPLE_WEIGHT)).not.toThrow();
    for (const weight of [0, -1, MAXIMUM_EXAMPLE_WEIGHT + 0.01, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(weighed(weight)).toThrow(`likes[0].weight: expected a number above 0, at most ${MAXIMUM_EXAMPLE_WEIGHT}`);
    }
  });
});

describe("strategies", () => {
  it("are fold-in by default", () => {
    const request = { history: ["0", "1"], dislikes: ["4"] };
    expect(recommender.recommend({ ...request, strategy: "fold-in" })).toEqual(recommender.recommend(request));
  });

  it.each(["average", "best"] as const)("%s lists by cosine: items of one colour are level", (strategy) => {
    const { items } = recommender.recommend({ history: ["0"], likes: ["2"], dislikes: ["1"], strategy, ...whole });
    const [black, white] = [0, 1].map((rest) => items.filter(({ itemId }) => Number(itemId) % 2 === rest));
    expect(black).toHaveLength(9);
    const [own, other] = strategy === "average" ? [2 / Math.sqrt(5), -1 / Math.sqrt(5)] : [1, -1];
    for (const { score } of black!) expect(score).toBeCloseTo(own, 5);
    for (const { score } of white!) expect(score).toBeCloseTo(other, 5);
    expect(items.map(({ itemId }) => Number(itemId) % 2)).toEqual([...black!.map(() => 0), ...white!.map(() => 1)]);
  });

  it("of likeness are no order that a head changes", async () => {
    const reversing = await engine({
      ...({ candidateCount: 6 } as object),
      score: ({ count }: { count: number }) => Float32Array.from({ length: count }, (_, place) => place),
      memory: () => ({ tensors: 0 }),
      dispose: () => {},
    } as never);
    const request = { history: ["0"], strategy: "average" } as const;
    expect(reversing.recommend(request)).toEqual(recommender.recommend(request));
  });

  it("are refused where the model has no factors", () => {
    for (const one of [weights, popular]) {
      const attempt = () => one.recommend({ history: ["0"], strategy: "average" });
      expect(attempt).toThrow(expect.objectContaining({ code: "unsupported-strategy" }));
      expect(attempt).toThrow(
        /strategy: the model \((slim|popularity)\) and its catalogue cannot honour it, which needs factors of items/,
      );
    }
    expect(() => recommender.recommend({ strategy: "worst" as never })).toThrow("strategy: expected one of");
  });
});

describe("capabilities", () => {
  it("say what a model does with examples", () => {
    const of = (one: typeof popular) => {
      const { dislikes, strategies, explain } = one.capabilities;
      return [dislikes, strategies.length, explain];
    };
    expect(of(recommender)).toEqual(["fold-in", 3, true]);
    expect(of(weights)).toEqual(["weights", 1, true]);
    expect(of(ratings)).toEqual(["ratings", 3, false]);
    expect(of(popular)).toEqual(["exclusion", 1, false]);
  });
});

describe("explanations", () => {
  const shares = (because: readonly Reason[] = []) => because.map(({ share }) => share);

  it("name the items that a score follows from, the largest part first", () => {
    const { items, explains } = recommender.recommend({
      history: ["0", "1"],
      likes: [{ itemId: "2", weight: 2 }],
      explain: true,
      k: 1,
    });
    expect(explains).toBe("score");
    const [first] = items;
    const because = first!.because!;
    expect(because.map((reason) => "itemId" in reason && reason.itemId)).toEqual(["2", "0"]);
    expect(because[0]).toMatchObject({ title: "Item 2" });
    expect(shares(because).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
    expect(shares(because)[0]! / shares(because)[1]!).toBeCloseTo((2 * 1.02) / 1, 4);
  });

  it("change nothing else", () => {
    const request = { history: ["0", "1", "5", "9"], dislikes: ["7"] };
    const { explains, items, ...rest } = recommender.recommend({ ...request, explain: true });
    const plain = recommender.recommend(request);
    expect({ ...rest, items: items.map(({ because, ...item }) => item) }).toEqual(plain);
    expect(Math.max(...items.map(({ because }) => because!.length))).toBeLessThanOrEqual(3);
  });

  it("are empty for items that nothing follows for, and for lists that are not personal", () => {
    const { items } = recommender.recommend({ history: ["0"], explain: true, ...whole });
    for (const { source, because } of items) expect(because).toHaveLength(source === "popular" ? 0 : 1);
    const unknown = recommender.recommend({ history: ["x"], explain: true });
    for (const { because } of unknown.items) expect(because).toEqual([]);
  });

  it("are those of a matrix of weights, and of likeness", () => {
    const { items } = weights.recommend({ history: ["0"], explain: true, k: 1 });
    expect(items[0]!.because).toEqual([expect.objectContaining({ itemId: "0", share: 1 })]);
    for (const strategy of ["average", "best"] as const) {
      const listed = ratings.recommend({ history: ["0"], strategy, explain: true, k: 1 });
      expect(listed.explains).toBe("score");
    }
  });

  it("have what a bias adds as popularity, in its place among the others", () => {
    const plain = artefact();
    const rows = plain.factors!.values as Float32Array;
    const options = { factors: 2, foldInWeight: 1, foldInRegularization: 0.01, biasLane: 1 };
    const model = { kind: "bpr", options, precision: "f32", factorCount: 3 } as const;
    // Biases of 0.1 beside scores of nearly 1: the larger part comes first.
    const values = Float32Array.from({ length: 3 * ITEM_COUNT }, (_, at) =>
      at % 3 === 2 ? 0.1 : rows[2 * Math.floor(at / 3) + (at % 3)]!,
    );
    const biased = createRecommender(
      {
        ...plain,
        manifest: { ...plain.manifest, model },
        factors: { precision: "f32", values },
        gram: Float32Array.of(0.1, 0, 0, 0, 0.1, 0, 0, 0, 2 ** 60),
      },
      module,
    );
    const { items } = biased.recommend({ history: ["0"], explain: true, k: 1 });
    const [first, second] = items[0]!.because!;
    expect(first).toMatchObject({ itemId: "0" });
    expect(second).toEqual({ source: "popularity", share: expect.closeTo(0.1 / items[0]!.score, 4) });
    expect(first!.share + second!.share).toBeCloseTo(1, 5);
  });

  it("are refused where a model cannot give them", () => {
    for (const one of [ratings, popular]) {
      const attempt = () => one.recommend({ history: ["0"], explain: true });
      expect(attempt).toThrow(expect.objectContaining({ code: "unsupported-explain" }));
      expect(attempt).toThrow(/explain: the model \((biased-mf|popularity)\) and its catalogue cannot honour it/);
    }
    expect(artefact().manifest.model.kind).toBe("implicit-als");
  });
});
