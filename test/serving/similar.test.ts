import { describe, expect, it } from "vitest";
import { RequestError } from "../../src/errors.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { createRecommender } from "../../src/serving/recommender.ts";
import { artefact, engine, ITEM_COUNT, idsOf } from "./fixture.ts";

const recommender = await engine();

describe("similar items", () => {
  it("are those of the same direction alone, by index where they are level, and never the item itself", () => {
    const answer = recommender.similar({ itemId: "4", k: ITEM_COUNT });
    expect(idsOf(answer)).toEqual([0, 2, 6, 8, 10, 12, 14, 16, 18, 20]);
    expect(answer).toMatchObject({ fallback: undefined, reranked: false, unknownItemIds: [] });
  });

  it("are scored by the cosine, whatever the length of the factors", () => {
    const { items } = recommender.similar({ itemId: "3", k: ITEM_COUNT });
    for (const { itemId, score } of items) expect(score).toBeCloseTo(Number(itemId) % 2, 6);
  });

  it("are none where an item has no factors, and it is like none", async () => {
    const whole = artefact();
    const values = whole.factors?.precision === "f32" ? whole.factors.values.slice() : new Float32Array(0);
    values.fill(0, 8, 10);
    const bare = createRecommender({ ...whole, factors: { precision: "f32", values } }, await kernelModule());
    expect(bare.similar({ itemId: "4", k: ITEM_COUNT }).items).toEqual([]);
    expect(bare.similar({ itemId: "2", k: ITEM_COUNT }).items.find(({ itemId }) => itemId === "4")).toBeUndefined();
  });

  it("obey a filter that the item itself need not pass", () => {
    expect(idsOf(recommender.similar({ itemId: "4", filter: { tags: "five" } }))).toEqual([6, 10, 20]);
  });

  it("of an unknown item are refused", () => {
    const ask = () => recommender.similar({ itemId: "x" });
    expect(ask).toThrow(RequestError);
    expect(ask).toThrow(expect.objectContaining({ code: "unknown-item" }));
  });
});
