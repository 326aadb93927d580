import { describe, expect, it } from "vitest";
import { createApp } from "../../worker/app.ts";
import { loadRecommender } from "../../worker/load-recommender.ts";
import { recommendationsAnswer } from "../../worker/schemas/answers.ts";
import { shared } from "../../worker/shared.ts";
import { ANN, BLACK_DOWN, checkerboard, ITEM_COUNT, WHITE_UP } from "./checkerboard.ts";
import { post } from "./fake-recommender.ts";
import { memoryAssets, serve } from "./memory-assets.ts";

const files = await checkerboard({ head: false });

async function itemIds(response: Response | Promise<Response>) {
  const { items } = (await (await response).json()) as { items: { itemId: string }[] };
  return items.map(({ itemId }) => itemId);
}

describe("the engine inside workerd, over a real artefact", () => {
  it("gives ann the black items from the top down, whether she is named or her history is sent", async () => {
    const app = serve(memoryAssets(files).assets);
    const expected = [...BLACK_DOWN, ...WHITE_UP];
    expect(await itemIds(app.request("/v1/users/ann/recommendations?k=20"))).toEqual(expected);
    expect(await itemIds(app.request(post(JSON.stringify({ history: ANN, k: ITEM_COUNT }))))).toEqual(expected);
    expect(await itemIds(app.request(post(JSON.stringify({ userId: "ann", exclude: ["18"], k: 1 }))))).toEqual(["16"]);
  });

  it("says which items nothing follows for, and falls back where nothing follows for any that is left", async () => {
    const app = serve(memoryAssets(files).assets);
    const ask = async (body: object) => {
      const response = await app.request(post(JSON.stringify(body)));
      return recommendationsAnswer.parse(await response.json());
    };
    const mixed = await ask({ history: ["0", "2"], exclude: ["18", "nowhere", "nowhere"], k: 9 });
    expect(mixed.fallback).toBeUndefined();
    expect(mixed.unknownItemIds).toEqual(["nowhere"]);
    expect(mixed.items.map(({ source }) => source)).toEqual([...new Array(7).fill(undefined), "popular", "popular"]);
    expect(mixed.items.slice(7)).toEqual([
      { itemId: "1", score: 0, source: "popular", title: "Item 1" },
      { itemId: "3", score: 0, source: "popular", title: "Item 3" },
    ]);
    const white = await ask({ history: ["0", "2"], filter: { colour: "white" }, k: 2 });
    expect(white.fallback).toEqual({
      reason: "no-signal",
      message: "Nothing follows from the history for the items that are left: these are the popular items.",
    });
    expect(white.items.map(({ itemId, score, source }) => [itemId, score, source])).toEqual([
      ["1", 19, "popular"],
      ["3", 17, "popular"],
    ]);
  });

  it("says which filter column it has not, and which condition does not fit", async () => {
    const app = serve(memoryAssets(files).assets);
    const codeOf = async (filter: object) => {
      const response = await app.request(post(JSON.stringify({ filter })));
      expect(response.status).toBe(400);
      return ((await response.json()) as { code: string }).code;
    };
    expect(await codeOf({ size: 1 })).toBe("unknown-filter-column");
    expect(await codeOf({ place: "1" })).toBe("bad-filter");
    expect(await codeOf({ place: {} })).toBe("bad-filter");
    expect(await codeOf({ colour: 1 })).toBe("bad-filter");
  });

  it("takes a filter of groups in a body and in a query, and says where one is wrong", async () => {
    const app = serve(memoryAssets(files).assets);
    const filter = {
      must: [{ column: "itemId", anyOf: ["2", "3", "14", "16"] }],
      mustNot: [
        {
          should: [
            { column: "colour", prefix: "wh" },
            { column: "itemId", equals: "2" },
          ],
        },
      ],
    };
    expect(await itemIds(app.request(post(JSON.stringify({ history: ["0"], filter }))))).toEqual(["16", "14"]);
    const popular = (wanted: object) => app.request(`/v1/popular?filter=${encodeURIComponent(JSON.stringify(wanted))}`);
    expect((await itemIds(popular(filter))).toSorted()).toEqual(["14", "16"]);
    const problemOf = async (response: Response | Promise<Response>) =>
      (await (await response).json()) as { status: number; code: string; detail: string };
    for (const ask of [popular, (wanted: object) => app.request(post(JSON.stringify({ filter: wanted })))]) {
      expect(await problemOf(ask({ should: [] }))).toMatchObject({
        status: 400,
        code: "bad-filter",
        detail: "filter.should: expected a list of one clause or more, got an array of 0",
      });
      expect(await problemOf(ask({ must: [{ column: "colour", equals: 1 }] }))).toMatchObject({ code: "bad-filter" });
      const unknown = await problemOf(ask({ must: [{ column: "color", equals: "white" }] }));
      expect(unknown).toMatchObject({ status: 400, code: "unknown-filter-column" });
      expect(unknown.detail).toContain(
        'filter.must[0].column: this catalogue has no column "color" (did you mean colour?)',
      );
    }
  });

  it("does not repeat a long condition", async () => {
    const app = serve(memoryAssets(files).assets);
    const response = await app.request(post(JSON.stringify({ filter: { place: "x".repeat(100_000) } })));
    expect((await response.text()).length).toBeLessThan(2000);
  });

  it("reads every file once for fifty first requests at a time, and holds the same memory after them", async () => {
    const { assets, asked } = memoryAssets(files);
    const load = shared(() => loadRecommender(assets));
    const app = createApp({ recommenders: load, log: () => undefined, origins: "*" });
    const before = (await load()).memory();
    const lists = await Promise.all(
      Array.from({ length: 50 }, () => itemIds(app.request("/v1/users/ann/recommendations"))),
    );
    expect(new Set(lists.map(String))).toEqual(new Set([[...BLACK_DOWN, ...WHITE_UP].slice(0, 10).join()]));
    expect([...asked.values()]).toEqual(files.map(() => 1));
    expect((await load()).memory()).toEqual(before);
  });

  it("is 503 while a file is missing or altered, and serves once it is mended", async () => {
    const { assets, stored } = memoryAssets(files);
    const app = serve(assets);
    const ready = async () => {
      const response = await app.request("/health/ready");
      return [response.status, ((await response.json()) as { code?: string }).code];
    };
    const [shard] = files;
    if (shard === undefined) throw new Error("no shard");
    const altered = shard.bytes.slice();
    altered[altered.length - 1] = 255 - (altered.at(-1) ?? 0);
    stored.set(`/artefact/${shard.name}`, altered);
    expect(await ready()).toEqual([503, "shard-checksum"]);
    stored.delete(`/artefact/${shard.name}`);
    expect(await ready()).toEqual([503, "missing-shard"]);
    stored.set(`/artefact/${shard.name}`, shard.bytes);
    expect(await ready()).toEqual([200, undefined]);
    expect(await itemIds(app.request("/v1/popular?k=2"))).toEqual(["0", "1"]);
  });

  it("is 503 where nothing was deployed", async () => {
    const response = await serve(memoryAssets([]).assets).request("/v1/model");
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ code: "missing-manifest" });
  });

  it("asks once more for a file that came damaged", async () => {
    const { assets, asked } = memoryAssets(files);
    const served = assets.fetch.bind(assets);
    let damaged = 0;
    assets.fetch = async (request) => {
      const response = await served(request);
      if (!String(request).includes("/model-") || damaged > 0) return response;
      damaged += 1;
      const bytes = new Uint8Array(await response.arrayBuffer());
      return new Response(bytes.with(-1, 255 - (bytes.at(-1) ?? 0)));
    };
    expect((await serve(assets).request("/health/ready")).status).toBe(200);
    expect([...asked.values()].toSorted()).toEqual([1, 1, 2]);
  });

  it("reads nothing of a manifest whose stated length is beyond the limit, and no more than that of one without", async () => {
    for (const headers of [{ "content-length": "1048577" }, undefined]) {
      let pieces = 0;
      const endless = () =>
        new ReadableStream<Uint8Array>(
          {
            pull(controller) {
              pieces += 1;
              controller.enqueue(new Uint8Array(65_536));
            },
          },
          { highWaterMark: 0 },
        );
      const assets = { fetch: async () => new Response(endless(), headers ? { headers } : {}) };
      const response = await serve(assets).request("/health/ready");
      expect(response.status).toBe(503);
      expect(await response.json()).toMatchObject({ code: "manifest-too-large" });
      // The damaged answer is asked for once more.
      expect(pieces).toBeLessThanOrEqual(headers ? 0 : 2 * 18);
    }
  });
});
