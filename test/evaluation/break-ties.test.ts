import { describe, expect, it } from "vitest";
import { type Csr, rowIndices } from "../../src/data/csr.ts";
import type { Fold } from "../../src/data/splits.ts";
import { breakTies, createTieBreaker } from "../../src/evaluation/break-ties.ts";
import { evaluateModel } from "../../src/evaluation/evaluate.ts";
import type { Recommends } from "../../src/evaluation/recommends.ts";
import { NO_ITEM } from "../../src/kernels/ranking.ts";
import { foldOf } from "./playback.ts";

const ITEMS = 400;
const USERS = 2000;

/** Scores items by index alone, as a model that knows nothing of users; equal scores by lower index. Notes what it is asked. */
function byIndex(scoreOf: (item: number) => number, asked: [number, number][] = []): Recommends {
  const order = Array.from({ length: ITEMS }, (_, item) => item).sort((a, b) => scoreOf(b) - scoreOf(a) || a - b);
  return {
    kind: "by index",
    recommendBatch: (histories: Csr, k: number) => {
      asked.push([histories.rowCount, k]);
      const items = new Uint32Array(histories.rowCount * k).fill(NO_ITEM);
      const scores = new Float32Array(items.length).fill(Number.NEGATIVE_INFINITY);
      for (let row = 0; row < histories.rowCount; row++) {
        const own = new Set(rowIndices(histories, row));
        const left = order.filter((item) => !own.has(item)).slice(0, k);
        items.set(left, row * k);
        scores.set(left.map(scoreOf), row * k);
      }
      return { k, items, scores };
    },
  };
}

/** Half of what is held out are the ten items of the lowest numbers, or of the highest: what is popular is seldom spread evenly. */
function skewed(popular: "low" | "high"): Fold {
  const users = Array.from({ length: USERS }, (_, user) => {
    const item = user % 2 === 0 ? (user / 2) % 10 : 10 + (user % (ITEMS - 20));
    const number = (index: number): number => (popular === "low" ? index : ITEMS - 1 - index);
    return { train: [number(ITEMS - 1 - (user % 10))], test: [number(item)] };
  });
  return foldOf(ITEMS, users);
}

describe("an evaluation of a model whose scores are all equal", () => {
  const level = byIndex(() => 7);

  it.each(["low", "high"] as const)("finds what chance finds where popular items have %s numbers", async (popular) => {
    const { metrics } = await evaluateModel(level, skewed(popular), [10]);
    const chance = 10 / (ITEMS - 1);
    // A user's own order: 2,000 draws with a standard error of .0035.
    expect(Math.abs((metrics["recall@10"] ?? 1) - chance)).toBeLessThan(4 * Math.sqrt((chance * (1 - chance)) / USERS));
  });

  it("finds what chance finds among drawn candidates", async () => {
    const { train, test, name } = skewed("low");
    const offsets = Uint32Array.from({ length: USERS + 1 }, (_, user) => 20 * user);
    const indices = Uint32Array.from({ length: USERS * 20 }, (_, at) => {
      const [user, place] = [Math.floor(at / 20), at % 20];
      return place === 0 ? test.items[user]! : 200 + ((user * 7 + place * 9) % 180);
    });
    for (let user = 0; user < USERS; user++) indices.subarray(20 * user, 20 * user + 20).sort();
    const values = new Float32Array(indices.length).fill(1);
    const candidates: Csr = { rowCount: USERS, columnCount: ITEMS, offsets, indices, values };
    const { metrics } = await evaluateModel(level, { train, test, name, candidates }, [5]);
    expect(Math.abs((metrics["recall@5"] ?? 1) - 0.25)).toBeLessThan(4 * Math.sqrt((0.25 * 0.75) / USERS));
  });

  it("counts lists as a server shows them: the same to everybody", async () => {
    const { metrics } = await evaluateModel(
      level,
      foldOf(
        ITEMS,
        [...Array(50)].map(() => ({ train: [0], test: [1] })),
      ),
      [10],
    );
    expect(metrics["coverage@10"]).toBe(10 / ITEMS);
  });

  it("gives the same figures for the same seed, whatever the batches, and others for another", async () => {
    const figures = async (seed: number, batchSize: number) =>
      (await evaluateModel(level, skewed("low"), [10], { seed, batchSize })).metrics;
    expect(await figures(3, 7)).toEqual(await figures(3, 1000));
    expect(await figures(3, 1000)).not.toEqual(await figures(4, 1000));
  });

  it("leaves AUC at one half", async () => {
    const { metrics } = await evaluateModel(level, skewed("low"), [10], { auc: true });
    expect(metrics.auc).toBe(0.5);
  });
});

describe("an evaluation of a model with some equal scores", () => {
  it("asks for one place more, and again only for those whose last place is level with the next, until the tie ends", async () => {
    const fold = foldOf(ITEMS, [
      { train: [0], test: [1] },
      { train: [1], test: [2] },
    ]);
    const asked: [number, number][] = [];
    // Scores 3, 3, 2, 1, … 1 on items 0 to 99, and 0 behind them: only who has item 0 sees the ones at place 3.
    const scoreOf = (item: number) => (item < 2 ? 3 : item === 2 ? 2 : item < 100 ? 1 : 0);
    await evaluateModel(byIndex(scoreOf, asked), fold, [2]);
    expect(asked).toEqual([[2, 3]]);
    asked.length = 0;
    await evaluateModel(byIndex(scoreOf, asked), fold, [3]);
    expect(asked).toEqual([
      [2, 4],
      [2, 128],
    ]);
  });

  it("keeps what has a higher score in front", async () => {
    const scoreOf = (item: number) => (item === 399 ? 2 : 1);
    const fold = foldOf(
      ITEMS,
      [...Array(100)].map(() => ({ train: [0], test: [399] })),
    );
    expect((await evaluateModel(byIndex(scoreOf), fold, [3])).metrics["ndcg@3"]).toBe(1);
  });
});

describe("an order of equals", () => {
  const drawOf = (item: number) => (item * 7) % 10;

  it("is that of their draws, within each run of equal scores", () => {
    const ranking = { items: Uint32Array.of(1, 2, 3, 4, 5, 6), scores: Float32Array.of(9, 8, 8, 8, 8, 7) };
    // Draws 4, 1, 8, 5 of the items 2 to 5.
    expect([...breakTies(ranking, 6, drawOf)]).toEqual([1, 3, 2, 5, 4, 6]);
    expect([...breakTies(ranking, 3, drawOf)]).toEqual([1, 3, 2]);
    expect([...breakTies(ranking, 2, drawOf)]).toEqual([1, 3]);
  });

  it("does not see empty places, whose scores are level too", () => {
    const ranking = { items: Uint32Array.of(4, NO_ITEM, NO_ITEM), scores: new Float32Array(3).fill(-Infinity) };
    expect([...breakTies(ranking, 3, drawOf)]).toEqual([4]);
  });

  it("follows from seed and ids alone", () => {
    const ids = ["a", "b", "c", "d", "e", "f"];
    const ranking = { items: Uint32Array.from(ids.keys()), scores: new Float32Array(6) };
    const named = (of: readonly string[], seed: number, user: string) =>
      Array.from(createTieBreaker(of, seed).forUser(ranking, 6, user), (item) => of[item]);
    const expected = named(ids, 0, "u");
    expect(named(ids.toReversed(), 0, "u")).toEqual(expected);
    expect(named(ids, 1, "u")).not.toEqual(expected);
    expect(named(ids, 0, "v")).not.toEqual(expected);
  });
});
