import { describe, expect, it } from "vitest";
import { type Csr, rowIndices, rowValues } from "../../src/data/csr.ts";
import { trainEase } from "../../src/models/item-weights/train-ease.ts";
import { trainEdlae } from "../../src/models/item-weights/train-edlae.ts";
import { readState, WEIGHTS } from "../../src/models/state.ts";
import type { Trainable } from "../../src/models/train-model.ts";
import { createRandom } from "../../src/random.ts";
import { matrixOf } from "./fixtures.ts";
import { trainOn } from "./train.ts";

/** The weights of a trained model, whole. */
async function weightsOf(
  matrix: Csr,
  options: Readonly<Record<string, number>>,
  by: Trainable = trainEdlae,
): Promise<Csr> {
  const { fitted } = await trainOn(by, matrix, { options, feedback: "implicit" });
  return readState("test", fitted.state).csr(WEIGHTS, matrix.columnCount, matrix.columnCount);
}

/** W as rows of numbers. */
function table(weights: Csr): number[][] {
  return Array.from({ length: weights.rowCount }, (_, row) => {
    const cells = new Array<number>(weights.columnCount).fill(0);
    const values = rowValues(weights, row);
    for (const [at, column] of rowIndices(weights, row).entries()) cells[column] = values[at]!;
    return cells;
  });
}

/** XᵀX, f64. */
function gramOf(matrix: Csr): number[][] {
  const gram = Array.from({ length: matrix.columnCount }, () => new Array<number>(matrix.columnCount).fill(0));
  for (let user = 0; user < matrix.rowCount; user++) {
    const own = rowIndices(matrix, user);
    for (const a of own) for (const b of own) gram[a]![b]! += 1;
  }
  return gram;
}

function largestDifference(weights: number[][], expected: number[][]): number {
  return Math.max(...weights.flatMap((row, i) => row.map((value, j) => Math.abs(value - expected[i]![j]!))));
}

/** Solves A·x = b by elimination with pivots, f64. */
function solve(a: readonly (readonly number[])[], b: readonly number[]): number[] {
  const rows = a.map((row, at) => [...row, b[at]!]);
  for (let k = 0; k < rows.length; k++) {
    let best = k;
    for (let row = k + 1; row < rows.length; row++)
      if (Math.abs(rows[row]![k]!) > Math.abs(rows[best]![k]!)) best = row;
    [rows[k], rows[best]] = [rows[best]!, rows[k]!];
    for (let row = 0; row < rows.length; row++) {
      if (row === k) continue;
      const factor = rows[row]![k]! / rows[k]![k]!;
      if (factor !== 0) for (let at = k; at <= rows.length; at++) rows[row]![at]! -= factor * rows[k]![at]!;
    }
  }
  return rows.map((row, at) => row[rows.length]! / row[at]!);
}

/** Column by column, without the closed form: the ridge regression of item j on all other items, each with its own penalty. */
function columnByColumn(matrix: Csr, dropout: number, regularization: number): number[][] {
  const gram = gramOf(matrix);
  const items = gram.map((_, item) => item);
  const weights = gram.map((row) => row.map(() => 0));
  for (const j of items) {
    const others = items.filter((i) => i !== j);
    const normal = others.map((i) =>
      others.map((k) => gram[i]![k]! + (i === k ? (dropout / (1 - dropout)) * gram[i]![i]! + regularization : 0)),
    );
    const solved = solve(
      normal,
      others.map((i) => gram[i]![j]!),
    );
    for (const [at, i] of others.entries()) weights[i]![j] = solved[at]!;
  }
  return weights;
}

/** The mean loss over every way to drop entries: 2^items masks for each user, weighed by how likely they are. */
function expectedLoss(users: readonly (readonly number[])[], weights: number[][], dropout: number): number {
  const items = weights.length;
  let loss = 0;
  for (const x of users) {
    for (let mask = 0; mask < 1 << items; mask++) {
      const kept = Array.from({ length: items }, (_, item) => (mask >> item) & 1);
      const chance = kept.reduce((product, m) => product * (m === 1 ? 1 - dropout : dropout), 1);
      for (let j = 0; j < items; j++) {
        if (kept[j] === 1) continue;
        const restored = kept.reduce((sum, m, i) => sum + m * x[i]! * weights[i]![j]!, 0);
        loss += chance * (x[j]! - restored) ** 2;
      }
    }
  }
  return loss;
}

const random = createRandom(31);
const SAMPLE = matrixOf(
  90,
  Array.from({ length: 120 }, () =>
    Array.from({ length: 90 }, (_, item) => item).filter((item) => random.nextFloat() < 0.25 / (1 + item / 20)),
  ),
);

describe("EDLAE", () => {
  it.each([
    [0.3, 2],
    [0.75, 0.5],
  ])(
    "has the weights of regressions item by item, with dropout %s and regularization %s",
    async (dropout, regularization) => {
      const expected = columnByColumn(SAMPLE, dropout, regularization);
      const weights = table(await weightsOf(SAMPLE, { dropout, regularization }));
      expect(largestDifference(weights, expected)).toBeLessThan(1e-5);
    },
  );

  it("restores what was dropped better than any weights near it", async () => {
    const users = [
      [1, 1, 0, 1],
      [1, 1, 1, 0],
      [0, 1, 1, 0],
      [1, 0, 0, 1],
      [1, 1, 0, 0],
    ];
    const dropout = 0.4;
    const matrix = matrixOf(
      4,
      users.map((x) => x.flatMap((value, item) => (value === 1 ? [item] : []))),
    );
    // The smallest penalty there is: what remains is dropout's own. W = (1 − p)·B.
    const weights = table(await weightsOf(matrix, { dropout, regularization: 1e-3 })).map((row) =>
      row.map((value) => value / (1 - dropout)),
    );
    const least = expectedLoss(users, weights, dropout);
    for (let i = 0; i < 4; i++) {
      for (let j = 0; j < 4; j++) {
        for (const step of [-0.05, 0.05]) {
          const moved = weights.map((row, at) =>
            row.map((value, column) => (at === i && column === j ? value + step : value)),
          );
          // An item does not restore itself: where it is dropped, there is nothing of it to go by.
          if (i === j) expect(expectedLoss(users, moved, dropout)).toBeCloseTo(least, 12);
          else expect(expectedLoss(users, moved, dropout)).toBeGreaterThan(least);
        }
      }
    }
  });

  it("is EASE to the last bit without dropout", async () => {
    const expected = columnByColumn(SAMPLE, 0, 5);
    const weights = table(await weightsOf(SAMPLE, { dropout: 0, regularization: 5 }));
    expect(largestDifference(weights, expected)).toBeLessThan(1e-5);
    expect(await weightsOf(SAMPLE, { dropout: 0, regularization: 5 })).toEqual(
      await weightsOf(SAMPLE, { regularization: 5 }, trainEase),
    );
  });
});
