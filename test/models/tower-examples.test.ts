import { describe, expect, it } from "vitest";
import { rowIndices } from "../../src/data/csr.ts";
import { towerExamples } from "../../src/models/networks/train-tower-examples.ts";
import type { Terms } from "../../src/neural/batch.ts";
import { createRandom } from "../../src/random.ts";
import { matrixOf } from "./fixtures.ts";

const SAMPLING = { batchSize: 4, heldShare: 0.5, positives: 3, negatives: 5, logQ: 1, validationShare: 0 };
const HISTORIES = [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [2, 3, 4, 5], [9], [1, 9], [0, 4, 11]];
const matrix = matrixOf(14, HISTORIES);
/** Items of 0 to 13 with terms of their own. */
const content = matrixOf(
  14,
  Array.from({ length: 14 }, (_, item) => (item === 3 ? [] : [item % 2, 2 + (item % 3)])),
);

const rowsOf = ({ offsets, indices }: Terms): number[][] =>
  Array.from({ length: offsets.length - 1 }, (_, row) => [...indices.subarray(offsets[row], offsets[row + 1])]);

function batchOf(sampling: object = {}, withContent = false) {
  const examples = towerExamples(
    "two-tower",
    matrix,
    withContent ? content : undefined,
    { ...SAMPLING, ...sampling },
    1,
  );
  const batch = examples.batch(Uint32Array.of(0, 1, 2, 3), createRandom(7));
  const { history, item, left, correction } = batch.inputs as unknown as {
    history: Terms;
    item: Uint32Array;
    left: Terms;
    correction: Float32Array;
  };
  return { examples, batch, history, item, left, correction, targets: batch.targets as Terms };
}

describe("examples of towers", () => {
  // The user of one item is none.
  const users = [HISTORIES[0]!, HISTORIES[1]!, HISTORIES[3]!, HISTORIES[4]!];

  it("hide a part of each history, at most as many as are asked for, and read the rest", () => {
    const { examples, history, targets, item } = batchOf();
    expect(examples.count).toBe(4);
    for (const [row, own] of users.entries()) {
      const wanted = rowsOf(targets)[row]!.map((slot) => item[slot]!);
      expect(wanted).toHaveLength([3, 2, 1, 2][row]!);
      expect([...wanted, ...rowsOf(history)[row]!].sort((a, b) => a - b)).toEqual(own);
    }
    expect(history.values?.[0]).toBe(Math.fround(1 / Math.sqrt(7)));
  });

  it("have each candidate once, and leave those out that a row reads", () => {
    const { history, item, left, examples } = batchOf();
    expect(new Set(item).size).toBe(item.length);
    expect(item.length).toBeLessThanOrEqual(examples.candidates);
    for (const [row, own] of rowsOf(history).entries()) {
      expect(rowsOf(left)[row]!.map((slot) => item[slot])).toEqual(own.filter((one) => item.includes(one)));
    }
  });

  it("correct by the probability to be a candidate, times logQ", () => {
    const { item, correction } = batchOf();
    const expected = Array.from({ length: 14 }, () => 5 / 14);
    for (const [user, own] of users.entries())
      for (const one of own) expected[one]! += [3, 2, 1, 2][user]! / own.length;
    for (const [slot, one] of item.entries()) {
      expect(correction[slot]).toBeCloseTo(-Math.log(1 - Math.exp(-expected[one]!)), 5);
    }
    const half = batchOf({ logQ: 0.5 });
    expect(half.correction[0]).toBeCloseTo(correction[0]! / 2, 5);
  });

  it("go by the users who train: those who validate are not counted, and their items are not drawn by content", () => {
    const split = (negatives: number, batchSize = 4) => {
      const sampling = { ...SAMPLING, validationShare: 0.25, negatives, batchSize };
      const examples = towerExamples("two-tower", matrix, content, sampling, 1);
      expect([examples.count, examples.validation?.count]).toEqual([3, 1]);
      const { inputs, targets } = examples.batch(Uint32Array.of(0, 1, 2), createRandom(7));
      const { history, item, correction } = inputs as unknown as Record<"item", Uint32Array> &
        Record<"history", Terms> &
        Record<"correction", Float32Array>;
      const wanted = rowsOf(targets as Terms).map((slots) => slots.map((slot) => item[slot]!));
      return { item, correction, own: rowsOf(history).map((read, row) => [...read, ...wanted[row]!]) };
    };
    const { item: all, own } = split(500);
    const known = new Set(own.flat());
    expect(known.size).toBeLessThan(new Set(matrix.indices).size);
    expect(new Set(all)).toEqual(known);
    const heldOf = (length: number) => Math.max(1, Math.min(3, length - 1, Math.round(0.5 * length)));
    for (const batchSize of [2, 4]) {
      const { item, correction } = split(2, batchSize);
      // Of the three users who train, a batch has two or all.
      const share = Math.min(1, batchSize / 3);
      for (const [slot, one] of item.entries()) {
        const expected = own.reduce(
          (sum, user) => sum + (user.includes(one) ? (share * heldOf(user.length)) / user.length : 0),
          2 / known.size,
        );
        expect(correction[slot]).toBeCloseTo(-Math.log(1 - Math.exp(-expected)), 5);
      }
    }
    expect(() => towerExamples("two-tower", matrix, content, { ...SAMPLING, validationShare: 0.1 }, 1)).toThrow(
      "validationShare: expected users on both sides, got 0 of 4 for validation (0.1)",
    );
  });

  it("draw items that nobody has where there is no content, and bring the terms of items where there is", () => {
    const known = new Set(matrix.indices);
    const many = { negatives: 500 };
    expect(batchOf(many).item).toHaveLength(14);
    const { item, batch, history } = batchOf(many, true);
    expect(new Set(item)).toEqual(known);
    const { itemText, historyText } = batch.inputs as unknown as { itemText: Terms; historyText: Terms };
    expect(rowsOf(itemText)).toEqual(Array.from(item, (one) => [...rowIndices(content, one)]));
    expect(rowsOf(historyText)).toEqual(
      rowsOf(history).map((own) => own.flatMap((one) => [...rowIndices(content, one)])),
    );
    expect(historyText.values?.[0]).toBe(Math.fround(1 / Math.sqrt(7)));
  });

  it("know the most terms that a batch of any users has, and tell samplings apart", () => {
    const { examples } = batchOf({ batchSize: 2 });
    expect(examples.entries).toBe(14);
    expect(batchOf({ batchSize: 2 }, true).examples.entries).toBe(18 + 6);
    expect(examples.fingerprint).not.toBe(batchOf({ batchSize: 2, heldShare: 0.4 }).examples.fingerprint);
    expect(examples.fingerprint).not.toBe(batchOf({ batchSize: 2 }, true).examples.fingerprint);
  });
});
