import { describe, expect, it } from "vitest";
import { type Csr, csrFromCoordinates, transpose } from "../../src/data/csr.ts";
import { threadedKernelModule } from "../../src/kernels/module.node.ts";
import { similarities, slimDescent, slimGradient, slimObjective } from "../../src/kernels/reference/linear.ts";
import type { Random } from "../../src/random.ts";
import { createTrainingHost } from "./host.ts";
import { EPSILON_F32, matrix, SIZES, seeded } from "./samples.ts";

const host = createTrainingHost(await threadedKernelModule());
const { kernels } = host;

function randomOnes(random: Random, users: number, items: number): Csr {
  const cells = Array.from({ length: users * items }, (_, cell) => cell).filter(() => random.nextFloat() < 0.3);
  return csrFromCoordinates(
    users,
    items,
    Uint32Array.from(cells, (cell) => Math.floor(cell / items)),
    Uint32Array.from(cells, (cell) => cell % items),
    new Float32Array(cells.length).fill(1),
  );
}

function dense(sparse: Csr): Float32Array {
  const values = new Float32Array(sparse.rowCount * sparse.columnCount);
  for (let row = 0; row < sparse.rowCount; row++) {
    for (let at = sparse.offsets[row]!; at < sparse.offsets[row + 1]!; at++) {
      values[row * sparse.columnCount + sparse.indices[at]!] = sparse.values[at]!;
    }
  }
  return values;
}

const placeAll = ({ offsets, indices, values }: Csr) =>
  [host.put(offsets), host.put(indices), host.put(values)] as const;
const placePattern = ({ offsets, indices }: Csr) => [host.put(offsets), host.put(indices)] as const;

/** The lists of the rows as maps from column to value. */
function readLists(indices: number, values: number, counts: number, rows: number, capacity: number) {
  const lengths = host.u32(counts, rows);
  const columns = host.u32(indices, rows * capacity);
  const found = host.f32(values, rows * capacity);
  return Array.from({ length: rows }, (_, row) => {
    const places = Array.from({ length: lengths[row]! }, (_, place) => row * capacity + place);
    return new Map(places.map((at) => [columns[at]!, found[at]!]));
  });
}

describe("the largest similarities of each row", () => {
  const run = (
    items: Csr,
    terms: Float32Array,
    formula: number,
    shrinkage: number,
    capacity: number,
    ownTerms = terms,
  ) => {
    host.reset();
    const size = items.rowCount;
    const inputs = [...placeAll(items), ...placeAll(transpose(items))] as const;
    const [indices, values, counts] = [
      host.allocate(size * capacity * 4),
      host.allocate(size * capacity * 4),
      host.allocate(size * 4),
    ];
    const scratch = host.allocate(size * 8, 0);
    const at = host.put(terms);
    const own = host.put(ownTerms);
    kernels.similarRows(
      0,
      size,
      ...inputs,
      size,
      formula,
      own,
      at,
      shrinkage,
      capacity,
      indices,
      values,
      counts,
      scratch,
    );
    expect(
      host.f32(scratch, size).every((sum) => sum === 0),
      "sums are left at zero",
    ).toBe(true);
    return readLists(indices, values, counts, size, capacity);
  };

  it.each(SIZES)("agree with f64 for %i items, by each formula, whole and cut", (size) => {
    seeded(31_000 + size, (random) => {
      const items = randomOnes(random, size, 20);
      const weighted = { ...items, values: items.values.map(() => 0.5 + random.nextFloat()) };
      const x = dense(weighted);
      const product = new Float64Array(size * size);
      for (let a = 0; a < size; a++) {
        for (let b = 0; b < size; b++) {
          for (let user = 0; user < 20; user++) product[a * size + b]! += x[a * 20 + user]! * x[b * 20 + user]!;
        }
      }
      const terms = Float32Array.from({ length: size }, () => 40 + random.nextFloat());
      const ownTerms = Float32Array.from({ length: size }, () => 40 + random.nextFloat());
      for (const formula of [0, 1, 2]) {
        const exact = similarities(product, terms, formula, 1.5, ownTerms);
        for (const capacity of [Math.max(1, size - 1), 3]) {
          for (const [row, list] of run(weighted, terms, formula, 1.5, capacity, ownTerms).entries()) {
            const own = exact.subarray(row * size, (row + 1) * size);
            const positive = own
              .filter((value) => value > 0)
              .sort()
              .reverse();
            expect(list.size).toBe(Math.min(capacity, positive.length));
            for (const [column, value] of list)
              expect(Math.abs(value / own[column]! - 1)).toBeLessThan(60 * EPSILON_F32);
            const worst = Math.min(...list.values());
            if (list.size > 0) expect(worst / positive[list.size - 1]!).toBeCloseTo(1, 5);
          }
        }
      }
    });
  });

  it("keep the lower indices of equal values", () => {
    // Everybody has everything: all similarities are 1.
    const items = csrFromCoordinates(
      6,
      1,
      Uint32Array.of(0, 1, 2, 3, 4, 5),
      new Uint32Array(6),
      new Float32Array(6).fill(1),
    );
    const lists = run(items, new Float32Array(6).fill(1), 1, 0, 3);
    expect(lists.map((list) => [...list.keys()].sort())).toEqual([
      [1, 2, 3],
      [0, 2, 3],
      [0, 1, 3],
      ...[0, 1, 2].map(() => [0, 1, 2]),
    ]);
  });
});

describe("the weights of SLIM", () => {
  const run = (
    users: Csr,
    l1: number,
    l2: number,
    epochs: number,
    capacity: number,
    range = [0, users.columnCount],
  ) => {
    host.reset();
    const { rowCount, columnCount } = users;
    const inputs = [...placePattern(users), ...placePattern(transpose(users))] as const;
    const [indices, values] = [host.allocate(columnCount * capacity * 4), host.allocate(columnCount * capacity * 4)];
    const [counts, objectives] = [host.allocate(columnCount * 4, 0), host.allocate(columnCount * 8)];
    const scratch = host.allocate((rowCount + 4 * columnCount) * 4, 0);
    const outputs = [capacity, indices, values, counts, objectives, scratch] as const;
    kernels.slimItems(range[0]!, range[1]!, rowCount, columnCount, ...inputs, l1, l2, epochs, 0, ...outputs);
    const clean = host.f32(scratch, rowCount + 2 * columnCount).every((value) => value === 0);
    expect(clean, "scratch is left at zero").toBe(true);
    const objective = new Float64Array(host.f32(objectives, 2 * columnCount).buffer);
    return { lists: readLists(indices, values, counts, columnCount, capacity), objective };
  };
  const weightsOf = (list: ReadonlyMap<number, number>, size: number) =>
    Float64Array.from({ length: size }, (_, item) => list.get(item) ?? 0);

  it("have a gradient that finite differences confirm", () => {
    seeded(41, (random) => {
      const x = matrix(12, 7, dense(randomOnes(random, 12, 7)));
      const problem = { x, item: 2, l1: 0.3, l2: 1.7 };
      const at = Float64Array.from({ length: 7 }, () => 0.1 + random.nextFloat());
      for (const [i, slope] of slimGradient(problem, at).entries()) {
        const move = (by: number) =>
          slimObjective(
            problem,
            at.map((value, index) => (index === i ? value + by : value)),
          );
        expect((move(1e-5) - move(-1e-5)) / 2e-5).toBeCloseTo(slope, 6);
      }
    });
  });

  it.each(SIZES)("are where nothing can be gained for %i items, as in f64", (size) => {
    seeded(42_000 + size, (random) => {
      const users = randomOnes(random, 30, size);
      const x = matrix(30, size, dense(users));
      const { lists, objective } = run(users, 0.5, 2, 2000, Math.max(1, size - 1));
      for (const [item, list] of lists.entries()) {
        const weights = weightsOf(list, size);
        const problem = { x, item, l1: 0.5, l2: 2 };
        expect(weights[item]).toBe(0);
        for (const [i, slope] of slimGradient(problem, weights).entries()) {
          if (i === item) continue;
          if (weights[i]! > 0) expect(Math.abs(slope), `item ${item}, weight ${i}`).toBeLessThan(1e-4);
          else expect(slope, `item ${item}, weight ${i}`).toBeGreaterThan(-1e-4);
        }
        expect(objective[item]).toBeCloseTo(slimObjective(problem, weights), 4);
        if (item >= 2) continue;
        const exact = slimDescent(problem, 200);
        expect(objective[item]! / Math.max(1e-9, slimObjective(problem, exact))).toBeLessThan(1 + 1e-5);
      }
    });
  });

  it("make the objective fall from pass to pass", () => {
    seeded(43, (random) => {
      const users = randomOnes(random, 60, 40);
      const totals = [1, 2, 3, 5, 8].map((epochs) =>
        run(users, 0.1, 0.5, epochs, 39).objective.reduce((a, b) => a + b),
      );
      for (let at = 1; at < totals.length; at++) expect(totals[at]!).toBeLessThan(totals[at - 1]!);
    });
  });

  it("are the same for an item alone and among others, and the largest of them when cut", () => {
    seeded(44, (random) => {
      const users = randomOnes(random, 60, 40);
      const whole = run(users, 0.1, 0.5, 50, 39);
      const alone = run(users, 0.1, 0.5, 50, 39, [17, 18]);
      expect(alone.lists[17]).toEqual(whole.lists[17]);
      expect(alone.objective[17]).toBe(whole.objective[17]);
      const cut = run(users, 0.1, 0.5, 50, 2);
      for (const [item, list] of whole.lists.entries()) {
        const best = [...list].sort(([a, x], [b, y]) => y - x || a - b).slice(0, 2);
        expect([...(cut.lists[item] ?? [])].sort(([a], [b]) => a - b)).toEqual(best.sort(([a], [b]) => a - b));
      }
      expect(cut.objective).toEqual(whole.objective);
    });
  });

  it("are all zero when no more than l1 users share two items", () => {
    seeded(45, (random) => {
      const { lists } = run(randomOnes(random, 10, 9), 10, 1, 50, 8);
      expect(lists.every((list) => list.size === 0)).toBe(true);
    });
  });
});
