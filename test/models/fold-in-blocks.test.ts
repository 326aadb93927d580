import { describe, expect, it } from "vitest";
import { solveCholesky } from "../../src/kernels/reference/solve.ts";
import { foldInRidge, foldInWithBias } from "../../src/models/fold-in.ts";
import { createRandom } from "../../src/random.ts";

const PENALTY = 0.5;

/** The same equations, an item at a time in the order of the history: f64 sums without tiles. */
function plain(rows: readonly Float64Array[], targets: Float64Array): Float64Array {
  const size = rows[0]!.length;
  const matrix = new Float64Array(size * size);
  const rhs = new Float64Array(size);
  for (const [place, y] of rows.entries()) {
    for (let row = 0; row < size; row++) {
      rhs[row]! += targets[place]! * y[row]!;
      for (let column = 0; column <= row; column++) matrix[row * size + column]! += y[row]! * y[column]!;
    }
  }
  for (let row = 0; row < size; row++) matrix[row * size + row]! += PENALTY;
  return solveCholesky(matrix, rhs)!;
}

describe("normal equations in tiles", () => {
  it.each([1, 2, 3, 4, 5, 7, 8, 9, 33])("have the bits of plain sums with %i factors", (factorCount) => {
    const random = createRandom(factorCount);
    const itemCount = 120;
    const itemFactors = Float32Array.from({ length: itemCount * factorCount }, () => random.nextGaussian());
    const rowOf = (item: number) => itemFactors.subarray(item * factorCount, (item + 1) * factorCount);
    for (const count of [1, 31, 32, 33, 100]) {
      const items = Uint32Array.from({ length: count }, (_, place) => place);
      const targets = Float64Array.from(items, () => random.nextGaussian());
      const factors = { itemFactors, factorCount };
      const expected = plain(
        Array.from(items, (item) => Float64Array.from(rowOf(item))),
        targets,
      );
      expect(foldInRidge(factors, items, targets, PENALTY)).toEqual(expected);
      const withOne = plain(
        Array.from(items, (item) => Float64Array.of(...rowOf(item), 1)),
        targets,
      );
      const user = foldInWithBias(factors, items, targets, { factors: PENALTY, bias: PENALTY });
      expect(Float64Array.of(...user.factors, user.bias)).toEqual(withOne);
    }
  });
});
