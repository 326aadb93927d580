import { describe, expect, it } from "vitest";
import { log } from "../../src/elementary.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import type { Head } from "../../src/rerankers/reranker.ts";
import { createRecommender } from "../../src/serving/recommender.ts";
import {
  engine,
  FEATURES,
  ITEM_COUNT,
  ITEMS,
  idsOf,
  POPULARITY,
  popularityEngine,
  ratingsArtefact,
} from "./fixture.ts";
import { weightsArtefact } from "./weights-fixture.ts";

const BOOST = "if(year > 2004, 4, 0.5)";
const boostOf = (item: number) => ((ITEMS.numbers.get("year")?.[item] ?? 0) > 2004 ? 4 : 0.5);
const raised = (score: number, item: number) => Math.fround(score < 0 ? score / boostOf(item) : score * boostOf(item));

const module = await kernelModule();
const FORMS = [
  ["factors", await engine()],
  ["weights", createRecommender(weightsArtefact(), module)],
  ["ratings", createRecommender(ratingsArtefact(), module)],
] as const;

describe.each(FORMS)("a boost over %s", (_, recommender) => {
  const ask = { history: ["3", "8"], exclude: ["5"] };

  it("puts items in the order of their boosted scores, popular ones by boosted popularity", () => {
    const { items } = recommender.recommend({ ...ask, k: ITEM_COUNT });
    const numbered = items.map((one) => ({ ...one, item: Number(one.itemId) }));
    const isTail = numbered.some(({ source, score }) => source === undefined && score !== 0);
    const sorted = (list: typeof numbered, scoreOf: (item: number, score: number) => number) =>
      list
        .map(({ item, score }) => ({ item, score: scoreOf(item, score) }))
        .sort((a, b) => b.score - a.score || a.item - b.item);
    const scored = sorted(
      numbered.filter(({ source }) => source === undefined),
      (item, score) => raised(score, item),
    );
    const popular = sorted(
      numbered.filter(({ source }) => source === "popular"),
      (item) => raised(POPULARITY[item] ?? 0, item),
    ).map(({ item, score }) => ({ item, score: isTail ? 0 : score }));
    const above = scored.filter(({ score }) => score > 0);
    const wanted = [...above, ...popular, ...scored.slice(above.length)];
    for (const k of [1, 4, 10, ITEM_COUNT]) {
      const found = recommender.recommend({ ...ask, k, boost: BOOST });
      const list = found.items.map(({ itemId, score }) => ({ item: Number(itemId), score }));
      if (found.fallback) expect(list.map(({ item }) => item)).toEqual(wanted.slice(0, k).map(({ item }) => item));
      else expect(list).toEqual(wanted.slice(0, k));
    }
    expect(idsOf(recommender.recommend({ ...ask, k: 10, boost: BOOST }))).not.toEqual(
      idsOf(recommender.recommend({ ...ask, k: 10 })),
    );
  });

  it("of 1 changes nothing", () => {
    const plain = recommender.recommend({ ...ask, k: ITEM_COUNT });
    expect(recommender.recommend({ ...ask, k: ITEM_COUNT, boost: "1" })).toEqual(plain);
  });

  it("is the same for many people at a time", () => {
    const people = [{ history: ["3", "8"] }, { history: ["1"] }, { userId: "ann" }, { history: [] }];
    const common = { k: 12, boost: BOOST };
    const alone = people.map((person) => recommender.recommend({ ...person, ...common }));
    expect(recommender.recommendMany(people, common)).toEqual(alone);
  });

  it("holds for similar and for popular items, with a filter", () => {
    const filter = { colour: "black" };
    const plain = recommender.similar({ itemId: "2", k: ITEM_COUNT, filter }).items;
    const found = recommender.similar({ itemId: "2", k: 5, filter, boost: BOOST }).items;
    const wanted = plain
      .map(({ itemId, score }) => ({ item: Number(itemId), score: raised(score, Number(itemId)) }))
      .sort((a, b) => b.score - a.score || a.item - b.item);
    expect(found.map(({ itemId, score }) => ({ item: Number(itemId), score }))).toEqual(wanted.slice(0, 5));

    const popular = recommender.popular({ k: 8, filter, boost: BOOST }).items;
    const ranked = Array.from(POPULARITY, (count, item) => ({ itemId: String(item), score: raised(count, item) }))
      .filter(({ itemId }) => Number(itemId) % 2 === 0)
      .sort((a, b) => b.score - a.score || Number(a.itemId) - Number(b.itemId));
    expect(popular.map(({ itemId, score }) => ({ itemId, score }))).toEqual(ranked.slice(0, 8));
  });
});

it("a boost orders the popular items of a model that knows no person", async () => {
  const { items, fallback } = (await popularityEngine()).recommend({ k: 3, boost: "if(year > 2004, 4, 1)" });
  expect(fallback).toBe("model-not-personal");
  // Of 1990 + item; items 4, 9, 14 and 19 have no year, and so a boost of 1: a comparison with it does not hold.
  expect(items.map(({ itemId, score }) => [itemId, score])).toEqual([
    ["0", 20],
    ["15", 20],
    ["1", 19],
  ]);
});

describe("behind a head", () => {
  const h = (place: number) => 1 - place / 8;
  const inputs: Float32Array[] = [];
  const head: Head = {
    score: ({ count, features }) => {
      inputs.push(features);
      return Float32Array.from({ length: count }, (_, place) => h(place));
    },
    memory: () => ({ tensors: 0, bytes: 0 }),
    dispose: () => undefined,
  };

  it("candidates are found with the boost, their logits get ln b, and their features stay as they are", async () => {
    const recommender = await engine(head);
    const boosts = new Map([18, 16, 6].map((item) => [item, item === 6 ? 100 : 0.75]));
    // Black items by score × boost: 6 rises to the front, 18 and 16 fall behind 10.
    const boost = "if(year == 1996, 100, if(year == 2008 or year == 2006, 0.75, 1))";
    const candidates = [6, 20, 14, 12, 10, 8];
    const wanted = candidates
      .map((item, place) => ({ item, score: Math.fround(Math.fround(h(place)) + log(boosts.get(item) ?? 1)) }))
      .sort((a, b) => b.score - a.score);
    const { items, reranked } = recommender.recommend({ history: ["0", "2"], k: 6, boost });
    expect(reranked).toBe(true);
    expect(items.map(({ itemId, score }) => ({ item: Number(itemId), score }))).toEqual(wanted);
    const plain = recommender.recommend({ history: ["0", "2"], k: ITEM_COUNT, rerank: false }).items;
    const scores = candidates.map((item) => plain.find(({ itemId }) => Number(itemId) === item)?.score ?? 0);
    const mean = scores.reduce((sum, score) => sum + score, 0) / 6;
    const deviation = Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / 6);
    const at = FEATURES.indexOf("implicit-als.score");
    for (const [row, score] of scores.entries()) {
      expect(inputs[0]?.[row * FEATURES.length + at]).toBeCloseTo((score - mean) / deviation, 4);
    }
  });
});

describe("a boost that cannot be used", () => {
  it.each([
    ["year *", "bad-boost"],
    ["yaer / 2000", "unknown-boost-column"],
    ["1 / (year - 1990)", "bad-boost"],
  ])("%s is refused by every kind of list", (boost, code) => {
    const [, recommender] = FORMS[0];
    const error = expect.objectContaining({ code });
    expect(() => recommender.recommend({ history: ["3"], boost })).toThrow(error);
    expect(() => recommender.similar({ itemId: "3", boost })).toThrow(error);
    expect(() => recommender.popular({ boost })).toThrow(error);
  });
});
