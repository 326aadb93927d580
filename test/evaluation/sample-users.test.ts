import { describe, expect, it } from "vitest";
import { type Interaction, interactionsFrom } from "../../src/data/interactions.ts";
import { type Fold, givenFold } from "../../src/data/splits.ts";
import { sampleTestUsers } from "../../src/evaluation/sample-users.ts";

const USERS = 200;
const row = (user: number, step: number): Interaction => ({ userId: `u${user}`, itemId: `i${(user + step) % 7}` });
const all = Array.from({ length: USERS }, (_, user) => user);
const train = all.map((user) => row(user, 0));
/** Every other user has two test rows, the others none. */
const test = all.filter((user) => user % 2 === 0).flatMap((user) => [row(user, 1), row(user, 2)]);

function foldOf(trainRows: Interaction[], testRows: Interaction[]): Fold {
  return givenFold(interactionsFrom(trainRows, "implicit"), interactionsFrom(testRows, "implicit"));
}

function drawn(fold: Fold): string[] {
  return [...new Set(fold.test.users)].map((user) => fold.test.userIds.idOf(user)).sort();
}

const fold = foldOf(train, test);

describe("a sample of test users", () => {
  it("has so many of them with all of their test rows, in order, and leaves train alone", () => {
    const sample = sampleTestUsers(fold, 30, 1);
    expect(sample.testUsers).toBe(USERS / 2);
    expect(drawn(sample.fold)).toHaveLength(30);
    expect(sample.fold.test.users).toHaveLength(60);
    expect([...sample.fold.test.users]).toEqual([...sample.fold.test.users].sort((a, b) => a - b));
    expect(sample.fold.train).toBe(fold.train);
  });

  it("is the fold itself where there are no more users than that", () => {
    expect(sampleTestUsers(fold, USERS / 2, 1)).toEqual({ fold, testUsers: USERS / 2 });
    expect(sampleTestUsers(fold, USERS / 2, 1).fold).toBe(fold);
  });

  it("follows from ids and the seed: rows in another order give the same users, another seed gives others", () => {
    const turned = foldOf(train.toReversed(), test.toReversed());
    const sample = drawn(sampleTestUsers(fold, 30, 1).fold);
    expect(drawn(sampleTestUsers(turned, 30, 1).fold)).toEqual(sample);
    expect(drawn(sampleTestUsers(fold, 30, 2).fold)).not.toEqual(sample);
  });

  it("holds every smaller sample of the same seed", () => {
    const larger = new Set(drawn(sampleTestUsers(fold, 40, 5).fold));
    for (const id of drawn(sampleTestUsers(fold, 10, 5).fold)) expect(larger).toContain(id);
  });

  it("draws every user about as often as any other", () => {
    const seeds = 400;
    const counts = new Map<string, number>();
    for (let seed = 0; seed < seeds; seed++) {
      for (const id of drawn(sampleTestUsers(fold, 50, seed).fold)) counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    expect(counts.size).toBe(USERS / 2);
    // Half of the seeds each, with a standard deviation of 10: five of them.
    for (const count of counts.values()) expect(Math.abs(count - seeds / 2)).toBeLessThan(50);
  });

  it.each([0, -1, 1.5, Number.NaN])("refuses %s users", (count) => {
    expect(() => sampleTestUsers(fold, count, 1)).toThrow(RangeError);
  });
});
