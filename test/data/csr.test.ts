import { describe, expect, it } from "vitest";
import { csrFromCoordinates, withEntries } from "../../src/data/csr.ts";

describe("some entries of a matrix", () => {
  const matrix = csrFromCoordinates(
    4,
    3,
    Uint32Array.of(0, 0, 2, 2, 3),
    Uint32Array.of(0, 2, 0, 1, 2),
    Float32Array.of(1, 2, 3, 4, 5),
  );

  it("stay in their rows, which may be empty", () => {
    expect(withEntries(matrix, Uint32Array.of(1, 2, 4))).toEqual({
      ...{ rowCount: 4, columnCount: 3, offsets: Uint32Array.of(0, 1, 1, 2, 3) },
      ...{ indices: Uint32Array.of(2, 0, 2), values: Float32Array.of(2, 3, 5) },
    });
  });

  it("may be all or none", () => {
    expect(withEntries(matrix, Uint32Array.from(matrix.indices.keys()))).toEqual(matrix);
    expect(withEntries(matrix, new Uint32Array()).offsets).toEqual(new Uint32Array(5));
  });
});
