import { describe, expect, it } from "vitest";
import { defaultUnobservedWeight, implicitAlsOptions } from "../../src/models/implicit-als/implicit-als.ts";

/** A matrix of this shape with `count` interactions; where they are does not matter. */
const matrix = (rowCount: number, columnCount: number, count: number) => ({
  rowCount,
  columnCount,
  offsets: new Uint32Array(rowCount + 1),
  indices: new Uint32Array(count),
  values: new Float32Array(count),
});

describe("the default weight of unobserved pairs", () => {
  it("is 15 times the density, to 4 digits", () => {
    expect(defaultUnobservedWeight(matrix(100, 200, 40))).toBe(0.03);
    expect(defaultUnobservedWeight(matrix(610, 9724, 100_836))).toBe(0.255);
  });

  it("is never more than the weight of an observed pair", () => {
    expect(defaultUnobservedWeight(matrix(3, 3, 5))).toBe(1);
  });

  it("gives way to the one that was asked for", () => {
    expect(implicitAlsOptions({ unobservedWeight: 0.5 }, matrix(100, 200, 40)).unobservedWeight).toBe(0.5);
    expect(implicitAlsOptions({}, matrix(100, 200, 40)).unobservedWeight).toBe(0.03);
  });
});
