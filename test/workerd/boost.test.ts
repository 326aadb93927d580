import { describe, expect, it } from "vitest";
import { checkerboard } from "./checkerboard.ts";
import { createFakeApp, post } from "./fake-recommender.ts";
import { memoryAssets, serve } from "./memory-assets.ts";

const files = await checkerboard({ head: false });
const app = serve(memoryAssets(files).assets);

interface Body {
  readonly items: readonly { readonly itemId: string; readonly score: number }[];
  readonly code: string;
  readonly detail: string;
}

const read = async (response: Response | Promise<Response>) => (await (await response).json()) as Body;
const body = (boost: unknown, more: object = {}) => post(JSON.stringify({ history: ["0", "2"], k: 5, boost, ...more }));
const query = (path: string, boost: string) => app.request(`${path}?k=5&boost=${encodeURIComponent(boost)}`);
const LISTS = ["/v1/items/2/similar", "/v1/popular", "/v1/users/ann/recommendations"];

describe("a boost over HTTP", () => {
  it("reaches the engine from a body and from queries, with the present", async () => {
    const { app: fake, recommender } = createFakeApp();
    await fake.request(post(JSON.stringify({ boost: "year / 2000", now: 1.7e9 })));
    await fake.request("/v1/popular?boost=1.5%2B1&now=-5");
    expect(recommender.requests).toEqual([
      { boost: "year / 2000", now: 1.7e9 },
      { boost: "1.5+1", now: -5 },
    ]);
  });

  it("multiplies the scores of a history's list", async () => {
    const plain = await read(app.request(body("1")));
    const doubled = await read(app.request(body("2")));
    expect(doubled.items).toEqual(plain.items.map((item) => ({ ...item, score: 2 * item.score })));
  });

  it.each(LISTS)("multiplies those of %s", async (path) => {
    const [plain, doubled] = [await read(query(path, "1")), await read(query(path, "2"))];
    expect(plain.items.length).toBeGreaterThan(2);
    expect(doubled.items).toEqual(plain.items.map((item) => ({ ...item, score: 2 * item.score })));
  });

  it.each([
    ["1 +", "bad-boost", "boost, character 4: expected a number, a column"],
    ["1 / 0", "bad-boost", "got a division of 1 by zero for item"],
    ["colour + 1", "bad-boost", 'expected a number, got "colour", a column of texts'],
    [`${"(".repeat(21)}1${")".repeat(21)}`, "bad-boost", "at most 20 deep"],
    ["constructor", "unknown-boost-column", 'no column "constructor"'],
    ["color", "unknown-boost-column", 'no column "color" (did you mean colour?)'],
  ])("%s is a 400 of every list", async (boost, code, detail) => {
    for (const response of [app.request(body(boost)), ...LISTS.map((path) => query(path, boost))]) {
      const problem = await read(response);
      expect((await response).status).toBe(400);
      expect(problem.code).toBe(code);
      expect(problem.detail).toContain(detail);
    }
  });

  it("is a text of at most 1000 characters, and the present a number", async () => {
    expect((await app.request(body("1".padEnd(1000)))).status).toBe(200);
    const long = await read(app.request(body("1".padEnd(1001))));
    expect(long.code).toBe("invalid-request");
    expect(long.detail).toContain("boost: expected an expression of at most 1000 characters, got");
    expect((await read(app.request(body(2)))).detail).toContain("boost: expected an expression such as");
    expect((await read(app.request(body("1", { now: 1e12 })))).detail).toContain("now: expected seconds since 1970");
  });
});
