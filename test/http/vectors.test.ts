import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { createRecommender } from "../../src/serving/recommender.ts";
import type { Recommender } from "../../src/serving/types.ts";
import { createApp } from "../../worker/app.ts";
import { dotArtefact } from "../models/dot-artefact.ts";
import { engine } from "../serving/fixture.ts";

const module = await kernelModule();
const LARGEST = 1e15;

const logged: unknown[] = [];
const appOf = (recommender: Recommender) =>
  createApp({ recommenders: async () => recommender, log: (_, error) => logged.push(error), origins: "*" });

type App = ReturnType<typeof appOf>;

async function ask(
  app: App,
  path: string,
  body: string,
): Promise<{ readonly status: number; readonly answer: Record<string, unknown> }> {
  const response = await app.request(path, { method: "POST", headers: { "Content-Type": "application/json" }, body });
  return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
}

describe.each([
  ["vectors made elsewhere, with biases", createRecommender(dotArtefact({ foldIn: "none", bias: true }), module)],
  ["vectors of length 1", createRecommender(dotArtefact({ normalise: true }), module)],
  ["implicit-als", await engine()],
])("the vector of a request, by %s", (_, recommender) => {
  const app = appOf(recommender);
  const { vector: length } = recommender.capabilities;
  const number = fc.double({ min: -LARGEST, max: LARGEST, noNaN: true });
  const anything = fc.oneof(
    fc.array(fc.oneof(number, fc.double(), fc.jsonValue()), { minLength: length - 2, maxLength: length + 2 }),
    fc.array(fc.double(), { minLength: length, maxLength: length }),
    fc.jsonValue(),
  );

  it("is taken whatever its numbers are, and gives items in the order of finite scores", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(number, { minLength: length, maxLength: length }), async (vector) => {
        const { status, answer } = await ask(app, "/v1/recommendations", JSON.stringify({ vector, k: 21 }));
        expect(status).toBe(200);
        const scores = (answer.items as { score: number }[]).map(({ score }) => score);
        expect(scores).toHaveLength(21);
        expect(scores.every(Number.isFinite)).toBe(true);
        expect(scores).toEqual(scores.toSorted((a, b) => b - a));
      }),
      { seed: 15, numRuns: 300 },
    );
  });

  it("is refused with what was expected where it is anything else, by every route, and never fails the service", async () => {
    await fc.assert(
      fc.asyncProperty(anything, fc.constantFrom("/v1/recommendations", "/v1/rank"), async (made, path) => {
        // What JSON makes of it: NaN and infinity are null there.
        const vector: unknown = JSON.parse(JSON.stringify(made));
        const isGood =
          Array.isArray(vector) &&
          vector.length === length &&
          vector.every((value) => typeof value === "number" && Math.abs(value) <= LARGEST);
        const items = path === "/v1/rank" ? { items: ["1", "2"] } : {};
        const { status, answer } = await ask(app, path, JSON.stringify({ vector, ...items }));
        expect(status).toBe(isGood ? 200 : 400);
        if (isGood) return;
        expect(["bad-vector", "invalid-request"]).toContain(answer.code);
        expect(answer.detail).toMatch(/^vector(\[\d+\])?: expected .*, got /);
      }),
      { seed: 16, numRuns: 600 },
    );
    expect(logged).toEqual([]);
  });

  it("goes on from page to page with a cursor of its own", async () => {
    const vector = Array.from({ length }, (_, lane) => lane + 0.5);
    const whole = await ask(app, "/v1/recommendations", JSON.stringify({ vector, k: 21 }));
    const pages: unknown[] = [];
    let cursor: unknown;
    for (let page = 0; page < 3; page++) {
      const { answer } = await ask(app, "/v1/recommendations", JSON.stringify({ vector, k: 7, cursor }));
      pages.push(...(answer.items as unknown[]));
      cursor = answer.next;
    }
    expect(pages).toEqual(whole.answer.items);
    const other = vector.with(0, -1);
    const first = await ask(app, "/v1/recommendations", JSON.stringify({ vector, k: 7 }));
    const stolen = JSON.stringify({ vector: other, k: 7, cursor: first.answer.next });
    expect((await ask(app, "/v1/recommendations", stolen)).answer).toMatchObject({ code: "bad-cursor" });
  });
});

describe("a model of vectors without a way to fold in", () => {
  it("says in an answer to a history why the popular items are listed", async () => {
    const app = appOf(createRecommender(dotArtefact({ foldIn: "none" }), module));
    const { status, answer } = await ask(app, "/v1/recommendations", '{"history": ["3"]}');
    expect(status).toBe(200);
    expect(answer.fallback).toEqual({
      reason: "no-vector",
      message: "This model knows a person by a vector alone, and the request has none: these are the popular items.",
    });
  });
});
