import { describe, expect, it } from "vitest";
import { createApp } from "../../worker/app.ts";
import { createCursors } from "../../worker/cursor.ts";
import { createFakeRecommender, MANIFEST, post } from "./fake-recommender.ts";

const PLACE = { version: MANIFEST.version, recommendationId: "f92c695b-6162-4ed3-8c33-80b976b0c5f5", offset: 20 };
const REQUEST = { history: ["a"], k: 20 };
const cursors = createCursors("a key");

describe.each(["a key", undefined])("cursors under the key %s", (key) => {
  const cursors = createCursors(key);

  it("give back the place that they were sealed with", async () => {
    const cursor = await cursors.seal(PLACE, REQUEST);
    expect(cursor).toMatch(/^[\w.-]+$/);
    expect(await cursors.open(cursor, REQUEST, MANIFEST.version)).toEqual(PLACE);
    expect(await createCursors(key).open(cursor, REQUEST, MANIFEST.version)).toEqual(PLACE);
  });

  it("are refused where anything is not theirs", async () => {
    const cursor = await cursors.seal(PLACE, REQUEST);
    const [place = "", signature = ""] = cursor.split(".");
    const other = await cursors.seal({ ...PLACE, offset: 40 }, REQUEST);
    const bad: [string, object][] = [
      [cursor, { ...REQUEST, k: 10 }],
      [cursor.slice(0, -1), REQUEST],
      [place, REQUEST],
      [`${other.split(".")[0]}.${signature}`, REQUEST],
      [`${cursor}.x`, REQUEST],
      ["", REQUEST],
      ["ü", REQUEST],
      [btoa("[1,2]"), REQUEST],
      [`${place}.`, REQUEST],
    ];
    for (const [text, request] of bad) {
      await expect(cursors.open(text, request, MANIFEST.version), text).rejects.toMatchObject({ kind: "bad-cursor" });
    }
    await expect(createCursors("another").open(cursor, REQUEST, MANIFEST.version)).rejects.toThrow("cursor: expected");
  });

  it("of a model that is no longer served are gone", async () => {
    const cursor = await cursors.seal(PLACE, REQUEST);
    const opening = cursors.open(cursor, REQUEST, "fedcba9876543210");
    await expect(opening).rejects.toMatchObject({
      kind: "cursor-gone",
      message: expect.stringContaining("fedcba9876543210"),
    });
  });
});

describe("pages over HTTP", () => {
  const recommender = createFakeRecommender();
  const app = createApp({ recommenders: async () => recommender, log: () => undefined, origins: "*", cursors });
  const ask = async (body: object) => {
    const response = await app.fetch(post(JSON.stringify(body)));
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  it("go on from the cursor of a full page, under the same id", async () => {
    const { body: first } = await ask({ history: ["a"], k: 2 });
    expect(first).toMatchObject({ next: expect.any(String), recommendationId: expect.any(String) });
    const { body: second } = await ask({ history: ["a"], k: 2, cursor: first.next });
    expect(second.recommendationId).toBe(first.recommendationId);
    expect(recommender.requests.at(-1)).toMatchObject({ offset: 2 });
    expect(recommender.requests.at(-1)).not.toHaveProperty("cursor");
  });

  it("draw alike on every page", async () => {
    const request = { history: ["a"], k: 2, explore: { rate: 0.5 } };
    const { body } = await ask(request);
    await ask({ ...request, cursor: body.next });
    expect(recommender.requests.at(-1)).toMatchObject({ offset: 2, recommendationId: body.recommendationId });
  });

  it("count what was shown to one present", async () => {
    const shown = [{ itemId: "a", at: 0 }];
    const request = { history: ["a"], k: 2, rotation: { rate: 0.5, halfLife: 1 }, shown };
    const { body } = await ask(request);
    const present = recommender.requests.at(-1);
    expect(present).toMatchObject({ now: expect.any(Number) });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await ask({ ...request, cursor: body.next });
    expect(recommender.requests.at(-1)).toMatchObject({ offset: 2, now: Reflect.get(present ?? {}, "now") });
    await ask({ ...request, now: 7 });
    expect(recommender.requests.at(-1)).toMatchObject({ now: 7 });
  });

  it("have no next one behind a page that is not full", async () => {
    expect((await ask({ history: ["a"], k: 3 })).body).not.toHaveProperty("next");
  });

  it("begin where an offset says", async () => {
    await ask({ history: ["a"], offset: 7 });
    expect(recommender.requests.at(-1)).toMatchObject({ offset: 7 });
  });

  it("are refused with a cursor of another request, and gone with a model", async () => {
    const { body } = await ask({ history: ["a"], k: 2 });
    const other = await ask({ history: ["b/c"], k: 2, cursor: body.next });
    expect(other).toMatchObject({ status: 400, body: { code: "bad-cursor" } });
    const retired = await cursors.seal({ ...PLACE, version: "0".repeat(16) }, { history: ["a"], k: 2 });
    expect(await ask({ history: ["a"], k: 2, cursor: retired })).toMatchObject({
      status: 410,
      body: { code: "cursor-gone" },
    });
  });

  it("of a user go on by a parameter", async () => {
    const url = "http://localhost/v1/users/ann/recommendations?k=2";
    const first = (await (await app.fetch(new Request(url))).json()) as { next: string };
    const second = await app.fetch(new Request(`${url}&cursor=${first.next}`));
    expect(second.status).toBe(200);
    expect(recommender.requests.at(-1)).toMatchObject({ userId: "ann", offset: 2 });
    expect((await app.fetch(new Request(`${url.replace("ann", "eve")}&cursor=${first.next}`))).status).toBe(400);
  });
});

describe("fields of lists over HTTP", () => {
  const recommender = createFakeRecommender();
  const app = createApp({ recommenders: async () => recommender, log: () => undefined, origins: "*" });
  const whole = {
    ...{ offset: 5, diversity: 0.3, minScore: 0.2, excludeSeen: false, fill: "similar", now: 1000 },
    limits: [{ column: "genres", atMost: 2 }],
    rotation: { rate: 0.5, halfLife: 3600 },
    shown: [{ itemId: "a", at: 900 }],
    explore: { rate: 0.1, method: "slots", keep: 3 },
  };

  it("reach the engine as they were sent", async () => {
    expect((await app.fetch(post(JSON.stringify(whole)))).status).toBe(200);
    expect(recommender.requests.at(-1)).toMatchObject(whole);
  });

  it("may stand in a query, with JSON where they are no single value", async () => {
    const query = new URLSearchParams({
      offset: "5",
      diversity: "0.3",
      minScore: "0.2",
      excludeSeen: "false",
      fill: "none",
    });
    query.set("limits", JSON.stringify(whole.limits));
    query.set("exclude", '["a"]');
    query.set("explore", '{"rate":0.5}');
    expect((await app.fetch(new Request(`http://localhost/v1/users/ann/recommendations?${query}`))).status).toBe(200);
    const { limits, offset, diversity } = whole;
    expect(recommender.requests.at(-1)).toMatchObject({
      limits,
      offset,
      diversity,
      exclude: ["a"],
      explore: { rate: 0.5 },
    });
    const similar = new URLSearchParams({
      offset: "1",
      diversity: "1",
      limits: JSON.stringify(limits),
      exclude: '["a"]',
    });
    for (const path of ["/v1/items/a/similar", "/v1/popular"]) {
      expect((await app.fetch(new Request(`http://localhost${path}?${similar}`))).status).toBe(200);
      expect(recommender.requests.at(-1)).toMatchObject({ offset: 1, diversity: 1, limits, exclude: ["a"] });
    }
  });

  it("have the present of the service where the request has none", async () => {
    await app.fetch(post(JSON.stringify({ rotation: whole.rotation, shown: whole.shown })));
    const [{ now }] = recommender.requests.slice(-1) as [{ now: number }];
    expect(Math.abs(now - Date.now() / 1000)).toBeLessThan(60);
  });

  it.each([
    [{ offset: 10_001 }, "offset: expected an integer from 0 to 10000, got 10001"],
    [{ diversity: 1.01 }, "diversity: expected a number from 0 to 1, got 1.01"],
    [{ minScore: -0.1 }, "minScore: expected a number from 0 to 1, got -0.1"],
    [{ fill: "random" }, 'fill: expected none, popular or similar, got "random"'],
    [{ limits: [{ column: "genres" }] }, "limits[0].atMost: expected an integer from 1 to 1000, got nothing"],
    [{ limits: [{ column: "genres", atMost: 0 }] }, "limits[0].atMost: expected an integer from 1 to 1000, got 0"],
    [
      { limits: Array(17).fill({ column: "genres", atMost: 1 }) },
      "limits: expected a list of at most 16 limits, got an array of 17",
    ],
    [{ rotation: { rate: 2, halfLife: 1 } }, "rotation.rate: expected a number from 0 to 1, got 2"],
    [{ rotation: { rate: 1, halfLife: 0 } }, "rotation.halfLife: expected seconds above 0, got 0"],
    [{ shown: [{ itemId: "a" }] }, "shown[0].at: expected seconds since 1970, UTC, got nothing"],
    [
      { shown: Array(1001).fill({ itemId: "a", at: 1 }) },
      "shown: expected a list of at most 1000 showings, got an array of 1001",
    ],
    [{ explore: { rate: 1, method: "luck" } }, 'explore.method: expected slots or thompson, got "luck"'],
    [{ explore: { rate: -1 } }, "explore.rate: expected a number from 0 to 1, got -1"],
    [{ excludeSeen: "no" }, 'excludeSeen: expected true or false, got "no"'],
    [{ cursor: 5 }, 'cursor: expected a string, got 5; write "5"'],
  ])("are refused beyond their limits: %j", async (body, detail) => {
    const response = await app.fetch(post(JSON.stringify(body)));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ detail });
  });
});
