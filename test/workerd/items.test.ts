import { describe, expect, it } from "vitest";
import { createFakeApp, createFakeRecommender } from "./fake-recommender.ts";

describe("GET /v1/items/{itemId}", () => {
  it("says everything that the artefact does of an item", async () => {
    const response = await createFakeApp().app.request("/v1/items/a");
    expect(response.headers.get("Cache-Control")).toBe("public, max-age=60");
    expect(await response.json()).toEqual({
      model: { name: "tiny", version: "0123456789abcdef" },
      item: { itemId: "a", title: "First", popularity: 3, categories: { genres: ["x"] }, numbers: {} },
    });
  });

  it("has its picture and its page where the engine finds them", async () => {
    const pictured = { itemId: "a", title: "First", popularity: 3, categories: {}, numbers: { price: 9 } };
    const addresses = { texts: { poster: "/a.png" }, image: "/a.png", link: "https://shop.example/a" };
    const engine = { ...createFakeRecommender(), item: () => ({ ...pictured, ...addresses }) };
    const response = await createFakeApp(engine).app.request("/v1/items/a");
    expect(await response.json()).toMatchObject({ item: { ...pictured, ...addresses } });
  });

  it("is a problem for one that it does not know, with the nearest id", async () => {
    const response = await createFakeApp().app.request("/v1/items/b%2Fx");
    expect(response.status).toBe(404);
    const detail = 'item "b/x" is not in this catalogue (did you mean b/c?)';
    expect(await response.json()).toMatchObject({ code: "unknown-item", detail });
  });
});

describe("fields of a list", () => {
  it("are JSON in a query", async () => {
    const { app, recommender } = createFakeApp();
    expect((await app.request(`/v1/popular?fields=${encodeURIComponent('["year"]')}`)).status).toBe(200);
    expect(recommender.requests).toEqual([{ fields: ["year"] }]);
    expect(await (await app.request("/v1/popular?fields=year")).json()).toMatchObject({
      detail: 'fields: expected JSON such as ["price","link"], got "year"',
    });
  });
});
