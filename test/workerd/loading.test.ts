import { describe, expect, it } from "vitest";
import { ArtefactError } from "../../src/errors.ts";
import type { Recommender } from "../../src/serving/types.ts";
import { createApp } from "../../worker/app.ts";
import { shared } from "../../worker/shared.ts";
import { ask, createFakeRecommender, post } from "./fake-recommender.ts";

const later = () => new Promise((resolve) => setTimeout(resolve, 5));

/** An app whose engine is loaded by `load`, once for all who wait. */
function loadingApp(load: () => Promise<Recommender>) {
  const logged: [event: string, error: unknown][] = [];
  const log = (event: string, error: unknown) => logged.push([event, error]);
  return { app: createApp({ recommenders: shared(load), log, origins: "*" }), logged };
}

describe("the model", () => {
  it("is loaded once for fifty first requests at a time", async () => {
    let loads = 0;
    const { app } = loadingApp(async () => {
      loads += 1;
      await later();
      return createFakeRecommender();
    });
    const responses = await Promise.all(Array.from({ length: 50 }, () => app.request("/v1/popular")));
    expect(responses.map(({ status }) => status)).toEqual(Array(50).fill(200));
    expect(loads).toBe(1);
  });

  it("is not loaded by a request that is wrong or does not need it", async () => {
    let loads = 0;
    const { app } = loadingApp(async () => {
      loads += 1;
      return createFakeRecommender();
    });
    for (const path of ["/health/live", "/openapi.json?x=1", "/nope", "/v1/popular?k=0"]) await app.request(path);
    expect(loads).toBe(0);
  });

  it("that cannot be loaded is 503 on every route that needs it, with the reason, and the next request tries again", async () => {
    let loads = 0;
    let broken = true;
    const { app, logged } = loadingApp(async () => {
      loads += 1;
      await later();
      if (broken) throw new ArtefactError("shard-checksum", "model.safetensors: expected sha-256 aa, got bb");
      return createFakeRecommender();
    });
    const requests = () => [
      ...["/v1/users/ann/recommendations", "/v1/items/a/similar", "/v1/popular", "/v1/model", "/health/ready"],
      post("{}"),
      ask({ items: [] }),
    ];
    for (const request of requests()) {
      const response = await app.request(request);
      expect(response.status).toBe(503);
      expect(response.headers.get("Retry-After")).toBe("5");
      expect(await response.json()).toMatchObject({
        type: "/docs#model-unavailable",
        code: "shard-checksum",
        detail: "model.safetensors: expected sha-256 aa, got bb",
      });
    }
    expect(loads).toBe(7);
    expect(logged.map(([event]) => event)).toEqual(Array(7).fill("model-unavailable"));
    expect((await app.request("/health/live")).status).toBe(200);
    broken = false;
    for (const request of requests()) expect((await app.request(request)).status).toBe(200);
    expect(loads).toBe(8);
  });

  it("that fails for a foreign reason is 503 without the inside of the failure", async () => {
    const { app, logged } = loadingApp(() => Promise.reject(new TypeError("secret of the inside")));
    const response = await app.request("/health/ready");
    expect(response.status).toBe(503);
    expect(await response.text()).not.toContain("secret");
    expect(logged[0]?.[1]).toBeInstanceOf(TypeError);
  });

  it("that fails at once, before any promise, is 503 as well", async () => {
    const { app } = loadingApp(() => {
      throw new TypeError("at once");
    });
    expect((await app.request("/health/ready")).status).toBe(503);
  });
});

describe("an unforeseen error", () => {
  it("is 500 without internals, and logged", async () => {
    const failing = { ...createFakeRecommender(), popular: () => [][1] as never };
    const { app, logged } = loadingApp(async () => failing);
    const response = await app.request("/v1/popular");
    expect(response.status).toBe(500);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ type: "/docs#internal-error", code: "internal-error" });
    expect(text).not.toMatch(/TypeError|undefined| at |\.ts/);
    expect(logged).toEqual([["internal-error", expect.any(TypeError)]]);
  });
});
