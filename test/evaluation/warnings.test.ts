import { describe, expect, it } from "vitest";
import type { Feedback, Interaction } from "../../src/data/interactions.ts";
import { interactionsFrom } from "../../src/data/interactions.ts";
import { type Fold, givenFold, parseProtocol, split } from "../../src/data/splits.ts";
import { FEW_TEST_USERS, foldWarnings } from "../../src/evaluation/warnings.ts";

/** One row a user in each part: nothing to warn of. Times ascend from train to test, values vary. */
function soundParts(users: number): { train: Interaction[]; test: Interaction[] } {
  const row = (user: number, step: number): Interaction => ({
    userId: `u${user}`,
    itemId: `i${(user + step) % 5}`,
    value: 1 + (user % 5),
    timestamp: 100 * step + user,
  });
  const all = Array.from({ length: users }, (_, user) => user);
  return { train: all.flatMap((user) => [row(user, 0), row(user, 1)]), test: all.map((user) => row(user, 2)) };
}

function foldFrom(train: Interaction[], test: Interaction[], feedback: Feedback = "explicit"): Fold {
  return givenFold(interactionsFrom(train, feedback), interactionsFrom(test, feedback));
}

function codes(fold: Fold): string[] {
  return foldWarnings(fold).map(({ code }) => code);
}

function messageOf(fold: Fold, code: string): string {
  return foldWarnings(fold).find((warning) => warning.code === code)?.message ?? "no such warning";
}

describe("warnings of a fold", () => {
  const { train, test } = soundParts(FEW_TEST_USERS);

  it("are absent where there is nothing to say", () => {
    expect(foldWarnings(foldFrom(train, test))).toEqual([]);
  });

  it("come for pairs that stand in both parts", () => {
    const fold = foldFrom(train, [...test, { ...train[0], timestamp: 900 } as Interaction]);
    expect(codes(fold)).toEqual(["train-test-overlap"]);
    expect(messageOf(fold, "train-test-overlap")).toMatch(/^1 of 101 test interactions \(1\.0 %\) also stand in train/);
  });

  it("come for test interactions older than the user's own train interactions", () => {
    const [first, ...others] = test;
    const fold = foldFrom(train, [{ ...first, timestamp: 50 } as Interaction, ...others]);
    expect(codes(fold)).toEqual(["future-leak"]);
    expect(messageOf(fold, "future-leak")).toContain("1 of 100 test interactions (1.0 %) are older");
  });

  it("come for a random split of dated data and not for leave-last-out", () => {
    const table = interactionsFrom([...train, ...test], "explicit");
    const foldsOf = (protocol: string) => split(table, parseProtocol(protocol), 1);
    expect(foldsOf("random:0.2").flatMap(codes)).toContain("future-leak");
    expect(foldsOf("leave-last-out").flatMap(codes)).not.toContain("future-leak");
  });

  it("do not speak of time where data has none, where times are equal or unknown", () => {
    const table = [...train, ...test];
    for (const timestamp of [undefined, 7, Number.NaN]) {
      const list = table.map(({ userId, itemId, value = 1 }) => ({
        userId,
        itemId,
        value,
        ...(timestamp === undefined ? {} : { timestamp }),
      }));
      const folds = split(interactionsFrom(list, "explicit"), parseProtocol("random:0.2"), 1);
      expect(folds.flatMap(codes)).not.toContain("future-leak");
    }
  });

  it("see a leak past a train interaction whose time is unknown", () => {
    const holes = train.map((row, place) => (place === 1 ? { ...row, timestamp: Number.NaN } : row));
    const [first, ...others] = test;
    const fold = foldFrom(holes, [{ ...first, timestamp: -1 } as Interaction, ...others]);
    expect(codes(fold)).toEqual(["future-leak"]);
  });

  it("come for test items that train lacks, with what becomes of them", () => {
    const news = [{ userId: "u1", itemId: "new", value: 2, timestamp: 900 }];
    const fold = foldFrom(train, [...test, ...news, { ...news[0], userId: "u2" } as Interaction]);
    expect(codes(fold)).toEqual(["unknown-test-items"]);
    expect(messageOf(fold, "unknown-test-items")).toMatch(
      /^items that train never saw: 1, in 2 of 102 test interactions/,
    );
  });

  it("come for test users that train lacks, with what becomes of them", () => {
    const fold = foldFrom(train, [...test, { userId: "new", itemId: "i1", value: 2, timestamp: 900 }]);
    expect(codes(fold)).toEqual(["unknown-test-users"]);
    expect(messageOf(fold, "unknown-test-users")).toMatch(/^1 of 101 test users \(1\.0 %\) have no history/);
  });

  it("come for fewer than 100 test users", () => {
    const few = soundParts(FEW_TEST_USERS - 1);
    expect(codes(foldFrom(few.train, few.test))).toEqual(["few-test-users"]);
    expect(messageOf(foldFrom(few.train, few.test), "few-test-users")).toContain("99 test users");
  });

  it("come for explicit feedback whose test values are all equal, not for implicit", () => {
    const flat = test.map((row) => ({ ...row, value: 4 }));
    expect(codes(foldFrom(train, flat))).toEqual(["one-test-value"]);
    expect(messageOf(foldFrom(train, flat), "one-test-value")).toContain("every value in test is 4");
    expect(codes(foldFrom(train, flat, "implicit"))).toEqual([]);
  });
});
