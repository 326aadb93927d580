import { describe, expect, it } from "vitest";
import { createFakeApp, createFakeRecommender } from "./fake-recommender.ts";

const allowed = () => createFakeApp(createFakeRecommender(), { showsSimilarUsers: true }).app;

describe("GET /v1/users/{userId}/similar", () => {
  it("is off unless the deployment allows it, for known and unknown users alike", async () => {
    for (const user of ["ann", "nobody"]) {
      const response = await createFakeApp().app.request(`/v1/users/${user}/similar`);
      expect([response.status, await response.json()]).toEqual([
        403,
        expect.objectContaining({ code: "similar-users-off", detail: expect.stringContaining("SIMILAR_USERS") }),
      ]);
    }
  });

  it("lists users where it is allowed, and keeps the answer out of caches", async () => {
    const response = await allowed().request("/v1/users/ann/similar?k=3");
    expect(response.headers.get("Cache-Control")).toBe("no-store");
    expect(await response.json()).toEqual({
      model: { name: "tiny", version: "0123456789abcdef" },
      users: [{ userId: "bob", similarity: 0.5, common: 2 }],
      work: { usersCompared: 1 },
    });
    expect((await allowed().request("/v1/users/x/similar")).status).toBe(404);
    expect((await allowed().request("/v1/users/ann/similar?k=1001")).status).toBe(400);
  });
});
