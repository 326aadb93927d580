import { describe, expect, it } from "vitest";
import { pages } from "../../src/client.ts";
import { clientOfApp, clientWith, errorOf, json, listOf, problem } from "./fake-service.ts";

describe("pages", () => {
  it("are asked for by the same request, each with the cursor of the one before", async () => {
    const replies = [listOf(["a", "b"], { next: "1" }), listOf(["c", "d"], { next: "2" }), listOf(["e"])];
    const { client, sent } = clientWith(replies.map((one) => () => json(one)));
    const found: string[][] = [];
    for await (const { items } of pages((page) => client.recommend({ history: ["x"], k: 2, ...page }))) {
      found.push(items.map(({ itemId }) => itemId));
    }
    expect(found).toEqual([["a", "b"], ["c", "d"], ["e"]]);
    expect(sent.map(({ init }) => JSON.parse(String(init.body)))).toEqual([
      { history: ["x"], k: 2 },
      { history: ["x"], k: 2, cursor: "1" },
      { history: ["x"], k: 2, cursor: "2" },
    ]);
  });

  it("end without an empty one, unless the list is empty", async () => {
    const count = async (replies: readonly object[]) => {
      const { client } = clientWith(replies.map((one) => () => json(one)));
      let pageCount = 0;
      for await (const _ of pages((page) => client.rank({ items: ["a"], ...page }))) pageCount++;
      return pageCount;
    };
    expect(await count([listOf(["a"], { next: "1" }), listOf([])])).toBe(1);
    expect(await count([listOf([])])).toBe(1);
  });

  it("are no longer asked for when nobody reads on", async () => {
    const { client, sent } = clientWith([() => json(listOf(["a"], { next: "1" }))]);
    for await (const { items } of pages((page) => client.recommend(page))) if (items.length > 0) break;
    expect(sent).toHaveLength(1);
  });

  it("end with the problem of the service", async () => {
    const { client } = clientWith([() => json(listOf(["a"], { next: "1" })), () => problem(410, "cursor-gone")]);
    const list = pages((page) => client.recommendForUser("ann", page));
    expect((await list.next()).done).toBe(false);
    expect(await errorOf(list.next())).toMatchObject({ kind: "cursor-gone", status: 410 });
  });

  it("of the app share one name", async () => {
    const { client, logged } = clientOfApp();
    const names = new Set<string>();
    let pageCount = 0;
    for await (const { recommendationId } of pages((page) => client.recommendForUser("ann", { k: 3, ...page }))) {
      names.add(recommendationId);
      pageCount++;
      if (pageCount === 3) break;
    }
    expect([names.size, pageCount, logged]).toEqual([1, 3, []]);
  });
});
