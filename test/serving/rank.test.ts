import { describe, expect, it } from "vitest";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { createRecommender } from "../../src/serving/recommender.ts";
import { engine, idsOf, popularityEngine, ratingsArtefact } from "./fixture.ts";
import { HISTORY, idsIn, largeEngine } from "./large-fixture.ts";

const small = await engine();
const plain = await largeEngine();
const withHead = await largeEngine(true);
/** Every seventh item, from the last down, one of them twice, and some of the history. */
const GIVEN = [...Array.from({ length: 200 }, (_, at) => `i${(199 - at) * 7}`), "i7", ...HISTORY.slice(0, 3)];

describe("the order of given items", () => {
  it("is that of the list of everything, seen items too", () => {
    for (const recommender of [plain, withHead]) {
      const request = { history: HISTORY, rerank: false };
      const ranked = recommender.rank({ ...request, items: GIVEN });
      const all = recommender.recommend({ ...request, excludeSeen: false, k: 1000 });
      const more = recommender.recommend({ ...request, excludeSeen: false, k: 1000, offset: 1000 });
      const given = new Set(GIVEN);
      expect(ranked.items).toEqual([...all.items, ...more.items].filter(({ itemId }) => given.has(itemId)));
      expect(ranked.items).toHaveLength(given.size);
    }
  });

  it("is the head's where there is one, which sees these items alone", () => {
    const items = GIVEN.slice(0, 50);
    const ranked = withHead.rank({ history: HISTORY, items });
    expect(ranked).toMatchObject({ reranked: true, work: { itemsReranked: 50 } });
    const filtered = withHead.recommend({ history: HISTORY, excludeSeen: false, k: 1000, filter: {} });
    expect(filtered.reranked).toBe(true);
    expect(idsIn(ranked).toSorted()).toEqual(items.toSorted());
    expect(idsIn(ranked)).not.toEqual(idsIn(withHead.rank({ history: HISTORY, items, rerank: false })));
  });

  it("leaves out what the filter, the exclusions and the history do, where asked", () => {
    const items = ["0", "1", "2", "3", "18"];
    expect(idsOf(small.rank({ history: ["0"], items }))).toEqual([18, 2, 0, 1, 3]);
    expect(idsOf(small.rank({ history: ["0"], items, excludeSeen: true }))).toEqual([18, 2, 1, 3]);
    expect(idsOf(small.rank({ history: ["0"], items, exclude: ["18"], filter: { colour: "black" } }))).toEqual([2, 0]);
    expect(
      idsOf(small.rank({ history: ["0"], items, fill: "none", limits: [{ column: "colour", atMost: 1 }] })),
    ).toEqual([18]);
  });

  it("has as many items as were given, or k of them from an offset on", () => {
    const items = ["0", "2", "4", "6", "8", "10", "12", "14", "16", "18", "20"];
    expect(idsOf(small.rank({ history: ["1"], items }))).toHaveLength(11);
    expect(idsOf(small.rank({ history: ["0"], items, k: 2, offset: 1 }))).toEqual([18, 16]);
  });

  it("names the ids that it does not know, once each, after those of the history", () => {
    const answer = small.rank({ history: ["x", "0"], exclude: ["e"], items: ["y", "2", "x", "y"] });
    expect(answer).toMatchObject({ unknownItemIds: ["x", "e", "y"], items: [{ itemId: "2" }] });
  });

  it("is empty where nothing is given or left", () => {
    expect(small.rank({ history: ["0"], items: [] }).items).toEqual([]);
    expect(small.rank({ history: ["0"], items: ["x"] }).items).toEqual([]);
    expect(small.rank({ items: [] }).items).toEqual([]);
  });

  it("is that of popularity without a history, and that of ratings from a model of them", async () => {
    const popular = await popularityEngine();
    expect(popular.rank({ history: ["0"], items: ["9", "3", "6"] })).toMatchObject({
      fallback: "model-not-personal",
      items: [{ itemId: "3" }, { itemId: "6" }, { itemId: "9" }],
    });
    const rated = createRecommender(ratingsArtefact(), await kernelModule());
    expect(rated.rank({ history: ["0"], items: ["9", "3", "6"] }).items).toHaveLength(3);
  });

  it("takes a thousand items and no more", () => {
    const items = Array.from({ length: 1001 }, (_, at) => `i${at}`);
    expect(plain.rank({ history: HISTORY, items: items.slice(0, 1000) }).items).toHaveLength(1000);
    expect(() => plain.rank({ items })).toThrow(
      new RangeError("items.length: expected an integer from 0 to 1000, got 1001"),
    );
  });
});
