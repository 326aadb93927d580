import { describe, expect, it } from "vitest";
import { kernelModule } from "../../src/kernels/module.node.ts";
import type { HeadInput } from "../../src/rerankers/reranker.ts";
import { createRecommender } from "../../src/serving/recommender.ts";
import { featureNames } from "../rerankers/untrained-head.ts";
import { ITEM_COUNT, idsOf, POPULAR } from "./fixture.ts";
import { weightsArtefact } from "./weights-fixture.ts";

const module = await kernelModule();
const recommender = createRecommender(weightsArtefact(), module);
const HEAD = { kind: "mlp", options: {}, candidateCount: 5, hidden: [] };

describe("a model of weights between items", () => {
  it("adds up what the items of a history add, and lists items of score 0 by index, above negative ones", () => {
    const answer = recommender.recommend({ history: ["5", "7"], k: ITEM_COUNT });
    // 5 adds to 6, 7 and 8 (1, ½, −¼); 7 adds to 8, 9 and 10.
    expect(idsOf(answer).slice(0, 4)).toEqual([6, 8, 9, 0]);
    expect(idsOf(answer).at(-1)).toBe(10);
    expect(answer.items.slice(0, 4).map(({ score }) => score)).toEqual([1, 0.75, 0.5, 0]);
    expect(answer).toMatchObject({ fallback: undefined, reranked: false, unknownItemIds: [] });
    expect(answer.items).toHaveLength(ITEM_COUNT - 2);
  });

  it("weighs a stored history by its values, and what is sent beside it by 1", () => {
    // cleo took 1 with the weight 3, and 2.
    const answer = recommender.recommend({ userId: "cleo", history: ["6"], k: 4 });
    expect(answer.items.map(({ itemId, score }) => [itemId, score])).toEqual([
      ["3", 3 * 0.5 + 1],
      ["7", 1],
      ["8", 0.5],
      ["0", 0],
    ]);
  });

  it("obeys filter and exclusions, and scores every item all the same", () => {
    const answer = recommender.recommend({ history: ["5"], exclude: ["6"], filter: { colour: "white" }, k: 2 });
    expect(idsOf(answer)).toEqual([7, 1]);
    expect(answer.work).toEqual({ itemsScored: ITEM_COUNT, itemsExcluded: 11 + 1, itemsReranked: 0 });
  });

  it("lists the positive entries of an item's row as similar, and none where there is none", () => {
    const answer = recommender.similar({ itemId: "4" });
    expect(answer.items.map(({ itemId, score }) => [itemId, score])).toEqual([
      ["5", 1],
      ["6", 0.5],
    ]);
    expect(answer.work).toEqual({ itemsScored: 3, itemsExcluded: 1, itemsReranked: 0 });
    expect(idsOf(recommender.similar({ itemId: "4", filter: { colour: "black" } }))).toEqual([6]);
    expect(recommender.similar({ itemId: "20" })).toMatchObject({ items: [], fallback: undefined });
    expect(() => recommender.similar({ itemId: "x" })).toThrow(expect.objectContaining({ code: "unknown-item" }));
  });

  it.each([
    [{ userId: "nobody" }, "unknown-user"],
    [{ userId: "bob" }, "empty-history"],
    [{ history: ["x"] }, "no-known-items"],
    [{}, "empty-history"],
  ])("falls back on what is popular for %j: %s", (request, reason) => {
    const answer = recommender.recommend(request);
    expect(answer.fallback).toBe(reason);
    expect(idsOf(answer)).toEqual(POPULAR.slice(0, 10));
  });

  it("says of a history whose rows lead nowhere that nothing follows from it", () => {
    // Item 20 adds nothing, and 19 adds to 20 alone.
    for (const history of [["20"], ["19", "20"]]) {
      const answer = recommender.recommend({ history, k: 3 });
      expect(answer).toMatchObject({ fallback: "no-signal", unknownItemIds: [] });
      expect(idsOf(answer)).toEqual(POPULAR.slice(0, 3));
      const { fallback, predictions } = recommender.predict({ history, items: [String(POPULAR[0])] });
      expect([fallback, predictions[0]?.score]).toEqual(["no-signal", answer.items[0]?.score]);
    }
    expect(recommender.recommend({ history: ["19"], k: 1 })).toMatchObject({
      fallback: undefined,
      items: [{ itemId: "20" }],
    });
    // Item 20 alone follows from 19: without it nothing does for what is left.
    const left = { history: ["19"], exclude: ["20"], k: 1 };
    expect(recommender.recommend(left)).toMatchObject({ fallback: "no-signal", items: [{ source: "popular" }] });
    const { fallback, predictions } = recommender.predict({ history: ["19"], items: ["3"] });
    expect([fallback, predictions[0]?.score]).toEqual(["no-signal", 0]);
  });

  it("is refused where its manifest names a model that has no weights", () => {
    expect(() => createRecommender(weightsArtefact("popularity"), module)).toThrow(
      /^tensor weights\.offsets: nothing asks for it; popularity cannot be served from it$/,
    );
  });

  it("is re-ranked by a head that reads features of its own weights", () => {
    const head = {
      score: ({ count }: HeadInput) => Float32Array.from({ length: count }, (_, place) => place),
      memory: () => ({ tensors: 0, bytes: 0 }),
      dispose: () => {},
    };
    const other = weightsArtefact();
    const retrieved = idsOf(createRecommender(other, module).recommend({ history: ["5"], k: 2 }));
    const features = featureNames(["slim"], other);
    const manifest = { ...other.manifest, head: { ...HEAD, features, candidateCount: 2 } };
    const headed = { ...other, manifest, head: new Map() };
    const answer = createRecommender(headed, module, head).recommend({ history: ["5"], k: 2 });
    expect(idsOf(answer)).toEqual(retrieved.reverse());
    expect(answer).toMatchObject({ reranked: true, work: { itemsReranked: 2 } });
  });

  it("holds the same memory after thousands of requests", () => {
    recommender.recommend({ history: ["1", "2", "3"], k: 1000, filter: { colour: "black" } });
    recommender.similar({ itemId: "1", k: 1000 });
    const before = recommender.memory();
    expect(before.wasmBytes).toBeGreaterThan(0);
    for (let request = 0; request < 3000; request++) {
      const itemId = String(request % ITEM_COUNT);
      if (request % 2 === 0)
        recommender.recommend({ history: [itemId], filter: { year: { min: 1990 + (request % 20) } } });
      else recommender.similar({ itemId, k: 1 + (request % 30) });
    }
    expect(recommender.memory()).toEqual(before);
  });
});
