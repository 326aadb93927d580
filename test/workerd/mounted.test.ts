import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { createClient } from "../../src/client.ts";
import { createFakeApp } from "./fake-recommender.ts";

/** Static files that answer with the path they are asked for. */
const assets = { fetch: async (request: string | Request) => new Response(new URL(new Request(request).url).pathname) };

describe("the app under a prefix of another", () => {
  const { app } = createFakeApp(undefined, { assets });
  const shop = new Hono();
  shop.get("/products", (context) => context.text("products"));
  shop.mount("/recommend", app.fetch);

  it("answers a client that has the prefix in its address", async () => {
    const fetch = async (url: string, init: RequestInit) => shop.request(url, init);
    const client = createClient("https://shop.example/recommend", { fetch });
    expect((await client.recommend({ history: ["a"], k: 1 })).items.map(({ itemId }) => itemId)).toEqual(["b/c"]);
    expect((await client.similar("b/c", { k: 1 })).items).toHaveLength(1);
    await expect(client.item("nope/x")).rejects.toMatchObject({ kind: "unknown-item" });
  });

  it("hands public files out under the prefix, and no others", async () => {
    const shopAnswer = async (path: string) => {
      const response = await shop.request(path);
      return response.ok ? response.text() : response.status;
    };
    expect(await shopAnswer("/products")).toBe("products");
    expect(await shopAnswer("/recommend/artefact/manifest.json")).toBe("/artefact/manifest.json");
    expect(await shopAnswer("/recommend/artefact/users-00001-of-00001-0.safetensors")).toBe(404);
    expect(await shopAnswer("/artefact/manifest.json")).toBe(404);
  });
});
