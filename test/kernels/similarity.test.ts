import { describe, expect, it } from "vitest";
import { type Csr, csrFromCoordinates, rowIndices, rowValues, transpose } from "../../src/data/csr.ts";
import { threadedKernelModule } from "../../src/kernels/module.node.ts";
import {
  nearest,
  REFERENCE_SIMILARITIES,
  type SharedSums,
  sharedSums,
} from "../../src/kernels/reference/similarity.ts";
import {
  keepNearestBytes,
  NEIGHBOUR_ENTRY_BYTES,
  SIMILARITY_FORMULAS,
} from "../../src/kernels/training/similarity-abi.ts";
import type { Random } from "../../src/random.ts";
import { createTrainingHost } from "./host.ts";
import { EPSILON_F32, SIZES, seeded } from "./samples.ts";

const host = createTrainingHost(await threadedKernelModule());
const { kernels } = host;

/** Half of the cells, empty rows and rows of equal values among them. Gaussian, or half stars whose sums are exact. */
function someMatrix(random: Random, rowCount: number, columnCount: number, value: "half stars" | "gaussian"): Csr {
  const cells: [number, number, number][] = [];
  for (let row = 0; row < rowCount; row++) {
    const chance = random.nextFloat();
    for (let column = 0; column < columnCount; column++) {
      if (chance < 0.1 || random.nextFloat() < 0.5) continue;
      const drawn = value === "gaussian" ? random.nextGaussian() : (1 + random.nextInteger(10)) / 2;
      cells.push([row, column, chance < 0.2 ? 3.5 : drawn]);
    }
  }
  const part = (place: 0 | 1): Uint32Array => Uint32Array.from(cells, (cell) => cell[place]);
  const values = Float32Array.from(cells, ([, , cell]) => cell);
  return csrFromCoordinates(rowCount, columnCount, part(0), part(1), values);
}

function place(matrix: Csr) {
  host.reset();
  const columns = transpose(matrix);
  return {
    columns,
    offsets: host.put(columns.offsets),
    rows: host.put(columns.indices),
    values: host.put(columns.values),
  };
}

type Sums = "sumDifferences" | "countEqual" | "sumProducts" | "sumMoments";

/** What the accumulators hold, by name, in the order of the kernel's docstring. */
const LANES: Readonly<Record<Sums, readonly (keyof SharedSums)[]>> = {
  sumDifferences: ["differences", "n"],
  countEqual: ["equal", "n"],
  sumProducts: ["xy", "yy", "xx", "n"],
  sumMoments: ["xy", "yy", "xx", "n", "y", "x"],
};
const laneBytes = (kernel: Sums): number => (kernel === "sumMoments" ? 8 : 4);

function run(kernel: Sums, matrix: Csr, at: ReturnType<typeof place>, row: number) {
  const [columns, values] = [rowIndices(matrix, row), rowValues(matrix, row)];
  const bytes = matrix.rowCount * LANES[kernel].length * laneBytes(kernel);
  const sums = host.allocate(bytes, 0);
  const [columnsAt, valuesAt] = [host.put(columns), host.put(values)];
  kernels[kernel](columnsAt, valuesAt, columns.length, at.offsets, at.rows, at.values, sums);
  const { offsets, indices: rows, values: all } = at.columns;
  const reference = sharedSums({ rowCount: matrix.rowCount, offsets, rows, values: all }, { columns, values });
  return { sums, reference };
}

function read(kernel: Sums, pointer: number, rowCount: number): ArrayLike<number> {
  const count = rowCount * LANES[kernel].length;
  const words = host.f32(pointer, (count * laneBytes(kernel)) / 4);
  return kernel === "sumMoments" ? new Float64Array(words.buffer) : words;
}

describe.each(Object.keys(LANES) as Sums[])("%s", (kernel) => {
  it.each(SIZES)("adds up what %i rows share with each other, exactly for half stars", (rowCount) => {
    seeded(20_000 + rowCount, (random) => {
      for (const value of ["half stars", "gaussian"] as const) {
        const matrix = someMatrix(random, rowCount, 23, value);
        const at = place(matrix);
        const row = random.nextInteger(rowCount);
        const { sums, reference } = run(kernel, matrix, at, row);
        const found = read(kernel, sums, rowCount);
        for (const [other, expected] of reference.entries()) {
          for (const [lane, name] of LANES[kernel].entries()) {
            const size = name === "xy" ? Math.sqrt(expected.xx * expected.yy) : Math.abs(expected[name]);
            const bound = value === "half stars" ? 0 : (expected.n + 2) * EPSILON_F32 * (size + expected.n);
            const got = found[other * LANES[kernel].length + lane]!;
            expect(Math.abs(got - expected[name]), `${name} of ${row} and ${other}`).toBeLessThanOrEqual(bound);
          }
        }
      }
    });
  });
});

const FORMULAS = [
  ["msd", "sumDifferences"],
  ["jaccard", "countEqual"],
  ["ratingJaccard", "countEqual"],
  ["cosine", "sumProducts"],
  ["pearson", "sumMoments"],
] as const;

function finish(
  formula: number,
  rowCount: number,
  sums: number,
  rules: readonly [number, number, number],
  terms: {
    query: readonly number[];
    rows: readonly number[];
  },
): Float64Array {
  const query = host.put(new Uint8Array(Float64Array.from(terms.query).buffer));
  const rows = host.put(new Uint8Array(Float64Array.from(terms.rows).buffer));
  const out = host.allocate(8 * rowCount);
  kernels.finishSimilarities(formula, rowCount, sums, ...rules, query, rows, out);
  return new Float64Array(host.f32(out, 2 * rowCount).buffer);
}

describe.each(FORMULAS)("the similarity %s", (formula, kernel) => {
  it.each(SIZES)("of one of %i rows to all is the formula's, with minimum support and shrinkage", (rowCount) => {
    seeded(30_000 + rowCount, (random) => {
      const matrix = someMatrix(random, rowCount, 11, "half stars");
      const at = place(matrix);
      const row = random.nextInteger(rowCount);
      const counts = Array.from({ length: rowCount }, (_, other) => rowIndices(matrix, other).length);
      for (const [minimumSupport, offset, shrinkage] of [
        [1, 0, 0],
        [2, 1, 100],
        [4, 0, 7.5],
      ] as const) {
        const { sums, reference } = run(kernel, matrix, at, row);
        const found = finish(SIMILARITY_FORMULAS[formula], rowCount, sums, [minimumSupport, offset, shrinkage], {
          query: [counts[row]!, 0, 0],
          rows: counts.flatMap((count) => [count, 0]),
        });
        for (const [other, shared] of reference.entries()) {
          const plain = REFERENCE_SIMILARITIES[formula](shared, counts[row]!, counts[other]!);
          const shrunk = shrinkage > 0 ? (shared.n - offset) / (shared.n - offset + shrinkage) : 1;
          const expected = shared.n >= minimumSupport && Number.isFinite(plain) ? plain * shrunk : 0;
          expect(Math.abs(found[other]! - expected), `${row} and ${other}`).toBeLessThanOrEqual(1e-14);
        }
      }
    });
  });
});

describe("a correlation", () => {
  it("is 0 where a row has the same value everywhere, also one that no f32 is equal to", () => {
    // So many that their squares no longer add up exactly, and the variance may come out as a little more than 0.
    const columnCount = 1003;
    const constants = [3.3, 0.1, 0.7, 1.1, 1.9, 2.3, 4.7, 1 / 3, Math.PI, Math.E];
    const cells = [undefined, ...constants].flatMap((constant, row) =>
      Array.from({ length: columnCount }, (_, column) => [row, column, constant ?? Math.sin(column)] as const),
    );
    const matrix = csrFromCoordinates(
      constants.length + 1,
      columnCount,
      Uint32Array.from(cells, ([row]) => row),
      Uint32Array.from(cells, ([, column]) => column),
      Float32Array.from(cells, ([, , value]) => value),
    );
    const { sums } = run("sumMoments", matrix, place(matrix), 0);
    const terms = { query: [0, 0, 0], rows: new Array<number>(2 * matrix.rowCount).fill(0) };
    const [own, ...others] = finish(SIMILARITY_FORMULAS.pearson, matrix.rowCount, sums, [1, 0, 0], terms);
    expect(own).toBeCloseTo(1, 12);
    expect(others).toEqual(constants.map(() => 0));
  });
});

/** Similarities in tenths, so that many tie, or are equal but for what f32 cannot tell apart; some are 0 or below. */
const someSimilarities = (random: Random, length: number): Float64Array =>
  Float64Array.from({ length }, () => (random.nextInteger(14) - 3) / 10 + random.nextInteger(3) * 1e-12);

describe("neighbours", () => {
  it.each(SIZES)("of %i rows are the nearest, ties by ascending index", (rowCount) => {
    seeded(40_000 + rowCount, (random) => {
      for (const keep of [1, 2, 5, rowCount]) {
        host.reset();
        const similarities = someSimilarities(random, rowCount);
        const own = random.nextInteger(rowCount);
        const at = host.put(new Uint8Array(similarities.buffer));
        const [indices, weights] = [host.allocate(4 * keep), host.allocate(4 * keep)];
        const count = kernels.keepNearest(
          at,
          rowCount,
          own,
          keep,
          indices,
          weights,
          host.allocate(keepNearestBytes(rowCount)),
        );
        const others = Array.from({ length: rowCount }, (_, row) => row).filter((row) => row !== own);
        const expected = nearest(similarities, others, keep);
        expect([...host.u32(indices, count)]).toEqual(expected);
        expect([...host.f32(weights, count)]).toEqual(expected.map((row) => Math.fround(similarities[row]!)));
      }
    });
  });

  it.each(SIZES)("weigh what they say of an item with %i ratings", (count) => {
    seeded(50_000 + count, (random) => {
      const rowCount = 2 * count;
      for (const k of [1, 2, 5, count]) {
        host.reset();
        const similarities = someSimilarities(random, rowCount);
        const rows = Uint32Array.from({ length: count }, (_, place) => 2 * place + random.nextInteger(2));
        const deviations = Float32Array.from(rows, () => random.nextInteger(9) - 4);
        const out = host.allocate(16);
        const found = kernels.weighRows(
          host.put(new Uint8Array(similarities.buffer)),
          host.put(rows),
          host.put(deviations),
          count,
          k,
          host.allocate(NEIGHBOUR_ENTRY_BYTES * k),
          out,
        );
        const expected = nearest(similarities, rows, k);
        const [weight = 0, total = 0] = new Float64Array(host.f32(out, 4).buffer);
        const say = (row: number): number => deviations[rows.indexOf(row)]!;
        expect(found).toBe(expected.length);
        expect(weight).toBeCloseTo(
          expected.reduce((sum, row) => sum + similarities[row]!, 0),
          12,
        );
        expect(total).toBeCloseTo(
          expected.reduce((sum, row) => sum + similarities[row]! * say(row), 0),
          12,
        );
      }
    });
  });
});
