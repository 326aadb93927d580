import { describe, expect, it } from "vitest";
import { createApp } from "../../worker/app.ts";
import { parseOrigins } from "../../worker/cors.ts";
import { createFakeApp, createFakeRecommender } from "./fake-recommender.ts";

const { app } = createFakeApp();

describe("a method that the path does not take", () => {
  it.each([
    ["POST", "/v1/popular", "GET, HEAD, OPTIONS"],
    ["DELETE", "/v1/users/ann/recommendations", "GET, HEAD, OPTIONS"],
    ["GET", "/v1/recommendations", "POST, OPTIONS"],
    ["GET", "/v1/predictions", "POST, OPTIONS"],
    ["PUT", "/openapi.json", "GET, HEAD, OPTIONS"],
  ])("is 405 and names those that it does: %s %s", async (method, path, allow) => {
    const response = await app.request(path, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get("Allow")).toBe(allow);
    expect(await response.json()).toMatchObject({ code: "method-not-allowed", detail: expect.stringContaining(allow) });
  });

  it("is 405 without a body for HEAD on a POST path", async () => {
    const response = await app.request("/v1/recommendations", { method: "HEAD" });
    expect(response.status).toBe(405);
    expect(await response.text()).toBe("");
  });
});

describe("a path that is not there", () => {
  it.each(["/", "/v1", "/v2/popular", "/v1/popular/", "/v1/users//recommendations", "/v1/users/a/b/recommendations"])(
    "is 404: %s",
    async (path) => {
      const response = await app.request(path);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ code: "unknown-path", detail: expect.stringContaining(path) });
    },
  );

  it.each([
    ["/v1/popular/", "/v1/popular"],
    ["/V1/Popular//", "/v1/popular"],
    ["/popular", "/v1/popular"],
    ["/v1/Items/a%2FB/Similar", "/v1/items/a%2FB/similar"],
    ["/ITEMS/X/", "/v1/items/X"],
    ["/v1/users//recommendations", undefined],
    ["/v1/users/a", undefined],
    [`/v1/items/${"a".repeat(300)}/`, undefined],
    ["/", undefined],
  ])("tells which path was perhaps meant: %s", async (path, meant) => {
    const { detail } = (await (await app.request(path)).json()) as { detail: string };
    const hint = meant === undefined ? "" : ` (did you mean ${meant}?)`;
    expect(detail).toBe(`${path}: no such path${hint}; see /docs for all paths`);
  });

  it("is 404 for OPTIONS as well", async () => {
    expect((await app.request("/nope", { method: "OPTIONS" })).status).toBe(404);
  });
});

describe("HEAD", () => {
  it("answers like GET, without the body", async () => {
    const response = await app.request("/v1/model", { method: "HEAD" });
    expect(response.status).toBe(200);
    expect(response.headers.get("Content-Type")).toContain("application/json");
    expect(await response.text()).toBe("");
  });
});

describe("a page of another origin", () => {
  const from = { Origin: "https://shop.example" };

  it("may read every answer by default, problems too", async () => {
    for (const path of ["/v1/popular", "/v1/popular?k=0", "/nope"]) {
      const response = await app.request(path, { headers: from });
      expect(response.headers.get("Access-Control-Allow-Origin")).toBe("*");
    }
  });

  it("may ask before it sends JSON", async () => {
    const headers = {
      ...from,
      "Access-Control-Request-Method": "POST",
      "Access-Control-Request-Headers": "content-type",
    };
    const response = await app.request("/v1/recommendations", { method: "OPTIONS", headers });
    expect(response.status).toBe(204);
    expect(response.headers.get("Access-Control-Allow-Methods")).toBe("POST, OPTIONS");
    expect(response.headers.get("Access-Control-Allow-Headers")).toBe("Content-Type");
    expect(response.headers.get("Access-Control-Allow-Origin")).toBe("*");
  });

  it("may read only when it is on the list, where there is one", async () => {
    const recommender = createFakeRecommender();
    const origins = parseOrigins("https://shop.example, https://other.example");
    const listed = createApp({ recommenders: async () => recommender, log: () => undefined, origins });
    const allowed = await listed.request("/v1/popular", { headers: from });
    expect(allowed.headers.get("Access-Control-Allow-Origin")).toBe("https://shop.example");
    expect(allowed.headers.get("Vary")).toBe("Origin");
    const refused = await listed.request("/v1/popular", { headers: { Origin: "https://evil.example" } });
    expect(refused.status).toBe(200);
    expect(refused.headers.get("Access-Control-Allow-Origin")).toBeNull();
    expect(refused.headers.get("Vary")).toBe("Origin");
  });

  it.each([
    ["http://localhost:3000", true],
    ["http://localhost", true],
    ["http://[::1]:8787", true],
    ["https://localhost:3000", false],
    ["http://localhost.evil.example", false],
    ["http://localhost:80.evil.example", false],
    ["http://localhost:", false],
    ["null", false],
    ["http://evil.example", false],
  ])("of any port of a host may read: %s %j", async (origin, may) => {
    const recommender = createFakeRecommender();
    const origins = parseOrigins("http://localhost:*,http://[::1]:*");
    const local = createApp({ recommenders: async () => recommender, log: () => undefined, origins });
    for (const method of ["GET", "OPTIONS"]) {
      const { headers } = await local.request("/v1/popular", { method, headers: { Origin: origin } });
      expect(headers.get("Access-Control-Allow-Origin")).toBe(may ? origin : null);
      expect(headers.get("Vary")).toBe("Origin");
    }
  });

  it.each([
    [undefined, "*"],
    ["*", "*"],
    ["", []],
    ["https://a.example,", ["https://a.example"]],
  ])("is allowed by the variable %j: %j", (text, origins) => {
    expect(parseOrigins(text)).toEqual(origins);
  });
});
