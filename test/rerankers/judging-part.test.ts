import { describe, expect, it } from "vitest";
import { rowSequence } from "../../src/data/csr.ts";
import { interactionsFrom } from "../../src/data/interactions.ts";
import { toOrderedCsr } from "../../src/data/sequences.ts";
import { holdOut } from "../../src/evaluation/hold-out.ts";
import { createRandom, shuffle } from "../../src/random.ts";
import { judgingPart } from "../../src/rerankers/judging-part.ts";
import { questionOf } from "../../src/rerankers/question.ts";
import { pairsOf } from "./recording-plan.ts";

/** Users u1 … u12 have as many items; of those with an even number all come at the same time. */
const list = Array.from({ length: 12 }, (_, user) =>
  Array.from({ length: user + 1 }, (_, place) => ({
    userId: `u${user + 1}`,
    itemId: `i${(user + place * 5) % 23}`,
    timestamp: user % 2 === 1 ? 50 : 100 - ((place * 3) % 17),
  })),
).flat();
const interactions = interactionsFrom(list, "implicit");

describe("what judges a head", () => {
  it("of what comes next is the last interaction of everybody with at least five", () => {
    const { fold, protocol, sampledFrom } = judgingPart("next", interactions, 1, "all");
    const matrix = toOrderedCsr(interactions);
    const expected = Array.from({ length: 12 }, (_, user) => rowSequence(matrix, user) ?? new Uint32Array(0))
      .map((sequence, user) => ({ user, sequence }))
      .filter(({ sequence }) => sequence.length >= 5)
      .map(({ user, sequence }) => `u${user + 1} ${interactions.itemIds.ids[sequence.at(-1) ?? -1]}`);
    expect(expected).toHaveLength(8);
    expect(pairsOf(fold.test)).toEqual(new Set(expected));
    expect(pairsOf(fold.train)).toEqual(new Set([...pairsOf(interactions)].filter((pair) => !expected.includes(pair))));
    expect([fold.name, protocol, sampledFrom]).toEqual(["validation", "hold-out of the last", undefined]);
  });

  it("does not depend on the seed, the order of rows or the numbers of ids", () => {
    const { fold } = judgingPart("next", interactions, 1, "all");
    const order = shuffle(Uint32Array.from(list.keys()), createRandom(2));
    const other = interactionsFrom(
      Array.from(order, (row) => list[row]!),
      "implicit",
    );
    expect(pairsOf(judgingPart("next", other, 9, "all").fold.test)).toEqual(pairsOf(fold.test));
  });

  it("is a sample of the users where there are more than are asked for; train is the same", () => {
    const whole = judgingPart("next", interactions, 1, "all");
    const some = judgingPart("next", interactions, 1, 3);
    expect(new Set(some.fold.test.users).size).toBe(3);
    expect(some.sampledFrom).toBe(8);
    expect(some.fold.train).toEqual(whole.fold.train);
    for (const pair of pairsOf(some.fold.test)) expect(pairsOf(whole.fold.test)).toContain(pair);
    expect(judgingPart("next", interactions, 1, 8).sampledFrom).toBeUndefined();
  });

  it("is empty where nobody has five interactions", () => {
    const short = interactionsFrom(list.slice(0, 10), "implicit");
    expect(judgingPart("next", short, 1, 3).fold.test.users).toHaveLength(0);
  });

  it("of what is missing is a tenth at random", () => {
    const part = judgingPart("missing", interactions, 1, "all");
    expect(part).toEqual({ ...holdOut(interactions, 1, "all"), protocol: "hold-out per user:0.1" });
    expect(part.fold.test.users.length).toBeGreaterThan(8);
  });
});

describe("the question of data", () => {
  const withTimes = (timestampOf: (row: number) => number | undefined) =>
    interactionsFrom(
      list.map(({ userId, itemId }, row) => {
        const timestamp = timestampOf(row);
        return timestamp === undefined ? { userId, itemId } : { userId, itemId, timestamp };
      }),
      "implicit",
    );

  it("is what comes next where every interaction has a time, and these differ", () => {
    expect(questionOf(interactions)).toBe("next");
    expect(questionOf(withTimes((row) => (row === 0 ? 1 : 2)))).toBe("next");
  });

  it("is what is missing where a time is, or all are the same", () => {
    expect(questionOf(withTimes(() => undefined))).toBe("missing");
    expect(questionOf(withTimes((row) => (row === 3 ? undefined : row)))).toBe("missing");
    expect(questionOf(withTimes(() => 5))).toBe("missing");
  });
});
