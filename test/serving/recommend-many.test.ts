import { describe, expect, it } from "vitest";
import { fingerprintInteractions } from "../../src/data/fingerprint.ts";
import { interactionsFrom } from "../../src/data/interactions.ts";
import { createCategoryColumn, emptyItemTable } from "../../src/data/items.ts";
import { recommenderOf } from "../../src/load-recommender.ts";
import { PACKED_MODEL_NAMES } from "../../src/model-registry.ts";
import type { CommonRequest } from "../../src/serving/types.ts";
import { CONTROL, decodeFiles } from "../agreement/artefacts.ts";
import { trainArtefact } from "../by-text.ts";
import { engine, ITEM_COUNT } from "./fixture.ts";

/** Three tastes, graded: the user's number and the item's decide who rated what, and how. */
async function ratedTastes() {
  const rows = Array.from({ length: 30 * 24 }, (_, at) => [Math.floor(at / 24), at % 24] as const)
    .filter(([user, item]) => (user * 31 + item * 17) % 10 < (user % 3 === item % 3 ? 7 : 1))
    .map(([user, item]) => ({ userId: `u${user}`, itemId: `i${item}`, value: 1 + ((user * 3 + item * 5) % 5) }))
    .map((row, at) => ({ ...row, timestamp: 60 * ((at * 37) % 101) }));
  const interactions = interactionsFrom(rows, "explicit");
  const numbers = interactions.itemIds.ids.map((id) => Number(id.slice(1)));
  const items = {
    ...emptyItemTable(interactions.itemIds),
    titles: numbers.map((item) => `Item ${item}`),
    categories: new Map([["tags", createCategoryColumn(numbers.map((item) => [`t${item % 3}`]))]]),
    texts: new Map([["plot", numbers.map((item) => `story ${["storm", "garden", "harbour"][item % 3]} ${item}`)]]),
  };
  return {
    ...{ name: "tastes", note: "", interactions, items },
    fingerprint: await fingerprintInteractions(interactions),
    report: { rowsRead: rows.length, badRows: 0, badRowExamples: [], duplicatesMerged: 0 },
  };
}

const read = await ratedTastes();
const dataset = { ...read, report: { ...read.report, catalogueOnlyItems: 0, uncataloguedItems: 0 } };
const everybody = [...dataset.interactions.userIds.ids, "stranger"].map((userId) => ({ userId }));

const WISHES: readonly CommonRequest[] = [
  { k: 5 },
  { k: 1000 },
  { k: 3, filter: { tags: ["t0", "t2"] }, exclude: ["i3", "nowhere"], rerank: false },
  // So many that they are taken out of the filter.
  { k: 9, exclude: Array.from({ length: 100 }, (_, at) => `i${3 * (at % 10)}`) },
  { k: 9, filter: { tags: ["t1", "t2"] }, exclude: Array.from({ length: 100 }, (_, at) => `i${at % 7}`) },
];

describe.each(PACKED_MODEL_NAMES)("lists of many users by %s", (model) => {
  it("are those that each of them gets alone, with scores, titles and reasons", async () => {
    const request = { model, set: {}, head: "none", name: undefined, users: true };
    const { files } = await trainArtefact(dataset, request, CONTROL);
    const recommender = await recommenderOf(await decodeFiles(files));
    for (const common of WISHES) {
      const alone = everybody.map(({ userId }) => recommender.recommend({ ...common, userId }));
      expect(recommender.recommendMany(everybody, common)).toEqual(alone);
      expect(alone.some(({ items }) => items.length > 0)).toBe(true);
    }
  }, 20_000);
});

describe("lists of many people", () => {
  it("are of histories that are sent as well, and keep to what cannot be found for one of them", async () => {
    const recommender = await engine();
    const people = [{ userId: "ann" }, { history: ["0", "1"] }, { userId: "bob" }, { userId: "cleo", history: ["4"] }];
    const many = recommender.recommendMany(people, { k: ITEM_COUNT });
    expect(many).toEqual(people.map((person) => recommender.recommend({ ...person, k: ITEM_COUNT })));
    expect(many.map(({ fallback }) => fallback)).toEqual([undefined, undefined, "empty-history", undefined]);
    expect(recommender.recommendMany([], {})).toEqual([]);
    expect(() => recommender.recommendMany(people, { k: 0 })).toThrow(RangeError);
  });
});
