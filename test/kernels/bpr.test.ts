import { describe, expect, it } from "vitest";
import type { Csr } from "../../src/data/csr.ts";
import { f32Stride } from "../../src/kernels/layout.ts";
import { threadedKernelModule } from "../../src/kernels/module.node.ts";
import {
  type BprFactors,
  descend,
  marginOf,
  sampleTriples,
  type Triple,
  tripleGradient,
  tripleLoss,
} from "../../src/kernels/reference/bpr.ts";
import type { Random } from "../../src/random.ts";
import { matrixOf } from "../models/fixtures.ts";
import { randomTable } from "../training/tables.ts";
import { createTrainingHost } from "./host.ts";
import { EPSILON_F32, gaussians, SIZES, seeded } from "./samples.ts";

const host = createTrainingHost(await threadedKernelModule());
const { kernels } = host;
const PENALTIES = {
  userRegularization: 0.03,
  itemRegularization: 0.02,
  negativeRegularization: 0.05,
  biasRegularization: 0.04,
};
const RATE = 0.07;
const [USERS, ITEMS] = [5, 7];

function placeMatrix(matrix: Csr) {
  const owners = Uint32Array.from({ length: matrix.indices.length }, (_, entry) =>
    matrix.offsets.findLastIndex((offset) => offset <= entry),
  );
  return { owners: host.put(owners), offsets: host.put(matrix.offsets), indices: host.put(matrix.indices) };
}

function sample(matrix: Csr, count: number, popular: boolean, state: bigint): { triples: Triple[]; state: bigint } {
  host.reset();
  const at = placeMatrix(matrix);
  const words = Uint32Array.of(Number(state & 0xffff_ffffn), Number(state >> 32n));
  const statePtr = host.put(words);
  const out = host.allocate(count * 12);
  const { columnCount, indices } = matrix;
  const written = kernels.bprSample(
    statePtr,
    count,
    indices.length,
    at.owners,
    at.offsets,
    at.indices,
    columnCount,
    popular ? 1 : 0,
    out,
  );
  const numbers = host.u32(out, written * 3);
  const [low, high] = host.u32(statePtr, 2);
  return {
    triples: Array.from({ length: written }, (_, at) => [numbers[3 * at]!, numbers[3 * at + 1]!, numbers[3 * at + 2]!]),
    state: (BigInt(high!) << 32n) | BigInt(low!),
  };
}

function randomFactors(random: Random, factorCount: number): BprFactors {
  const draw = (length: number) => Float64Array.from(gaussians(random, length));
  return { factorCount, users: draw(USERS * factorCount), items: draw(ITEMS * factorCount), biases: draw(ITEMS) };
}

/** Padded rows as the kernel has them: factors, then `last`, then zeros. */
function put(factors: Float64Array, last: ArrayLike<number>, factorCount: number): number {
  const rowCount = factors.length / factorCount;
  const stride = f32Stride(factorCount + 1);
  const rows = new Float32Array(rowCount * stride);
  for (let row = 0; row < rowCount; row++) {
    rows.set(factors.subarray(row * factorCount, (row + 1) * factorCount), row * stride);
    rows[row * stride + factorCount] = last[row]!;
  }
  return host.put(rows);
}

function place(factors: BprFactors) {
  host.reset();
  const users = put(factors.users, new Array(USERS).fill(1), factors.factorCount);
  return { users, items: put(factors.items, factors.biases, factors.factorCount) };
}

/** Reads rows back; the lane of the bias apart, and the padding, which must be zero. */
function read(pointer: number, rowCount: number, factorCount: number) {
  const stride = f32Stride(factorCount + 1);
  const rows = host.f32(pointer, rowCount * stride);
  const factors = new Float64Array(rowCount * factorCount);
  const last = new Float64Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    const own = rows.subarray(row * stride, (row + 1) * stride);
    factors.set(own.subarray(0, factorCount), row * factorCount);
    last[row] = own[factorCount]!;
    expect([...own.subarray(factorCount + 1)]).toEqual(new Array(stride - factorCount - 1).fill(0));
  }
  return { factors, last };
}

function largestDifference(a: Float64Array, b: Float64Array): number {
  return a.reduce((most, value, at) => Math.max(most, Math.abs(value - b[at]!)), 0);
}

describe("drawing triples", () => {
  const table = randomTable(40, 60, 0.3, 8);

  it.each([false, true])("draws what the twin draws, to the last one (popular: %s)", (popular) => {
    const bits = { state: 0xfedc_ba98_7654_3210n };
    const expected = sampleTriples(bits, 500, table, popular);
    const { triples, state } = sample(table, 500, popular, 0xfedc_ba98_7654_3210n);
    expect(triples).toEqual(expected);
    expect(state).toBe(bits.state);
  });

  it.each([1, 2, 3, 7, 8, 9, 31, 64])(
    "never takes for a negative what the user has, with rows of %i items",
    (length) => {
      const rows = [Array.from({ length }, (_, at) => 2 * at), Array.from({ length }, (_, at) => 2 * at + 1)];
      const own = rows.map((row) => new Set(row));
      const { triples } = sample(matrixOf(2 * length + 1, rows), 400, false, 5n);
      for (const [user, item, other] of triples) {
        expect(own[user]!.has(item)).toBe(true);
        expect(own[user]!.has(other)).toBe(false);
      }
      expect(new Set(triples.map(([, item]) => item)).size).toBeGreaterThan(length);
    },
  );

  it("draws interactions and negatives evenly", () => {
    // Two interactions of one user, whose negatives are items 2 to 5.
    const counts = new Map<string, number>();
    const { triples } = sample(matrixOf(6, [[0, 1], []]), 40_000, false, 77n);
    for (const [user, item, other] of triples) {
      const name = `${user} ${item} ${other}`;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    // Eight kinds, 5,000 of each expected; the standard deviation is 66.
    expect(counts.size).toBe(8);
    for (const count of counts.values()) expect(Math.abs(count - 5000)).toBeLessThan(5 * 66);
  });

  it("leaves out users who have everything", () => {
    const { triples } = sample(matrixOf(3, [[0, 1, 2], [1]]), 200, false, 3n);
    expect(triples.length).toBeGreaterThan(20);
    expect(triples.every(([user]) => user === 1)).toBe(true);
    expect(sample(matrixOf(3, [[0, 1, 2]]), 50, false, 3n).triples).toEqual([]);
  });
});

describe("a step of BPR", () => {
  it("of the reference goes along the gradient that finite differences give", () => {
    seeded(20, (random) => {
      const factors = randomFactors(random, 3);
      const triple: Triple = [2, 4, 1];
      const gradient = tripleGradient(factors, triple, PENALTIES);
      for (const part of ["users", "items", "biases"] as const) {
        for (const [at, value] of factors[part].entries()) {
          const moved = (step: number) =>
            tripleLoss({ ...factors, [part]: factors[part].with(at, value + step) }, triple, PENALTIES);
          expect(gradient[part][at]).toBeCloseTo((moved(1e-5) - moved(-1e-5)) / 2e-5, 7);
        }
      }
    });
  });

  it.each(SIZES)("goes where the reference goes with %i factors, and leaves everything else alone", (factorCount) => {
    seeded(21_000 + factorCount, (random) => {
      const factors = randomFactors(random, factorCount);
      const triple: Triple = [3, 0, 6];
      const at = place(factors);
      const { userRegularization, itemRegularization, negativeRegularization, biasRegularization } = PENALTIES;
      const stride = f32Stride(factorCount + 1);
      const triples = host.put(Uint32Array.from(triple));
      kernels.bprUpdate(
        triples,
        1,
        at.users,
        at.items,
        stride,
        factorCount,
        RATE,
        userRegularization,
        itemRegularization,
        negativeRegularization,
        biasRegularization,
      );
      const expected = descend(factors, [triple], RATE, PENALTIES);
      const users = read(at.users, USERS, factorCount);
      const items = read(at.items, ITEMS, factorCount);
      expect([...users.last]).toEqual(new Array(USERS).fill(1));
      // The bound of the docstring, with the largest number of all for each.
      const most = Math.max(...[...factors.users, ...factors.items, ...factors.biases].map(Math.abs));
      const reach = 1 + 2 * factorCount * most ** 2 + 2 * most;
      const bound = EPSILON_F32 * (RATE * (stride / 8 + 12) * reach * 3 * Math.max(1, most) + 2 * most);
      expect(largestDifference(users.factors, expected.users)).toBeLessThanOrEqual(bound);
      expect(largestDifference(items.factors, expected.items)).toBeLessThanOrEqual(bound);
      expect(largestDifference(items.last, expected.biases)).toBeLessThanOrEqual(bound);
      for (const row of [0, 1, 2, 4]) {
        const range = [row * factorCount, (row + 1) * factorCount] as const;
        expect(users.factors.subarray(...range)).toEqual(factors.users.subarray(...range));
      }
    });
  });

  it("after step follows the reference", () => {
    seeded(22, (random) => {
      const factors = randomFactors(random, 6);
      const triples = Array.from({ length: 60 }, (): Triple => {
        const item = random.nextInteger(ITEMS);
        return [random.nextInteger(USERS), item, (item + 1 + random.nextInteger(ITEMS - 1)) % ITEMS];
      });
      const at = place(factors);
      const { userRegularization, itemRegularization, negativeRegularization, biasRegularization } = PENALTIES;
      const list = host.put(Uint32Array.from(triples.flat()));
      kernels.bprUpdate(
        list,
        60,
        at.users,
        at.items,
        8,
        6,
        RATE,
        userRegularization,
        itemRegularization,
        negativeRegularization,
        biasRegularization,
      );
      const expected = descend(factors, triples, RATE, PENALTIES);
      expect(largestDifference(read(at.users, USERS, 6).factors, expected.users)).toBeLessThan(1e-5);
      expect(largestDifference(read(at.items, ITEMS, 6).factors, expected.items)).toBeLessThan(1e-5);
      const loss = kernels.bprLoss(
        list,
        60,
        at.users,
        at.items,
        8,
        6,
        userRegularization,
        itemRegularization,
        negativeRegularization,
        biasRegularization,
      );
      const sum = triples.reduce((total, triple) => total + tripleLoss(expected, triple, PENALTIES), 0);
      expect(Math.abs(loss / sum - 1)).toBeLessThan(1e-5);
    });
  });

  it("has the logistic function within its bound, from one end to the other", () => {
    // One factor: x = 1, y_0 = z, y_1 = 0 and no penalties; the bias of item 0 moves by exactly η·σ(−z).
    for (let z = -95; z <= 95; z += 0.37) {
      const value = Math.fround(z);
      const factors = {
        factorCount: 1,
        users: new Float64Array(USERS).fill(1),
        items: new Float64Array(ITEMS).fill(0).with(0, value),
        biases: new Float64Array(ITEMS),
      };
      const at = place(factors);
      kernels.bprUpdate(host.put(Uint32Array.of(0, 0, 1)), 1, at.users, at.items, 4, 1, 1, 0, 0, 0, 0);
      const moved = read(at.items, ITEMS, 1).last[0]!;
      const exact = 1 / (1 + Math.exp(Math.max(-87, Math.min(87, marginOf(factors, [0, 0, 1])))));
      expect(Math.abs(moved - exact), `z = ${z}`).toBeLessThanOrEqual(4 * EPSILON_F32 * exact);
    }
  });

  it("passes on what is not a number", () => {
    for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const factors = randomFactors({ nextGaussian: () => 1 } as Random, 2);
      factors.users[0] = wrong;
      factors.items[0] = 2;
      const at = place(factors);
      const list = host.put(Uint32Array.of(0, 0, 1));
      kernels.bprUpdate(list, 1, at.users, at.items, 4, 2, 0.1, 0, 0, 0, 0);
      expect(Number.isFinite(kernels.bprLoss(list, 1, at.users, at.items, 4, 2, 0.1, 0, 0, 0))).toBe(false);
    }
  });
});
