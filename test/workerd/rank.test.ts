import { describe, expect, it } from "vitest";
import { createFakeApp, post } from "./fake-recommender.ts";

async function rank(body: unknown) {
  const { app, recommender } = createFakeApp();
  const response = await app.request(post(JSON.stringify(body), undefined, "/v1/rank"));
  return { status: response.status, body: (await response.json()) as Record<string, unknown>, recommender };
}

describe("POST /v1/rank", () => {
  it("hands the engine exactly what the body says, and has no next page where all are listed", async () => {
    const request = { history: ["a"], items: ["b/c", "ü%", "x"], diversity: 0.5, excludeSeen: true };
    const { status, body, recommender } = await rank(request);
    expect(status).toBe(200);
    expect(recommender.requests).toEqual([request]);
    expect(body).toMatchObject({ items: [{ itemId: "b/c" }, { itemId: "ü%" }], reranked: false });
    expect(body).not.toHaveProperty("next");
  });

  it("has a next page where the page is full", async () => {
    expect((await rank({ items: ["a", "b/c"], k: 2 })).body).toHaveProperty("next");
    expect((await rank({ items: [] })).body).not.toHaveProperty("next");
  });

  it.each([
    [{}, "items: expected a list of at most 1000 item ids, got nothing"],
    [{ items: Array(1001).fill("a") }, "items: expected a list of at most 1000 item ids, got an array of 1001"],
    [{ items: [1] }, 'items[0]: expected a string, got 1; write "1"'],
    [{ items: ["a"], k: 1001 }, "k: expected an integer from 1 to 1000, got 1001"],
    [
      { items: ["a"], itemId: "a" },
      expect.stringContaining("itemId: unknown field (did you mean items?); expected userId, history"),
    ],
  ])("refuses %j", async (request, detail) => {
    const { status, body, recommender } = await rank(request);
    expect({ status, detail: body.detail }).toEqual({ status: 400, detail });
    expect(recommender.requests).toEqual([]);
  });
});
