import { describe, expect, it } from "vitest";
import { createCategoryColumn } from "../../src/data/items.ts";
import { ArtefactError } from "../../src/errors.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { MAXIMUM_EXCLUDE, MAXIMUM_HISTORY, MAXIMUM_K } from "../../src/serving/limits.ts";
import { createRecommender } from "../../src/serving/recommender.ts";
import type { RecommendRequest } from "../../src/serving/types.ts";
import { artefact, engine, ITEM_COUNT, idsOf, POPULAR, POPULARITY, popularityEngine, scoreOf } from "./fixture.ts";

const recommender = await engine();
const BLACK_DOWN = [20, 18, 16, 14, 12, 10, 8, 6, 4, 2, 0];
const WHITE_DOWN = [19, 17, 15, 13, 11, 9, 7, 5, 3, 1];
const without = (list: readonly number[], ...left: number[]) => list.filter((item) => !left.includes(item));
const ascending = (list: readonly number[]) => list.toSorted((a, b) => a - b);

describe("recommendations", () => {
  it("follow the history: its colour from the highest number down, then the other from the lowest up", () => {
    const answer = recommender.recommend({ history: ["0", "2"], k: ITEM_COUNT });
    expect(idsOf(answer)).toEqual([...without(BLACK_DOWN, 0, 2), ...ascending(WHITE_DOWN)]);
    expect(answer).toMatchObject({ fallback: undefined, unknownItemIds: [], reranked: false });
  });

  it("have the scores of the normal equations", () => {
    const { items } = recommender.recommend({ history: ["0", "1", "6"], k: ITEM_COUNT });
    const history = new Map([0, 1, 6].map((item) => [item, 1]));
    for (const { itemId, score } of items) expect(score).toBeCloseTo(scoreOf(history, Number(itemId)), 5);
  });

  it("are ten by default", () => {
    expect(recommender.recommend({ history: ["0"] }).items).toHaveLength(10);
  });

  it("know a stored user by name, as if the history were sent", () => {
    const named = recommender.recommend({ userId: "ann" });
    expect(named).toEqual(recommender.recommend({ history: ["2", "0"] }));
    expect(named.fallback).toBeUndefined();
  });

  it("weigh a stored history by its values, and what is sent beside it by 1", () => {
    const { items } = recommender.recommend({ userId: "cleo", history: ["4", "1"], k: ITEM_COUNT });
    const history = new Map([
      [1, 3],
      [2, 1],
      [4, 1],
    ]);
    expect(items).toHaveLength(ITEM_COUNT - 3);
    for (const { itemId, score } of items) expect(score).toBeCloseTo(scoreOf(history, Number(itemId)), 5);
  });

  it("weigh what is sent as training weighed an interaction of value 1, whatever the weighting", async () => {
    const plain = artefact();
    const model = {
      ...plain.manifest.model,
      options: { ...plain.manifest.model.options, weighting: "linear", confidence: 4 },
    };
    const weighted = createRecommender({ ...plain, manifest: { ...plain.manifest, model } }, await kernelModule());
    const { items } = weighted.recommend({ history: ["0", "1"], k: ITEM_COUNT });
    const history = new Map([0, 1].map((item) => [item, 1 + 4 * 1]));
    expect(items).toHaveLength(ITEM_COUNT - 2);
    for (const { itemId, score } of items) expect(score).toBeCloseTo(scoreOf(history, Number(itemId)), 5);
  });

  it("count an item once, however often it is sent", () => {
    expect(recommender.recommend({ history: ["0", "2", "0"] })).toEqual(recommender.recommend({ history: ["2", "0"] }));
  });

  it("leave unknown items aside and name each once", () => {
    const answer = recommender.recommend({ history: ["x", "0", "y", "x", "2"] });
    expect(answer.unknownItemIds).toEqual(["x", "y"]);
    expect(answer.items).toEqual(recommender.recommend({ history: ["0", "2"] }).items);
  });

  it("never contain what is excluded; unknown exclusions have no effect and are named", () => {
    const answer = recommender.recommend({ history: ["0"], exclude: ["20", "16", "nothing", "20"], k: 3 });
    expect(idsOf(answer)).toEqual([18, 14, 12]);
    expect(answer.unknownItemIds).toEqual(["nothing"]);
    const popular = recommender.recommend({ history: ["x"], exclude: ["nothing", "x"], k: 1 });
    expect(popular).toMatchObject({ fallback: "no-known-items", unknownItemIds: ["x", "nothing"] });
  });

  it("obey a filter", () => {
    const filter = { tags: "three", year: { max: 2002 } };
    expect(idsOf(recommender.recommend({ history: ["0", "6"], filter }))).toEqual([12, 3]);
    expect(idsOf(recommender.recommend({ history: ["0"], filter, exclude: ["12"] }))).toEqual([6, 3]);
  });

  it("are none where none passes the filter", () => {
    expect(recommender.recommend({ history: ["0"], filter: { colour: "green" } })).toMatchObject({
      items: [],
      fallback: undefined,
      work: { itemsScored: 0, itemsExcluded: ITEM_COUNT, itemsReranked: 0 },
    });
  });

  it("are none where the history is the whole catalogue", () => {
    expect(recommender.recommend({ history: POPULAR.map(String) }).items).toEqual([]);
  });

  it("carry the title where there is one, and no title at all where there is none", () => {
    const { items } = recommender.recommend({ history: ["0"], k: ITEM_COUNT });
    const byId = new Map(items.map((item) => [item.itemId, item]));
    expect(byId.get("6")?.title).toBe("Item 6");
    expect(byId.get("7")).toBeDefined();
    expect(byId.get("7")).not.toHaveProperty("title");
  });

  it("do not change the request", () => {
    const request = { history: ["2", "0"], exclude: ["5"], filter: { colour: ["black"] } };
    const before = structuredClone(request);
    recommender.recommend(request);
    expect(request).toEqual(before);
  });
});

describe("the length of a list", () => {
  it.each([0, -1, 1.5, Number.NaN, MAXIMUM_K + 1])("may not be %s", (k) => {
    expect(() => recommender.recommend({ history: ["0"], k })).toThrow(RangeError);
    expect(() => recommender.similar({ itemId: "0", k })).toThrow(RangeError);
    expect(() => recommender.popular({ k })).toThrow(RangeError);
  });

  it("may be more than there are items", () => {
    expect(recommender.recommend({ history: ["0"], k: MAXIMUM_K }).items).toHaveLength(ITEM_COUNT - 1);
    expect(recommender.similar({ itemId: "0", k: MAXIMUM_K }).items).toHaveLength((ITEM_COUNT - 1) / 2);
    expect(recommender.popular({ k: MAXIMUM_K }).items).toHaveLength(ITEM_COUNT);
  });

  it("of a history and of exclusions has a limit", () => {
    const ids = (count: number) => Array.from({ length: count }, (_, at) => `x${at}`);
    expect(() => recommender.recommend({ history: ids(MAXIMUM_HISTORY) })).not.toThrow();
    expect(() => recommender.recommend({ history: ids(MAXIMUM_HISTORY + 1) })).toThrow(/history.length/);
    expect(() => recommender.recommend({ exclude: ids(MAXIMUM_EXCLUDE) })).not.toThrow();
    expect(() => recommender.recommend({ exclude: ids(MAXIMUM_EXCLUDE + 1) })).toThrow(/exclude.length/);
  });

  it.each(["history", "likes", "dislikes", "exclude", "fields"])(
    "refuses a text in the place of a list: %s",
    (name) => {
      const request = { [name]: "12" };
      expect(() => recommender.recommend(request)).toThrow(`${name}: expected an array, got "12"`);
    },
  );
});

describe("users who cannot be answered personally", () => {
  it.each<[string, RecommendRequest, string]>([
    ["an unknown user", { userId: "zoe" }, "unknown-user"],
    ["an unknown user with an empty history", { userId: "zoe", history: [] }, "unknown-user"],
    ["nobody", {}, "empty-history"],
    ["a known user without history", { userId: "bob" }, "empty-history"],
    ["a history of unknown items", { history: ["x"] }, "no-known-items"],
    ["an unknown user with unknown items", { userId: "zoe", history: ["x"] }, "no-known-items"],
  ])("gets the popular items and the reason: %s", (_, request, fallback) => {
    const answer = recommender.recommend({ ...request, k: 4 });
    expect(answer.fallback).toBe(fallback);
    expect(idsOf(answer)).toEqual([0, 1, 2, 3]);
    expect(answer.items.map(({ score }) => score)).toEqual([20, 19, 18, 17]);
    expect(answer.unknownItemIds).toEqual(request.history?.length === 1 ? ["x"] : []);
    expect(answer.reranked).toBe(false);
  });

  it("is not an unknown user with known items", () => {
    const answer = recommender.recommend({ userId: "zoe", history: ["0", "2"] });
    expect(answer).toEqual(recommender.recommend({ history: ["0", "2"] }));
  });

  it("still gets what the filter and the exclusions leave", () => {
    const filter = { colour: "white" };
    expect(idsOf(recommender.recommend({ filter, exclude: ["3", "1"], k: 3 }))).toEqual([5, 7, 9]);
  });
});

describe("popular items", () => {
  it("come by count, and by index where counts are level", () => {
    const { items, fallback } = recommender.popular({ k: ITEM_COUNT });
    expect(items.map(({ itemId }) => Number(itemId))).toEqual(POPULAR);
    expect(items.map(({ score }) => score)).toEqual([...POPULARITY]);
    expect(fallback).toBeUndefined();
  });

  it("obey a filter", () => {
    expect(idsOf(recommender.popular({ filter: { tags: "five" } }))).toEqual([5, 6, 10, 15, 20]);
  });
});

describe("an artefact of popularity alone", () => {
  it("answers everybody with popular items that are new to them", async () => {
    const popularity = await popularityEngine();
    const answer = popularity.recommend({ userId: "ann", history: ["1", "x"], k: 3 });
    expect(idsOf(answer)).toEqual([3, 4, 5]);
    expect(answer).toMatchObject({ fallback: "model-not-personal", unknownItemIds: ["x"], reranked: false });
    expect(idsOf(popularity.similar({ itemId: "1", k: 2 }))).toEqual([0, 2]);
    expect(popularity.similar({ itemId: "1" }).fallback).toBe("model-not-personal");
    expect(popularity.memory()).toEqual({ wasmBytes: 0, headTensors: 0 });
  });
});

describe("an artefact of a model that this version does not serve", () => {
  it("is refused", async () => {
    const { manifest, ...rest } = artefact();
    const module = await kernelModule();
    const unknown = { ...rest, manifest: { ...manifest, model: { ...manifest.model, kind: "alphabet" } } };
    expect(() => createRecommender(unknown, module)).toThrow(ArtefactError);
    expect(() => createRecommender(unknown, module)).toThrow(/model.kind: .* got alphabet/);
    expect(() => createRecommender({ ...rest, manifest, factors: undefined }, module)).toThrow(ArtefactError);
  });
});

describe("the details of an item", () => {
  it("are all that the catalogue says of it", () => {
    expect(recommender.item("6")).toEqual({
      itemId: "6",
      title: "Item 6",
      popularity: 15,
      categories: { colour: ["black"], tags: ["two", "three", "five"] },
      numbers: { year: 1996 },
    });
  });

  it("leave out an unknown number and keep an empty title", () => {
    expect(recommender.item("4")?.numbers).toEqual({});
    expect(recommender.item("7")?.title).toBe("");
    expect(recommender.item("0")?.categories).toEqual({ colour: ["black"], tags: [] });
  });

  it("are undefined for an unknown item", () => {
    expect(recommender.item("x")).toBeUndefined();
  });

  it("keeps columns with the names of built-in properties", async () => {
    const plain = artefact();
    const columns = ["__proto__", "constructor"];
    const items = {
      ...plain.items,
      categories: new Map(columns.map((name) => [name, createCategoryColumn(POPULAR.map(() => ["own"]))])),
      numbers: new Map(columns.map((name) => [name, Float64Array.from(POPULAR, () => 7)])),
    };
    const details = createRecommender({ ...plain, items }, await kernelModule()).item("3");
    expect(Object.entries(details?.categories ?? {})).toEqual(columns.map((name) => [name, ["own"]]));
    expect(Object.entries(details?.numbers ?? {})).toEqual(columns.map((name) => [name, 7]));
  });

  it("stand beside the list of all ids and the manifest", () => {
    expect(recommender.itemIds()).toEqual(POPULAR.map(String));
    expect(recommender.itemCount).toBe(ITEM_COUNT);
    expect(recommender.manifest.name).toBe("fixture");
  });
});
