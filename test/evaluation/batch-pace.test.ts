import { describe, expect, it } from "vitest";
import { interactionsFrom } from "../../src/data/interactions.ts";
import { givenFold } from "../../src/data/splits.ts";
import { batchPace } from "../../src/evaluation/batch-pace.ts";
import { evaluateModel } from "../../src/evaluation/evaluate.ts";
import { evaluateRatings } from "../../src/evaluation/evaluate-ratings.ts";
import type { Predicts } from "../../src/evaluation/predicts.ts";
import type { Recommends } from "../../src/evaluation/recommends.ts";

describe("the pace of batches", () => {
  it("begins with few users and grows as long as batches are quick, up to the maximum", () => {
    const pace = batchPace(1000);
    const sizes = [0, 0, 0, 0, 0].map((elapsedMs) => {
      const { rows } = pace;
      pace.took(elapsedMs);
      return rows;
    });
    expect(sizes).toEqual([16, 64, 256, 1000, 1000]);
  });

  it("falls to what would have been in time, and never below one user", () => {
    const pace = batchPace(1000);
    pace.took(1000);
    expect(pace.rows).toBe(8);
    pace.took(300);
    expect(pace.rows).toBe(8);
    pace.took(1e9);
    expect(pace.rows).toBe(1);
    expect(batchPace(5).rows).toBe(5);
  });
});

describe("an evaluation of a model that needs half a second for every sixteen users", () => {
  const rows = Array.from({ length: 300 }, (_, user) => [
    { userId: `u${user}`, itemId: "a", value: 1 },
    { userId: `u${user}`, itemId: "b", value: 2 },
  ]).flat();
  const all = interactionsFrom(rows, "explicit");
  const part = (item: number) => {
    const keep = Array.from(all.items.keys()).filter((row) => all.items[row] === item);
    return {
      ...all,
      users: Uint32Array.from(keep, (row) => all.users[row]!),
      items: Uint32Array.from(keep, (row) => all.items[row]!),
      values: Float32Array.from(keep, (row) => all.values[row]!),
      timestamps: undefined,
    };
  };
  const fold = givenFold(part(0), part(1));
  const wait = (rowCount: number) => {
    const end = performance.now() + rowCount * 30;
    while (performance.now() < end);
  };
  const slow: Recommends & Predicts = {
    kind: "slow",
    recommendBatch: ({ rowCount }, k) => {
      wait(rowCount);
      const [items, scores] = [new Uint32Array(rowCount * k).fill(1), new Float32Array(rowCount * k)];
      return { queryCount: rowCount, k, items, scores };
    },
    predictBatch: ({ wanted }) => {
      wait(wanted.rowCount);
      return new Float64Array(wanted.indices.length);
    },
  };

  it.each([
    ["lists", (signal: AbortSignal) => evaluateModel(slow, fold, [1], { signal })],
    ["ratings", (signal: AbortSignal) => evaluateRatings(slow, fold, undefined, { signal })],
  ])("ends within two seconds of an interruption: %s", async (_, evaluate) => {
    const startedMs = performance.now();
    await expect(evaluate(AbortSignal.timeout(100))).rejects.toThrow();
    expect(performance.now() - startedMs).toBeLessThan(2100);
  });

  it("has the maximum from the start where it is steady, whatever a batch took", () => {
    const pace = batchPace(1000, true);
    pace.took(5000);
    pace.took(1);
    expect(pace.rows).toBe(1000);
  });
});
