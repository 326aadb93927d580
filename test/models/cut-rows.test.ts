import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Csr, rowIndices, rowValues } from "../../src/data/csr.ts";
import { cutRows } from "../../src/models/cut-rows.ts";

const matrix: Csr = {
  ...{ rowCount: 4, columnCount: 9, offsets: Uint32Array.of(0, 5, 5, 6, 9) },
  indices: Uint32Array.of(0, 2, 3, 6, 8, 4, 1, 2, 3),
  values: Float32Array.of(1, -5, 2, 0, 2, 7, -3, 3, 3),
};

const entries = (of: Csr) =>
  Array.from({ length: of.rowCount }, (_, row) => {
    return Array.from(rowIndices(of, row), (column, place) => [column, rowValues(of, row)[place] ?? Number.NaN]);
  });

describe("cutRows", () => {
  it("keeps the entries of the largest absolute value, the lower column of equal ones, in the order of columns", () => {
    expect(entries(cutRows(matrix, 2))).toEqual([
      [
        [2, -5],
        [3, 2],
      ],
      [],
      [[4, 7]],
      [
        [1, -3],
        [2, 3],
      ],
    ]);
    expect(entries(cutRows(matrix, 1))).toEqual([[[2, -5]], [], [[4, 7]], [[1, -3]]]);
  });

  it("gives the matrix itself where no row is longer", () => {
    expect(cutRows(matrix, 5)).toBe(matrix);
    expect(cutRows(matrix, 4)).not.toBe(matrix);
  });

  it("leaves the matrix as it was, and loses nothing that is stronger than what stays", () => {
    const rows = fc.array(fc.array(fc.integer({ min: -5, max: 5 }), { maxLength: 12 }), { maxLength: 6 });
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 13 }), (list, keep) => {
        const offsets = Uint32Array.from([0, ...list.map((_, row) => list.slice(0, row + 1).flat().length)]);
        const indices = Uint32Array.from(list.flatMap((row) => [...row.keys()]));
        const whole = {
          rowCount: list.length,
          columnCount: 12,
          offsets,
          indices,
          values: Float32Array.from(list.flat()),
        };
        const before = structuredClone(whole);
        const cut = entries(cutRows(whole, keep));
        expect(whole).toEqual(before);
        for (const [row, own] of entries(whole).entries()) {
          const expected = own
            .toSorted(([a = 0, x = 0], [b = 0, y = 0]) => Math.abs(y) - Math.abs(x) || a - b)
            .slice(0, keep)
            .sort(([a = 0], [b = 0]) => a - b);
          expect(cut[row]).toEqual(expected);
        }
      }),
    );
  });
});
