import { describe, expect, it } from "vitest";
import { createClient, pages } from "../../src/client.ts";
import { createFakeApp } from "./fake-recommender.ts";

describe("the client inside a Worker", () => {
  const { app } = createFakeApp();
  // As a service binding is called: `(url, init) => env.RECOMMENDER.fetch(url, init)`.
  const client = createClient("https://recommender", { fetch: async (url, init) => app.request(url, init) });

  it("asks another Worker", async () => {
    const { items } = await client.recommend({ history: ["a"], k: 1 });
    expect(items.map(({ itemId }) => itemId)).toEqual(["b/c"]);
    await expect(client.item("ü/%")).rejects.toMatchObject({ name: "ProblemError", kind: "unknown-item" });
    for await (const page of pages((cursor) => client.rank({ items: ["a"], ...cursor }))) {
      expect(page.items).toHaveLength(1);
      break;
    }
  });

  it("gives up in time", async () => {
    const silent = createClient("https://recommender", { fetch: () => new Promise(() => {}), timeoutMs: 20 });
    await expect(silent.live()).rejects.toMatchObject({ name: "TimeoutError" });
  });
});
