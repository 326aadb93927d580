import { describe, expect, it } from "vitest";
import { ask, createFakeApp, post } from "./fake-recommender.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

async function answer(request: string | Request) {
  const { app, recommender, logged } = createFakeApp();
  const response = await app.request(request);
  expect(logged).toEqual([]);
  return { response, body: (await response.json()) as Record<string, unknown>, recommender };
}

describe("recommendations", () => {
  it("carry the model, an id of their own, the items, the work and the note of the data", async () => {
    const { response, body } = await answer("/v1/users/ann/recommendations?k=2");
    expect(response.status).toBe(200);
    expect(response.headers.get("Cache-Control")).toBe("no-store");
    expect(body).toEqual({
      model: { name: "tiny", version: "0123456789abcdef" },
      recommendationId: expect.stringMatching(UUID),
      items: [
        { itemId: "a", score: 1, title: "First" },
        { itemId: "b/c", score: 0.75 },
      ],
      next: expect.any(String),
      reranked: false,
      unknownItemIds: [],
      work: { itemsScored: 3, itemsExcluded: 1, itemsReranked: 0 },
      note: "simulated audience",
    });
  });

  it("never share an id", async () => {
    const { app } = createFakeApp();
    const ids = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const response = await app.request("/v1/popular");
        return ((await response.json()) as { recommendationId: string }).recommendationId;
      }),
    );
    expect(new Set(ids).size).toBe(20);
  });

  it("hand the engine exactly what the query says", async () => {
    const filter = { genres: ["Crime"], year: { min: 1950 } };
    const query = `k=3&rerank=false&filter=${encodeURIComponent(JSON.stringify(filter))}`;
    const { recommender } = await answer(`/v1/users/ann/recommendations?${query}`);
    expect(recommender.requests).toEqual([{ userId: "ann", k: 3, rerank: false, filter }]);
  });

  it("hand the engine exactly what the body says", async () => {
    const request = { userId: "ann", history: ["a"], exclude: ["b/c"], k: 1, rerank: true, filter: { year: 1999 } };
    const { recommender } = await answer(
      post(JSON.stringify(request), { "Content-Type": "Application/JSON; charset=utf-8" }),
    );
    expect(recommender.requests).toEqual([request]);
  });

  it("leave the defaults to the engine", async () => {
    expect((await answer(post("{}"))).recommender.requests).toEqual([{}]);
  });

  it("for an unknown user are the popular items, and say so", async () => {
    const { response, body } = await answer("/v1/users/nobody/recommendations");
    expect(response.status).toBe(200);
    expect(body.fallback).toEqual({ reason: "unknown-user", message: expect.stringContaining("popular items") });
  });

  it("list the items that they could not use, and fall back when none was known", async () => {
    const some = await answer(post(JSON.stringify({ history: ["a", "x"] })));
    expect(some.body).toMatchObject({ unknownItemIds: ["x"] });
    expect(some.body).not.toHaveProperty("fallback");
    const none = await answer(post(JSON.stringify({ history: ["x", "y"] })));
    expect(none.body).toMatchObject({ unknownItemIds: ["x", "y"], fallback: { reason: "no-known-items" } });
  });
});

describe("predictions", () => {
  it("carry the model, what is predicted, the work and the note of the data", async () => {
    const { response, body } = await answer(ask({ history: ["a"], items: ["b/c", "x", "a"] }));
    expect(response.status).toBe(200);
    expect(response.headers.get("Cache-Control")).toBe("no-store");
    expect(body).toEqual({
      model: { name: "tiny", version: "0123456789abcdef" },
      items: [
        { itemId: "b/c", predictedRating: 4.25 },
        { itemId: "a", predictedRating: 4.25, title: "First" },
      ],
      unknownItemIds: ["x"],
      work: { itemsScored: 3, itemsExcluded: 0, itemsReranked: 0 },
      note: "simulated audience",
    });
  });

  it("hand the engine exactly what the body says, values of the history too", async () => {
    const history = ["a", { itemId: "b/c", value: -2.5 }, { itemId: "ü%" }];
    const request = { userId: "ann", history, items: ["a", "a"] };
    expect((await answer(ask(request))).recommender.requests).toEqual([request]);
    expect((await answer(post(JSON.stringify({ history })))).recommender.requests).toEqual([{ history }]);
  });

  it("of nobody in particular say so", async () => {
    const { body } = await answer(ask({ items: ["a"] }));
    const message = "There is no history to start from: this holds for everybody.";
    expect(body.fallback).toEqual({ reason: "empty-history", message });
  });
});

describe("ids in a path", () => {
  it.each(["a", "b/c", "ü%"])("reach the engine decoded: %s", async (itemId) => {
    const { response, recommender } = await answer(`/v1/items/${encodeURIComponent(itemId)}/similar`);
    expect(response.status).toBe(200);
    expect(recommender.requests).toEqual([{ itemId }]);
  });

  it("may be broken, and are then unknown", async () => {
    expect((await createFakeApp().app.request("/v1/items/%E0%A4%A/similar")).status).toBe(404);
    expect((await createFakeApp().app.request("/v1/users/%00/recommendations")).status).toBe(200);
  });
});

describe("the model", () => {
  it("is described with its data, its quality, its columns and the limits of a request", async () => {
    const { response, body } = await answer("/v1/model");
    expect(response.headers.get("Cache-Control")).toBe("public, max-age=60");
    expect(body).toMatchObject({
      name: "tiny",
      version: "0123456789abcdef",
      kind: "implicit-als",
      head: null,
      origin: { kind: "spark-job", version: "4.3.0" },
      data: { note: "simulated audience", fingerprintKind: "row-sum" },
      evaluations: [
        { protocol: "leave-last-out", metrics: { "ndcg@10": 0.5 } },
        { users: 2, sampledFrom: 9, standardErrors: { "ndcg@10": 0.125 } },
      ],
      columns: { categories: ["genres"], numbers: ["year"] },
      limits: {
        ...{ k: 1000, history: 1000, exclude: 100_000, predictions: 1000, bodyBytes: 1_048_576 },
        ...{ filterColumns: 32, filterClauses: 64, filterDepth: 4, filterValues: 1000, listBodyBytes: 4_194_304 },
      },
    });
    expect((body.evaluations as object[])[0]).not.toHaveProperty("sampledFrom");
    expect(body).not.toHaveProperty("files");
  });
});
