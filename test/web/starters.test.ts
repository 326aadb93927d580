import { describe, expect, it } from "vitest";
import { readCatalogue } from "../../web/logic/catalogue.ts";
import { reasonSentence } from "../../web/logic/reasons.ts";
import { startersOf } from "../../web/logic/starters.ts";
import { createFakeRecommender, type FakeWork } from "./fake-recommender.ts";

/** Forty works of ten tags, four each; the lower the number, the better known; every other one a book. */
const WORKS = Array.from({ length: 40 }, (_, at): FakeWork => {
  const tags = [`tag-${at % 10}`, ...(at < 20 ? ["everywhere"] : [])];
  return { itemId: `w${at}`, title: `W${at}`, popularity: 100 - at, domain: at % 20 < 10 ? "film" : "book", tags };
});

const startersFor = async (works: readonly FakeWork[]) =>
  startersOf(await readCatalogue(createFakeRecommender(works))).map(({ label, items }) => [
    label,
    items.map(({ itemId }) => itemId),
  ]);

describe("tastes to begin with", () => {
  it("are the best known of a category, of each kind first, and leave out categories that are nearly everywhere", async () => {
    expect(await startersFor(WORKS)).toEqual([
      ["tag-0", ["w0", "w10", "w20"]],
      ["tag-1", ["w1", "w11", "w21"]],
      ["tag-2", ["w2", "w12", "w22"]],
      ["tag-3", ["w3", "w13", "w23"]],
    ]);
  });

  it("do not hang on the order of the catalogue", async () => {
    expect(await startersFor([...WORKS].reverse())).toEqual(await startersFor(WORKS));
  });

  it("share no item", async () => {
    const twins = WORKS.map((work, at) => ({ ...work, tags: [`tag-${at % 10}`, `twin-${at % 10}`] }));
    const ids = (await startersFor(twins)).flatMap(([, own]) => own);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("are the most popular three by three where there are no categories", async () => {
    const bare = WORKS.map(({ itemId, title, popularity }) => ({ itemId, title, popularity }));
    expect((await startersFor(bare)).map(([, ids]) => ids)).toEqual([
      ["w0", "w1", "w2"],
      ["w3", "w4", "w5"],
      ["w6", "w7", "w8"],
    ]);
  });

  it("are none in a catalogue of two items", async () => {
    expect(await startersFor(WORKS.slice(0, 2))).toEqual([]);
  });
});

describe("the reason of an item", () => {
  const titleOf = (itemId: string) => `<${itemId}>`;
  const reason = (because: Parameters<typeof reasonSentence>[0]["because"]) =>
    reasonSentence({ itemId: "x", score: 1, ...(because ? { because } : {}) }, titleOf);

  it("names what weighs most, and a second that weighs half as much", () => {
    expect(
      reason([
        { itemId: "a", share: 0.6 },
        { itemId: "b", share: 0.3 },
      ]),
    ).toBe("Because you liked <a> and <b>");
    expect(
      reason([
        { itemId: "a", share: 0.6 },
        { itemId: "b", share: 0.2 },
      ]),
    ).toBe("Because you liked <a>");
  });

  it("is what everybody chooses where that weighs most alone", () => {
    expect(
      reason([
        { source: "popularity", share: 0.9 },
        { itemId: "b", share: 0.1 },
      ]),
    ).toBe("Popular with many");
    expect(reasonSentence({ itemId: "x", score: 0, source: "popular" }, titleOf)).toBe("Popular with many");
  });

  it("is not said where nothing was explained", () => {
    expect([reason(undefined), reason([])]).toEqual(["", ""]);
  });
});
