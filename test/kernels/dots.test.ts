import { describe, expect, it } from "vitest";
import { createItemIndex, type ItemFactors } from "../../src/kernels/item-index.ts";
import { f32Stride } from "../../src/kernels/layout.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { dot, dots, type Matrix, norm, rowOf, sumRows } from "../../src/kernels/reference/matrix.ts";
import { dequantise, quantiseRows } from "../../src/kernels/reference/quantise.ts";
import type { Random } from "../../src/random.ts";
import { createHost } from "./host.ts";
import { EPSILON_F32, gaussianRows, gaussians, integers, matrix, SIZES, seeded } from "./samples.ts";

const module = await kernelModule();
const QUERY_COUNTS = [0, 1, 2, 3, 4, 5, 8, 13];

/** Items in any order, some of them twice. */
const drawItems = (random: Random, itemCount: number): Uint32Array =>
  Uint32Array.from({ length: 1 + random.nextInteger(2 * itemCount) }, () => random.nextInteger(itemCount));

/** |error| ≤ (stride/4 + 3) · ε₃₂ · Σ|row · query|. */
function boundOf(row: Float64Array, query: Float64Array): number {
  return (f32Stride(row.length) / 4 + 3) * EPSILON_F32 * dot(row.map(Math.abs), query.map(Math.abs));
}

type Kind = "f32" | "f32, two-pass" | "int8";

function indexOf(kind: Kind, rows: Matrix & { values: Float32Array }, cosineFactors?: number) {
  let factors: ItemFactors = { precision: "f32", values: rows.values };
  let exact: Matrix = rows;
  if (kind === "int8") {
    const quantised = quantiseRows(rows);
    factors = { precision: "int8", ...quantised };
    exact = dequantise({ ...rows, values: quantised.values }, quantised.scales);
  }
  const scan = kind === "f32, two-pass" ? ("two-pass" as const) : ("direct" as const);
  const shape = { itemCount: rows.rowCount, factorCount: rows.columnCount, scan };
  const index = createItemIndex(module, { ...shape, factors, ...(cosineFactors ? { cosineFactors } : {}) });
  return { index, exact };
}

describe.each<Kind>(["f32", "f32, two-pass", "int8"])("dot products of some rows with some queries, %s", (kind) => {
  it.each(SIZES)("are those of the reference, %i factors wide", (factorCount) => {
    seeded(81_000 + factorCount, (random) => {
      for (const itemCount of SIZES) {
        const { index, exact } = indexOf(kind, gaussianRows(random, itemCount, factorCount));
        const wanted = drawItems(random, itemCount);
        const queryCount = QUERY_COUNTS[random.nextInteger(QUERY_COUNTS.length)]!;
        const queries = matrix(queryCount, factorCount, gaussians(random, queryCount * factorCount));
        const found = index.dots(wanted, queries.values, queryCount);
        const expected = dots(exact, wanted, queries);
        expect(found).toHaveLength(expected.length);
        for (const [at, value] of found.entries()) {
          const [item, query] = [wanted[Math.floor(at / queryCount)]!, at % queryCount];
          const bound = boundOf(rowOf(exact, item), rowOf(queries, query));
          // Rows of int8 are dequantised to f32 first.
          const slack = kind === "int8" ? 2 * bound : bound;
          expect(Math.abs(value - expected[at]!), `item ${item}, query ${query}`).toBeLessThanOrEqual(slack);
        }
      }
    });
  });

  it.each(SIZES)("and the weighted sum of rows is that of the reference, %i factors wide", (factorCount) => {
    seeded(81_500 + factorCount, (random) => {
      for (const itemCount of SIZES) {
        const { index, exact } = indexOf(kind, gaussianRows(random, itemCount, factorCount));
        const wanted = drawItems(random, itemCount);
        const weights = gaussians(random, wanted.length);
        const found = index.weightedSum(wanted, weights);
        const expected = sumRows(exact, wanted, weights);
        const sizes = sumRows(
          { ...exact, values: Float64Array.from(exact.values, Math.abs) },
          wanted,
          weights.map(Math.abs),
        );
        expect(found).toHaveLength(factorCount);
        for (const [lane, value] of found.entries()) {
          // |error| ≤ (count + 1) · ε₃₂ · Σ|weight · row|; rows of int8 are dequantised to f32 first.
          const bound = (wanted.length + (kind === "int8" ? 2 : 1)) * EPSILON_F32 * sizes[lane]!;
          expect(Math.abs(value - expected[lane]!), `lane ${lane}`).toBeLessThanOrEqual(bound);
        }
        expect([...index.weightedSum(new Uint32Array(0), new Float32Array(0))].every((value) => value === 0)).toBe(
          true,
        );
        expect(() => index.weightedSum(wanted, weights.subarray(1))).toThrow(RangeError);
        expect(() => index.weightedSum(Uint32Array.of(itemCount), Float32Array.of(1))).toThrow(RangeError);
      }
    });
  });

  it("are exact where all sums are", () => {
    seeded(82, (random) => {
      const values = integers(random, 33 * 17, 7);
      // So that a row of int8 stands for itself: its largest magnitude is 127.
      for (let row = 0; row < 33; row++) values[row * 17] = 127;
      const rows = matrix(33, 17, values);
      const { index } = indexOf(kind, rows);
      const queries = matrix(5, 17, integers(random, 5 * 17, 9));
      const wanted = Uint32Array.of(32, 0, 7, 7);
      expect([...index.dots(wanted, queries.values, 5)]).toEqual([...dots(rows, wanted, queries)]);
    });
  });

  it("hold no memory, of any number of items, queries or none", () => {
    seeded(83, (random) => {
      const { index } = indexOf(kind, gaussianRows(random, 65, 9));
      const wanted = drawItems(random, 65);
      index.dots(wanted, gaussians(random, 13 * 9), 13);
      const { memoryBytes } = index;
      for (const queryCount of QUERY_COUNTS) index.dots(wanted, gaussians(random, queryCount * 9), queryCount);
      expect(index.dots(new Uint32Array(0), gaussians(random, 9), 1)).toHaveLength(0);
      expect(index.dots(wanted, new Float32Array(0), 0)).toHaveLength(0);
      expect(index.memoryBytes).toBe(memoryBytes);
    });
  });

  it.each([undefined, 3])("the inverse of a row's length is that of the lanes that cosine compares: %j", (lanes) => {
    seeded(84, (random) => {
      const rows = gaussianRows(random, 64, 9);
      rows.values.fill(0, 9, 18);
      const { index, exact } = indexOf(kind, rows, lanes);
      const wanted = Uint32Array.of(1, ...drawItems(random, 64));
      const inverses = index.inverseNorms(wanted);
      expect(inverses).toHaveLength(wanted.length);
      for (const [place, item] of wanted.entries()) {
        const length = norm(rowOf(exact, item).subarray(0, lanes ?? 9));
        if (length === 0) expect(inverses[place]).toBe(0);
        else expect(inverses[place]! * length).toBeCloseTo(1, 5);
      }
      expect(inverses[0]).toBe(0);
    });
  });
});

describe("the kernel of dot products", () => {
  it("writes what it says, and nothing beside it", () => {
    const host = createHost(module);
    const rows = matrix(3, 4, Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12));
    const queries = matrix(4, 4, Float32Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 1, 1, 1, 1));
    const [rowsPtr, queriesPtr] = [host.put(rows.values), host.put(queries.values)];
    const items = host.put(Uint32Array.of(2, 0));
    const out = host.allocate(8 * 4);
    const guard = host.allocate(16);
    const before = [...host.int8(guard, 16)];
    host.kernels.dotsF32(items, 2, rowsPtr, 4, queriesPtr, 4, out);
    expect([...host.f32(out, 8)]).toEqual([9, 10, 11, 42, 1, 2, 3, 10]);
    expect([...host.int8(guard, 16)]).toEqual(before);
    expect(host.f32(rowsPtr, 12)).toEqual(rows.values);
  });
});
