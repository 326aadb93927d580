import { describe, expect, it } from "vitest";
import type { Interactions } from "../../src/data/interactions.ts";
import { parseProtocol } from "../../src/data/splits.ts";
import { makeSearchFolds } from "../../src/evaluation/search/search-folds.ts";
import { foldOf } from "./playback.ts";

const all = foldOf(
  20,
  Array.from({ length: 30 }, (_, user) => ({
    train: Array.from({ length: 10 }, (_, at) => (user + at) % 20),
    test: [],
  })),
).train;

const pairs = ({ users, items }: Interactions) => [...users].map((user, row) => `${user} ${items[row]}`);

describe.each(["random:0.2", "kfold:3", "stratified-by-user:0.3", "strong:0.2"])("a search inside %s", (outer) => {
  it.each(["random:0.2", "kfold:2", "stratified-by-user:0.2"])("chosen by %s sees no test row", (inner) => {
    const folds = makeSearchFolds(all, parseProtocol(outer), parseProtocol(inner), 5);
    expect(folds.length).toBe(outer === "kfold:3" ? 3 : 1);
    for (const { validation, test } of folds) {
      const [training, heldOut] = [pairs(test?.train ?? all), new Set(pairs(test?.test ?? all))];
      for (const part of validation) {
        const seen = [...pairs(part.train), ...pairs(part.test)];
        expect(seen.filter((pair) => heldOut.has(pair))).toEqual([]);
        expect(seen.sort()).toEqual([...training].sort());
      }
    }
  });
});

describe("a search without a protocol", () => {
  it("divides everything for the choice and has no test part", () => {
    const [fold] = makeSearchFolds(all, undefined, parseProtocol("random:0.2"), 5);
    expect(fold?.test).toBeUndefined();
    expect(fold?.validation[0]?.train.users.length).toBe(240);
  });
});
