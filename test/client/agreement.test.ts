import { beforeAll, describe, expect, it } from "vitest";
import { createClient, pages } from "../../src/client.ts";
import type { Recommender } from "../../src/index.ts";
import { recommenderOf } from "../../src/load-recommender.ts";
import { trainArtefact } from "../../src/model-registry.ts";
import { createApp } from "../../worker/app.ts";
import { decodeFiles } from "../agreement/artefacts.ts";
import { smallDataset } from "../pins/small-data.ts";

let recommender: Recommender;
const app = createApp({
  recommenders: async () => recommender,
  log: (_, error) => {
    throw error;
  },
  origins: "*",
  showsSimilarUsers: true,
});
const client = createClient("https://service.example", { fetch: async (url, init) => app.request(url, init) });

beforeAll(async () => {
  const request = { model: "implicit-als", head: "none" } as const;
  const { files } = await trainArtefact(await smallDataset(), request, { seed: 42 });
  recommender = await recommenderOf(await decodeFiles(files));
}, 60_000);

const HISTORY = ["i0", "i4", { itemId: "i8", value: 2 }];
const FILTER = { must: [{ column: "year", min: 1 }], mustNot: [{ column: "itemId", anyOf: ["i3"] }] };

describe("a client of the app over a trained model", () => {
  it("gives the lists of the engine, with its scores", async () => {
    const request = { history: HISTORY, k: 7, filter: FILTER, exclude: ["i5"], diversity: 0.3, explain: true };
    const { items, work } = await client.recommend(request);
    const expected = recommender.recommend(request);
    expect(items).toEqual(expected.items);
    expect(items).toHaveLength(7);
    expect(work).toEqual(expected.work);
    const ranked = { history: HISTORY, items: ["i1", "i20", "i7"] };
    expect((await client.rank(ranked)).items).toEqual(recommender.rank(ranked).items);
    const predicted = { history: HISTORY, items: ["i1", "i2"] };
    expect((await client.predict(predicted)).items).toMatchObject(recommender.predict(predicted).predictions);
  });

  it("gives those whose fields travel in a query, too", async () => {
    const request = { k: 6, filter: FILTER, exclude: ["i6"], fields: ["year"], boost: "if(year > 2000, 2, 1)" };
    expect((await client.popular(request)).items).toEqual(recommender.popular(request).items);
    expect((await client.similar("i0", request)).items).toEqual(
      recommender.similar({ itemId: "i0", ...request }).items,
    );
    const forUser = { userId: "u1", ...request, rerank: false, minScore: 0.01 };
    const { userId, ...query } = forUser;
    expect((await client.recommendForUser(userId, query)).items).toEqual(recommender.recommend(forUser).items);
    expect((await client.similarUsers("u1", { k: 3 })).users).toEqual(
      recommender.similarUsers({ userId: "u1", k: 3 }).users,
    );
    expect((await client.item("i0")).item).toEqual(recommender.item("i0"));
  });

  it("gives pages that are parts of one order", async () => {
    const found: string[] = [];
    for await (const { items } of pages((page) => client.recommend({ history: HISTORY, k: 9, ...page }))) {
      found.push(...items.map(({ itemId }) => itemId));
    }
    const whole = recommender.recommend({ history: HISTORY, k: 1000 }).items.map(({ itemId }) => itemId);
    expect(found).toEqual(whole);
    expect(whole.length).toBeGreaterThan(18);
  });
});
