import { describe, expect, it } from "vitest";
import type { Head } from "../../src/rerankers/reranker.ts";
import { engine } from "./fixture.ts";
import { HISTORY, idsIn as ids, largeEngine } from "./large-fixture.ts";

const plain = await largeEngine();
const withHead = await largeEngine(true);

describe("rotation", () => {
  const request = { history: HISTORY, k: 30 };
  const list = plain.recommend({ ...request, k: 1000 }).items;
  const [first, second] = [list[0]!, list[1]!];

  it("multiplies scores by what showings leave of them", () => {
    const showings = [
      { itemId: first.itemId, at: 400 },
      { itemId: first.itemId, at: 700 },
      { itemId: second.itemId, at: 1000 },
    ];
    const rotated = plain.recommend({ ...request, rotation: { rate: 0.5, halfLife: 300 }, shown: showings, now: 1000 });
    const factors = new Map([
      [first.itemId, (1 - 0.5 * 2 ** -2) * (1 - 0.5 * 2 ** -1)],
      [second.itemId, 0.5],
    ]);
    const scored = list.map(({ itemId, score }) => ({ itemId, score: score * (factors.get(itemId) ?? 1) }));
    const expected = scored.toSorted((a, b) => b.score - a.score).slice(0, 30);
    expect(ids(rotated)).toEqual(expected.map(({ itemId }) => itemId));
    for (const [place, { score }] of rotated.items.entries()) expect(score).toBeCloseTo(expected[place]!.score, 5);
  });

  it("counts the last eight showings, and lets nothing sink by more than 0.001", () => {
    const often = Array.from({ length: 20 }, (_, at) => ({ itemId: first.itemId, at: 1000 - at }));
    const ask = (shown: typeof often) =>
      plain.recommend({ ...request, k: 1000, rotation: { rate: 0.2, halfLife: 1e9 }, shown, now: 1000 }).items;
    expect(ask(often)).toEqual(ask(often.slice(0, 8)));
    expect(ask(often)).not.toEqual(ask(often.slice(0, 7)));
    const wish = { ...request, k: 1000, rotation: { rate: 1, halfLife: 60 }, shown: often, now: 1000 };
    const all = [plain.recommend(wish), plain.recommend({ ...wish, offset: 1000 })].flatMap(({ items }) => items);
    expect(all.find(({ itemId }) => itemId === first.itemId)?.score).toBeCloseTo(first.score / 1000, 6);
  });

  it("multiplies odds behind a head, whose scores may be below 0", () => {
    const ordered = withHead.recommend({ ...request, k: 200 }).items;
    const last = ordered.find(({ score }) => score < 0)!;
    const shownOnce = { rotation: { rate: 0.5, halfLife: 60 }, shown: [{ itemId: last.itemId, at: 9 }], now: 9 };
    const sunk = withHead
      .recommend({ ...request, k: 200, ...shownOnce })
      .items.find(({ itemId }) => itemId === last.itemId);
    expect(sunk?.score).toBeCloseTo(last.score + Math.log(0.5), 5);
  });

  it("lets popular items sink among themselves", async () => {
    const small = await engine();
    const rotated = small.recommend({
      k: 4,
      rotation: { rate: 0.5, halfLife: 60 },
      shown: [{ itemId: "0", at: 5 }],
      now: 5,
    });
    expect(ids(rotated)).toEqual(["1", "2", "3", "4"]);
    const tail = small.recommend({
      history: ["0"],
      k: 20,
      rotation: { rate: 1, halfLife: 60 },
      shown: [{ itemId: "1", at: 5 }],
      now: 5,
    });
    expect(ids(tail).slice(10)).toEqual(["3", "5", "7", "9", "11", "13", "15", "17", "19", "1"]);
  });

  it("leaves scores falling where what sinks behind a head has popular items behind it", async () => {
    const head: Head = {
      score: ({ count }) => Float32Array.from({ length: count }, (_, place) => -place),
      memory: () => ({ tensors: 0, bytes: 0 }),
      dispose: () => undefined,
    };
    const shown = ["20", "18", "16", "14", "12", "10", "8", "6", "4", "2"].map((itemId) => ({ itemId, at: 5 }));
    const wish = { rotation: { rate: 1, halfLife: 60 }, shown, now: 5 };
    const small = await engine(head, { candidateCount: 10 });
    const { items } = small.recommend({ history: ["0"], k: 20, ...wish });
    expect(items[10]).toMatchObject({ itemId: "1", source: "popular" });
    for (const [place, { score }] of items.entries()) {
      expect(score).toBeLessThanOrEqual(items[place - 1]?.score ?? Number.POSITIVE_INFINITY);
    }
  });

  it("says which showings it does not know", () => {
    const wish = { rotation: { rate: 0.5, halfLife: 60 }, shown: [{ itemId: "nowhere", at: 5 }], now: 5 };
    const answer = plain.recommend({ ...request, ...wish });
    expect(answer.unknownItemIds).toEqual(["nowhere"]);
    expect(answer.items).toEqual(plain.recommend(request).items);
  });

  it("is refused without a present, and with showings after it", () => {
    const wish = { rotation: { rate: 0.5, halfLife: 60 }, shown: [{ itemId: "i1", at: 5 }] };
    expect(() => plain.recommend(wish)).toThrow("now: expected the present");
    expect(() => plain.recommend({ ...wish, now: 4 })).toThrow("shown: expected times up to the present, 4");
    expect(() => plain.recommend({ ...wish, now: 5, rotation: { rate: 1.01, halfLife: 60 } })).toThrow("rotation.rate");
    expect(() => plain.recommend({ ...wish, now: 5, rotation: { rate: 1, halfLife: 0 } })).toThrow("rotation.halfLife");
  });
});
