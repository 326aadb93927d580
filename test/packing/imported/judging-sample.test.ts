import { describe, expect, it } from "vitest";
import { rowIndices } from "../../../src/data/csr.ts";
import { type Interactions, toCsr } from "../../../src/data/interactions.ts";
import { createVocabulary } from "../../../src/data/vocabulary.ts";
import { givenSample, heldOutSample } from "../../../src/packing/imported/judging-sample.ts";

const itemIds = createVocabulary(Array.from({ length: 12 }, (_, item) => `i${item}`));

/** Interactions of users by name, value 1 each. */
function interactionsOf(taken: Readonly<Record<string, readonly number[]>>): Interactions {
  const rows = Object.values(taken).flatMap((items, user) => items.map((item) => ({ user, item })));
  return {
    userIds: createVocabulary(Object.keys(taken)),
    itemIds,
    users: Uint32Array.from(rows, ({ user }) => user),
    items: Uint32Array.from(rows, ({ item }) => item),
    values: new Float32Array(rows.length).fill(1),
    timestamps: undefined,
    feedback: "implicit",
  };
}

describe("a sample that is held out of interactions", () => {
  const all = interactionsOf({ ann: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], bob: [2, 3, 4, 5, 6, 7, 8, 9, 10, 11], cleo: [0] });

  it("divides each history into what is known and a tenth that is asked for", () => {
    const sample = heldOutSample(all, 42);
    const whole = toCsr(all);
    expect(sample?.test.rowCount).toBe(2);
    for (const row of [0, 1]) {
      const [known, asked] = [sample!.histories, sample!.test].map((part) => [...rowIndices(part, row)]);
      expect(asked).toHaveLength(1);
      expect([...known!, ...asked!].toSorted((a, b) => a - b)).toEqual([...rowIndices(whole, row)]);
    }
  });

  it("counts what is held out in nobody's popularity", () => {
    const sample = heldOutSample(all, 42)!;
    const expected = new Float32Array(itemIds.size);
    for (const item of all.items) expected[item]! += 1;
    for (const item of sample.test.indices) expected[item]! -= 1;
    expect(sample.trainPopularity).toEqual(expected);
  });
});

describe("a sample of rows that were given", () => {
  const known = interactionsOf({ ann: [0, 1], bob: [2], cleo: [3] });

  it("asks for rows of known users that they do not have, and says how many others there are", () => {
    const test = interactionsOf({ bob: [2, 5], stranger: [1], ann: [1, 4, 6] });
    const { sample, leftOut } = givenSample(known, test, 42);
    expect(leftOut).toBe(3);
    expect([0, 1].map((row) => [...rowIndices(sample.test, row)])).toEqual([[4, 6], [5]]);
    expect([0, 1].map((row) => [...rowIndices(sample.histories, row)])).toEqual([[0, 1], [2]]);
    expect([...sample.trainPopularity.subarray(0, 5)]).toEqual([1, 1, 1, 1, 0]);
    expect(sample).toMatchObject({ sampledFrom: undefined, protocol: "given test" });
  });

  it("says of how many users it was drawn", () => {
    const test = interactionsOf({ ann: [5], bob: [5], cleo: [5] });
    const { sample } = givenSample(known, test, 42, 2);
    expect([sample.test.rowCount, sample.histories.rowCount, sample.sampledFrom]).toEqual([2, 2, 3]);
  });

  it("is refused where nobody of it has a history", () => {
    const test = interactionsOf({ stranger: [1], ann: [0] });
    expect(() => givenSample(known, test, 42)).toThrow(expect.objectContaining({ code: "no-test-users" }));
  });
});
