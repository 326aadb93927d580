import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkerboard } from "./checkerboard.ts";
import { ask, post } from "./fake-recommender.ts";
import { memoryAssets, serve } from "./memory-assets.ts";
import { RATED_ITEMS, ratedBoard } from "./rated-board.ts";

const { assets } = memoryAssets(await ratedBoard());
const app = serve(assets);

interface Body {
  readonly items: { readonly itemId: string; readonly predictedRating?: number; readonly score?: number }[];
  readonly fallback?: { readonly reason: string };
}
const bodyOf = async (request: Request) => (await (await app.request(request)).json()) as Body;
const ratingsIn = ({ items }: Body) => items.map(({ predictedRating }) => predictedRating);

describe("a model of ratings inside workerd", () => {
  it("predicts what its factors say of a user who sends ratings", async () => {
    const history = [
      { itemId: "0", value: 4 },
      { itemId: "1", value: 2 },
    ];
    const ratings = ratingsIn(await bodyOf(ask({ history, items: ["2", "3", "0"] })));
    expect(ratings).toEqual([expect.closeTo(4, 2), expect.closeTo(2, 2), expect.closeTo(4, 2)]);
  });

  it("knows a user's stored ratings, which those that are sent overrule", async () => {
    expect(ratingsIn(await bodyOf(ask({ userId: "ann", items: ["2", "3"] })))).toEqual([
      expect.closeTo(1, 4),
      expect.closeTo(5, 4),
    ]);
    const history = [{ itemId: "0", value: 5 }];
    expect(ratingsIn(await bodyOf(ask({ userId: "ann", history, items: ["2", "3"] })))).toEqual([
      expect.closeTo(5, 4),
      expect.closeTo(1, 4),
    ]);
  });

  it("turns a list by the values of the history", async () => {
    const evenFirst = async (value: number) => {
      const { items } = await bodyOf(post(JSON.stringify({ history: [{ itemId: "0", value }], k: 3 })));
      return items.map(({ itemId }) => Number(itemId) % 2);
    };
    expect(await evenFirst(5)).toEqual([0, 0, 0]);
    expect(await evenFirst(1)).toEqual([1, 1, 1]);
  });

  it("predicts the mean for a stranger, and says why", async () => {
    const body = await bodyOf(ask({ userId: "nobody", items: ["2"] }));
    expect([ratingsIn(body), body.fallback?.reason]).toEqual([[3], "unknown-user"]);
  });
});

describe("any body at all", () => {
  const itemId = fc.oneof(fc.integer({ min: 0, max: RATED_ITEMS }).map(String), fc.string());
  const value = fc.oneof(fc.double(), fc.constantFrom(0, -0, 1e15, -1e15, 1e-308, "5", null));
  const entry = fc.oneof(
    { weight: 4, arbitrary: itemId },
    { weight: 4, arbitrary: fc.record({ itemId, value }, { requiredKeys: ["itemId"] }) },
    { weight: 1, arbitrary: fc.jsonValue() },
  );
  const near = fc.record(
    {
      userId: fc.constantFrom("ann", "nobody", 7),
      history: fc.array(entry, { maxLength: 5 }),
      items: fc.array(itemId),
    },
    { requiredKeys: [] },
  );
  const bodies = fc.oneof({ weight: 4, arbitrary: near }, { weight: 1, arbitrary: fc.jsonValue() });

  it.each(["linear", "log", "binary", "ratings"])(
    "is answered or refused, and never a failure of ours: %s",
    async (kind) => {
      const failures: unknown[] = [];
      const log = (_: string, error: unknown) => failures.push(error);
      const options = { weighting: kind, confidence: 1000 };
      const files = kind === "ratings" ? await ratedBoard() : await checkerboard({ head: false, options });
      const served = serve(memoryAssets(files).assets, log);
      let answered = 0;
      await fc.assert(
        fc.asyncProperty(bodies, async (body) => {
          const text = JSON.stringify(body);
          for (const path of ["/v1/predictions", "/v1/recommendations"]) {
            const response = await served.request(post(text, undefined, path));
            const answer = (await response.json()) as Body;
            expect([200, 400]).toContain(response.status);
            if (response.status !== 200) continue;
            answered++;
            // JSON has no NaN and no infinities: a figure that is none would have become null.
            for (const { predictedRating, score } of answer.items)
              expect(predictedRating ?? score).toBeTypeOf("number");
          }
        }),
        { numRuns: 300 },
      );
      expect(failures).toEqual([]);
      expect(answered).toBeGreaterThan(20);
    },
  );
});
