import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Csr } from "../../src/data/csr.ts";
import { interactionsFrom } from "../../src/data/interactions.ts";
import { evaluateModel } from "../../src/evaluation/evaluate.ts";
import type { Recommends } from "../../src/evaluation/recommends.ts";
import { NO_ITEM } from "../../src/kernels/ranking.ts";
import { foldOf, playback } from "./playback.ts";

/** Three users with one train item each; the last has nothing in test. */
const users = [
  { train: [0], test: [1, 2] },
  { train: [3], test: [4] },
  { train: [5], test: [] },
];
const fold = foldOf(6, users);
const histories = users.map(({ train }) => train);
const ranked = [
  [1, 3, 2],
  [0, 5, 1],
  [0, 1, 2],
];

/** A model that gives every user the same list. */
function always(list: readonly number[], kind = "always"): Recommends {
  return {
    kind,
    recommendBatch: ({ rowCount }, k) => {
      const row = Array.from({ length: k }, (_, rank) => list[rank] ?? NO_ITEM);
      const items = Uint32Array.from({ length: rowCount * k }, (_, place) => row[place % k] ?? NO_ITEM);
      return { k, items, scores: new Float32Array(items.length) };
    },
  };
}

describe("an evaluation", () => {
  it("averages over the users with test items and counts the others", async () => {
    const result = await evaluateModel(playback(histories, ranked), fold, [1, 3]);
    expect(result.users).toBe(2);
    expect(result.usersWithoutTest).toBe(1);
    expect([...result.perUser.users]).toEqual([0, 1]);
    expect([...(result.perUser.values["recall@3"] ?? [])]).toEqual([1, 0]);
    expect(result.metrics["recall@1"]).toBe((1 / 2 + 0) / 2);
    expect(result.metrics["recall@3"]).toBe((1 + 0) / 2);
    expect(result.metrics["precision@3"]).toBeCloseTo((2 / 3 + 0) / 2, 15);
    expect(result.metrics["hit-rate@1"]).toBe(1 / 2);
    // Items 1, 3, 2 and 0, 5, 1: five of six. User 2 is not asked about.
    expect(result.metrics["coverage@3"]).toBe(5 / 6);
    expect(result.metrics["coverage@1"]).toBe(2 / 6);
    expect(result.model).toBe("playback");
    expect(result.fold).toBe("by hand");
    expect(result.predictSeconds).toBeGreaterThanOrEqual(0);
  });

  it("names every metric at every list length once", async () => {
    const result = await evaluateModel(playback(histories, ranked), fold, [2, 3, 2]);
    const accuracy = ["recall", "precision", "ndcg", "map", "mrr", "hit-rate"];
    const names = [...accuracy, "novelty", "diversity", "popularity-bias", "coverage", "gini"];
    expect(Object.keys(result.metrics)).toEqual(names.flatMap((name) => [`${name}@2`, `${name}@3`]));
  });

  it("gives the model the train items of the users, in batches that do not change the figures", async () => {
    const model = playback(histories, ranked);
    const seen: Csr[] = [];
    const spy: Recommends = {
      ...model,
      recommendBatch: (batch, k) => {
        seen.push(batch);
        return model.recommendBatch(batch, k);
      },
    };
    const inOnes = await evaluateModel(spy, fold, [3], { batchSize: 1 });
    expect(seen.map(({ rowCount, indices }) => [rowCount, ...indices])).toEqual([
      [1, 0],
      [1, 3],
    ]);
    const atOnce = await evaluateModel(model, fold, [3]);
    expect({ ...inOnes, predictSeconds: 0 }).toEqual({ ...atOnce, predictSeconds: 0 });
  });

  it("measures users without history too, with an empty one", async () => {
    const result = await evaluateModel(always([1]), foldOf(3, [{ train: [], test: [1] }]), [1]);
    expect(result.metrics["recall@1"]).toBe(1);
  });

  it("takes lists longer than the catalogue", async () => {
    const result = await evaluateModel(playback(histories, ranked), fold, [50]);
    expect(result.metrics["recall@50"]).toBe(1 / 2);
    expect(result.metrics["precision@50"]).toBe((2 / 50 + 0) / 2);
  });

  it("does not depend on how users and items are numbered", async () => {
    const universe = fc.shuffledSubarray([...Array(12).keys()], { minLength: 12, maxLength: 12 });
    const anyUser = fc.tuple(universe, fc.nat(2), fc.nat(4)).map(([order, trainCount, testCount]) => ({
      train: order.slice(0, trainCount + 1),
      test: order.slice(trainCount + 1, trainCount + 2 + testCount),
    }));
    const anyUsers = fc.uniqueArray(anyUser, {
      minLength: 2,
      maxLength: 6,
      selector: ({ train }) => [...train].sort((a, b) => a - b).join(" "),
    });
    await fc.assert(
      fc.asyncProperty(anyUsers, universe, fc.nat(5), async (drawn, relabel, turn) => {
        const lists = drawn.map(({ train }) => [3, 1, 4, 0, 5, 9, 2, 6].filter((item) => !train.includes(item)));
        const moved = (values: readonly number[]) => values.map((item) => relabel[item] ?? 0);
        const turned = <T>(rows: readonly T[]) => [
          ...rows.slice(turn % rows.length),
          ...rows.slice(0, turn % rows.length),
        ];
        const relabelled = turned(drawn.map(({ train, test }) => ({ train: moved(train), test: moved(test) })));
        const before = playback(
          drawn.map(({ train }) => train),
          lists,
        );
        const after = playback(
          relabelled.map(({ train }) => train),
          turned(lists.map(moved)),
        );
        const first = await evaluateModel(before, foldOf(12, drawn), [2, 5]);
        const second = await evaluateModel(after, foldOf(12, relabelled), [2, 5]);
        for (const [name, value] of Object.entries(first.metrics)) expect(second.metrics[name]).toBeCloseTo(value, 12);
      }),
      { numRuns: 60, seed: 1 },
    );
  });
});

describe("progress and interruption", () => {
  it("reports users done of all users after each batch", async () => {
    const calls: number[][] = [];
    const onProgress = (done: number, total: number) => calls.push([done, total]);
    await evaluateModel(playback(histories, ranked), fold, [1], { batchSize: 1, onProgress });
    expect(calls).toEqual([
      [1, 2],
      [2, 2],
    ]);
  });

  it("stops between batches when the signal says so, also from outside", async () => {
    const controller = new AbortController();
    let asked = 0;
    const model = always([1, 2]);
    const slow: Recommends = {
      ...model,
      recommendBatch: (batch, k) => {
        asked++;
        return model.recommendBatch(batch, k);
      },
    };
    setTimeout(() => controller.abort(new Error("enough")), 0);
    const many = foldOf(
      9,
      Array.from({ length: 500 }, () => ({ train: [0], test: [1] })),
    );
    await expect(evaluateModel(slow, many, [1], { batchSize: 1, signal: controller.signal })).rejects.toThrow("enough");
    expect(asked).toBeGreaterThan(0);
    expect(asked).toBeLessThan(500);
  });
});

describe("a ranking that breaks the rules", () => {
  it("stops the evaluation when it holds an item of the history", async () => {
    await expect(evaluateModel(always([2, 0], "leaky"), fold, [2])).rejects.toMatchObject({
      code: "train-item-recommended",
      message: expect.stringContaining("leaky: user 0: place 2: item 0"),
    });
  });

  it.each([
    ["an item twice", [1, 1], "twice"],
    ["an item outside the catalogue", [1, 6], "got item 6"],
    ["an empty place before an item", [NO_ITEM, 1], "empty place"],
  ])("stops the evaluation when it holds %s", async (_, list, words) => {
    await expect(evaluateModel(always(list), fold, [2])).rejects.toMatchObject({
      code: "malformed-ranking",
      message: expect.stringContaining(words),
    });
  });

  it("stops the evaluation when it has another shape", async () => {
    const short: Recommends = { kind: "short", recommendBatch: (batch) => always([1]).recommendBatch(batch, 1) };
    await expect(evaluateModel(short, fold, [2])).rejects.toMatchObject({ code: "malformed-ranking" });
  });
});

describe("what an evaluation needs", () => {
  it("is test interactions", async () => {
    const untested = foldOf(2, [{ train: [0], test: [] }]);
    await expect(evaluateModel(always([1]), untested, [1])).rejects.toMatchObject({ code: "no-test-users" });
  });

  it("is list lengths from 1", async () => {
    await expect(evaluateModel(always([1]), fold, [])).rejects.toMatchObject({ code: "no-list-lengths" });
    await expect(evaluateModel(always([1]), fold, [0])).rejects.toThrow(RangeError);
    await expect(evaluateModel(always([1]), fold, [2.5])).rejects.toThrow("list length: expected an integer from 1");
  });

  it("is one vocabulary for both parts", async () => {
    const part = (itemId: string) => interactionsFrom([{ userId: "ann", itemId }], "implicit");
    const action = evaluateModel(always([]), { train: part("x"), test: part("y"), name: "two files" }, [1]);
    await expect(action).rejects.toMatchObject({ code: "different-vocabularies" });
  });
});
