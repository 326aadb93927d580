import { describe, expect, it } from "vitest";
import { gru4rec } from "../../src/models/sequential/gru4rec.ts";
import { sequenceExamples } from "../../src/models/sequential/train-sequence-examples.ts";
import type { Batch, Terms } from "../../src/neural/batch.ts";
import { createRandom } from "../../src/random.ts";
import { matrixOf } from "./fixtures.ts";
import { ordered } from "./sequences.ts";
import { dataOf } from "./train.ts";

const LENGTH = 4;
/** Two users with items in ascending order: five items fill a window, three do not. */
const matrix = ordered(
  matrixOf(9, [
    [0, 2, 4, 6, 8],
    [1, 3, 5],
  ]),
);

/** Both windows in one batch; `draw` numbers the step. */
function batchOf(given: Readonly<Record<string, unknown>>, draw = 1): Batch {
  const options = gru4rec.readOptions({
    length: LENGTH,
    loss: "softmax",
    validationShare: 0,
    patience: 0,
    batchSize: 2,
    ...given,
  });
  const { train } = sequenceExamples("gru4rec", dataOf(matrix), options, 1);
  expect(train.count).toBe(2);
  return train.batch(Uint32Array.of(0, 1), createRandom(draw));
}

const itemsOf = ({ inputs }: Batch): number[][] => {
  const all = [...(inputs.item as Uint32Array)];
  return [all.slice(0, LENGTH), all.slice(LENGTH)];
};

/** Of each row what is wanted: index and value. */
const targetsOf = ({ targets }: Batch): [number, number][][] => {
  const { offsets, indices, values } = targets as Terms & { values: Float32Array };
  return Array.from({ length: offsets.length - 1 }, (_, row) =>
    Array.from(indices.subarray(offsets[row], offsets[row + 1]), (index, at) => [index, values[offsets[row]! + at]!]),
  );
};

const near = (targets: readonly (readonly [number, number])[]) =>
  targets.map(([index, value]) => [index, expect.closeTo(value, 6)]);

describe("examples of sequence models", () => {
  it("want the next item behind each, and nothing in rows that have no next one", () => {
    const batch = batchOf({});
    expect(itemsOf(batch)).toEqual([
      [0, 2, 4, 6],
      [1, 3, 3, 3],
    ]);
    expect(targetsOf(batch)).toEqual([[[2, 1]], [[4, 1]], [[6, 1]], [[8, 1]], [[3, 1]], [[5, 1]], [], []]);
  });

  it("want the items up to the horizon, in shares that decay and sum to 1, up to the end of a window", () => {
    const targets = targetsOf(batchOf({ horizon: 3, decay: 0.5 }));
    expect(targets[0]).toEqual(
      near([
        [2, 4 / 7],
        [4, 2 / 7],
        [6, 1 / 7],
      ]),
    );
    expect(targets[2]).toEqual(
      near([
        [6, 2 / 3],
        [8, 1 / 3],
      ]),
    );
    expect(targets[3]).toEqual([[8, 1]]);
    expect(targets[5]).toEqual([[5, 1]]);
  });

  it("want the same in numbers of candidates, by a sampled softmax", () => {
    const given = { horizon: 3, decay: 0.5 };
    const sampled = batchOf({ ...given, loss: "sampled-softmax", negatives: 2 });
    const candidate = sampled.inputs.candidate as Uint32Array;
    const named = targetsOf(sampled).map((row) => row.map(([slot, share]) => [candidate[slot], share]));
    expect(named).toEqual(targetsOf(batchOf(given)));
  });

  it("want each item once and no item that is wanted as a negative, by gbce", () => {
    const batch = batchOf({ horizon: 3, decay: 1, loss: "gbce", negatives: 5, calibration: 0 });
    for (const row of targetsOf(batch)) {
      const [wanted, others] = [row.filter(([, value]) => value > 0), row.filter(([, value]) => value < 0)];
      expect(new Set(row.map(([slot]) => slot)).size).toBe(row.length);
      expect(others.every(([, value]) => value === -1)).toBe(true);
      const sum = wanted.reduce((all, [, value]) => all + value, 0);
      if (row.length > 0) expect(sum).toBeCloseTo(1, 6);
    }
  });

  it("read windows from their end, all or a drawn share of them", () => {
    const batch = batchOf({ reversed: 1 });
    expect(itemsOf(batch)).toEqual([
      [8, 6, 4, 2],
      [5, 3, 3, 3],
    ]);
    expect(targetsOf(batch)).toEqual([[[6, 1]], [[4, 1]], [[2, 1]], [[0, 1]], [[3, 1]], [[1, 1]], [], []]);
    const draws = Array.from({ length: 400 }, (_, draw) => itemsOf(batchOf({ reversed: 0.25 }, draw))[0]?.[0]);
    const reversed = draws.filter((first) => first === 8).length;
    expect(draws.every((first) => first === 0 || first === 8)).toBe(true);
    // Four standard deviations.
    expect(Math.abs(reversed - 100)).toBeLessThan(35);
  });

  it("correct for what a batch wants: an end of a window is wanted from one side only", () => {
    const correction = (reversed: number) => {
      const { inputs } = batchOf({ reversed, loss: "sampled-softmax", negatives: 27 });
      const [candidate, values] = [inputs.candidate as Uint32Array, inputs.correction as Float32Array];
      return (item: number) => values[candidate.indexOf(item)];
    };
    // Negatives alone give each item a count of 3; both windows are in every batch.
    const of = (expected: number) => -Math.log(1 - Math.exp(-expected));
    const own = correction(0.25);
    expect(own(4)).toBeCloseTo(of(4), 5);
    expect(own(8)).toBeCloseTo(of(3.75), 5);
    expect(own(1)).toBeCloseTo(of(3.25), 5);
    expect(correction(0)(8)).toBeCloseTo(of(4), 5);
  });
});
