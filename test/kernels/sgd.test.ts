import { describe, expect, it } from "vitest";
import { threadedKernelModule } from "../../src/kernels/module.node.ts";
import {
  batchRow,
  passOrder,
  type ReferenceFactors,
  type ReferenceRating,
  ratingError,
  ratingTerm,
  stepOnRating,
} from "../../src/kernels/reference/sgd.ts";
import { createTrainingHost } from "./host.ts";
import { EPSILON_F32, SIZES, seeded } from "./samples.ts";
import { ITEMS, makeSgdProblem, packRatings, placeSgd, referenceOf, type SgdProblem, USERS } from "./sgd-problem.ts";

const host = createTrainingHost(await threadedKernelModule());
const { kernels } = host;
const SEED = 77;

/**
 * Parameters are below 2 in size here, and errors below 10. A step rounds each product and sum once, and a product of rows
 * stride/16 + 8 times (docstring); a value is visited up to 54 times, and errors of earlier steps shrink with η·q < 1.
 */
const tolerance = (stride: number, visits: number): number => visits * (stride / 16 + 12) * EPSILON_F32 * 2;

function expectRows(pointer: number, expected: readonly Float64Array[], stride: number, visits: number): void {
  const found = host.f32(pointer, expected.length * stride);
  for (const [row, values] of expected.entries()) {
    const own = found.subarray(row * stride, (row + 1) * stride);
    for (const [d, value] of values.entries()) {
      expect(Math.abs(own[d]! - value), `row ${row}, lane ${d}`).toBeLessThanOrEqual(tolerance(stride, visits));
    }
    expect([...own.subarray(values.length)], "padding").toEqual(new Array(stride - values.length).fill(0));
  }
}

function expectValues(pointer: number, expected: Float64Array, stride: number, visits: number): void {
  const found = host.f32(pointer, expected.length);
  for (const [at, value] of expected.entries()) {
    expect(Math.abs(found[at]! - value), `bias ${at}`).toBeLessThanOrEqual(tolerance(stride, visits));
  }
}

/** All ratings of user, in the problem's order. */
const ratingsOf = (ratings: readonly ReferenceRating[], user: number): ReferenceRating[] =>
  ratings.filter(([of]) => of === user);

const itemsOf = (ratings: readonly ReferenceRating[], user: number): number[] =>
  ratingsOf(ratings, user).map(([, item]) => item);

describe("a pass of stochastic gradient descent", () => {
  it.each(SIZES)(
    "takes the steps of exact arithmetic with %i factors, in the order that it leaves behind",
    (factorCount) => {
      seeded(20_000 + factorCount, (random) => {
        host.reset();
        const problem = makeSgdProblem(random, factorCount);
        const { ratings, steps, stride } = problem;
        const at = placeSgd(host, problem);
        const entries = host.put(packRatings(ratings, 3));
        const squares = kernels.sgdPass(
          ...([entries, ratings.length, SEED, at.users, at.items, stride] as const),
          ...([at.userBiases, at.itemBiases, at.userScales, at.itemScales, at.settings] as const),
        );
        const expected = referenceOf(problem, false);
        let sum = 0;
        for (const visited of passOrder(ratings.length, SEED)) {
          sum += stepOnRating(expected, steps, ratings[visited]!, []) ** 2;
        }
        const order = passOrder(ratings.length, SEED).map((place) => ratings[place]!);
        expect(host.u32(entries, 3 * ratings.length)).toEqual(packRatings(order, 3));
        expectRows(at.users, expected.users, stride, ratings.length);
        expectRows(at.items, expected.items, stride, ratings.length);
        expectValues(at.userBiases, expected.userBiases, stride, ratings.length);
        expectValues(at.itemBiases, expected.itemBiases, stride, ratings.length);
        expect(Math.abs(squares - sum)).toBeLessThanOrEqual(1e-5 * sum);
        const error = kernels.sgdSquares(
          ...([
            entries,
            ratings.length,
            at.users,
            at.items,
            stride,
            at.userBiases,
            at.itemBiases,
            at.settings,
          ] as const),
        );
        const after = ratings.reduce((total, rating) => total + ratingError(expected, rating, []) ** 2, 0);
        expect(Math.abs(error - after)).toBeLessThanOrEqual(1e-5 * after);
      });
    },
  );

  it("visits every entry once, in another order for another seed", () => {
    const orders = [1, 2, 3].map((seed) => passOrder(50, seed));
    for (const order of orders) {
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, at) => at));
    }
    expect(new Set(orders.map(String)).size).toBe(3);
  });

  it("puts each of three entries in front about as often as another", () => {
    const firsts = [0, 0, 0];
    for (let seed = 0; seed < 3000; seed++) firsts[passOrder(3, seed)[0]!]! += 1;
    for (const count of firsts) expect(Math.abs(count - 1000)).toBeLessThan(130);
  });

  it("returns what is not a number where a factor is infinite", () => {
    seeded(21, (random) => {
      host.reset();
      const problem = makeSgdProblem(random, 5);
      problem.users[0] = Number.POSITIVE_INFINITY;
      const at = placeSgd(host, problem);
      const entries = host.put(packRatings(problem.ratings, 3));
      const squares = kernels.sgdPass(
        ...([entries, problem.ratings.length, SEED, at.users, at.items, problem.stride] as const),
        ...([at.userBiases, at.itemBiases, at.userScales, at.itemScales, at.settings] as const),
      );
      expect(Number.isFinite(squares)).toBe(false);
    });
  });
});

describe("a batch step", () => {
  it.each(SIZES)("moves every row as exact arithmetic does with %i factors", (factorCount) => {
    seeded(22_000 + factorCount, (random) => {
      host.reset();
      const problem = makeSgdProblem(random, factorCount);
      const { ratings, stride } = problem;
      const at = placeSgd(host, problem);
      const offsets = Uint32Array.from({ length: USERS + 1 }, (_, user) => ratings.filter(([of]) => of < user).length);
      const squares = kernels.sgdBatchRows(
        ...([0, USERS, host.put(offsets), host.put(Uint32Array.from(ratings, ([, item]) => item))] as const),
        ...([host.put(Float32Array.from(ratings, ([, , rating]) => rating)), at.users, at.items, stride] as const),
        ...([0.03125, 0.25, host.allocate(stride * 4)] as const),
      );
      const { users, items } = referenceOf(problem, false);
      const expected = users.map((x, user) => {
        const rated = ratingsOf(ratings, user).map(([, item, rating]) => [items[item]!, rating] as const);
        return batchRow(x, rated, 0.03125, 0.25);
      });
      expectRows(at.users, expected, stride, ratings.length);
      const none: ReferenceFactors = {
        ...{ mean: 0, users, items, userBiases: new Float64Array(USERS), itemBiases: new Float64Array(ITEMS) },
      };
      const sum = ratings.reduce((total, rating) => total + ratingError(none, rating, []) ** 2, 0);
      expect(Math.abs(squares - sum)).toBeLessThanOrEqual(1e-5 * sum);
    });
  });
});

/** Runs SVD++ over the users in this order; returns its places and the ratings as they were visited. */
function runSvdpp(problem: SgdProblem, order: readonly number[]) {
  const { ratings, stride } = problem;
  const at = placeSgd(host, problem);
  const offsets = Uint32Array.from({ length: USERS + 1 }, (_, user) => ratings.filter(([of]) => of < user).length);
  const packed = host.put(packRatings(ratings, 2));
  const placed = host.put(offsets);
  const scratch = host.allocate(2 * stride * 4);
  const squares = kernels.svdppPass(
    ...([host.put(Uint32Array.from(order)), order.length, SEED, placed, packed] as const),
    ...([at.users, at.items, at.implicit, stride, at.userBiases, at.itemBiases] as const),
    ...([at.userScales, at.itemScales, at.settings, scratch] as const),
  );
  const words = host.u32(packed, 2 * ratings.length);
  const visited = ratings.map(([user], place): ReferenceRating => {
    const item = words[2 * place]!;
    return [user, item, ratings.find(([of, its]) => of === user && its === item)?.[2] ?? Number.NaN];
  });
  const after = kernels.svdppSquares(
    ...([0, USERS, placed, packed, at.users, at.items, at.implicit, stride] as const),
    ...([at.userBiases, at.itemBiases, at.settings, scratch] as const),
  );
  return { at, squares, after, visited };
}

describe("a pass of SVD++", () => {
  it.each(SIZES)("ends where moving all implicit factors at every rating ends, with %i factors", (factorCount) => {
    seeded(23_000 + factorCount, (random) => {
      host.reset();
      const problem = makeSgdProblem(random, factorCount);
      const { ratings, steps, stride } = problem;
      const order = [3, 0, 5, 1, 4, 2];
      const { at, squares, after, visited } = runSvdpp(problem, order);
      const expected = referenceOf(problem, true);
      let sum = 0;
      for (const user of order) {
        for (const rating of ratingsOf(visited, user)) {
          sum += stepOnRating(expected, steps, rating, itemsOf(ratings, user)) ** 2;
        }
      }
      const visits = 4 * ratings.length;
      expectRows(at.users, expected.users, stride, visits);
      expectRows(at.items, expected.items, stride, visits);
      expectRows(at.implicit, expected.implicit ?? [], stride, visits);
      expectValues(at.userBiases, expected.userBiases, stride, visits);
      expectValues(at.itemBiases, expected.itemBiases, stride, visits);
      expect(Math.abs(squares - sum)).toBeLessThanOrEqual(1e-5 * sum);
      let left = 0;
      for (const rating of ratings) left += ratingError(expected, rating, itemsOf(ratings, rating[0])) ** 2;
      expect(Math.abs(after - left)).toBeLessThanOrEqual(1e-5 * left);
    });
  });

  it("visits each user's ratings in an order of their own", () => {
    seeded(24, (random) => {
      host.reset();
      const problem = makeSgdProblem(random, 3);
      const { visited } = runSvdpp(problem, [0, 1, 2, 3, 4, 5]);
      expect(visited).not.toEqual(problem.ratings);
      const byItem = [...visited].sort(([u, i], [v, j]) => u - v || i - j);
      expect(byItem).toEqual(problem.ratings);
    });
  });
});

describe("a step of the reference", () => {
  it.each([false, true])("goes half the way down the gradient of its term (implicit factors: %s)", (withImplicit) => {
    seeded(25, (random) => {
      const problem = makeSgdProblem(random, 4);
      const rate = 1e-3;
      const steps = { ...problem.steps, learningRate: rate, biasRate: rate };
      const rating = problem.ratings[3]!;
      const rated = itemsOf(problem.ratings, rating[0]);
      const moved = referenceOf(problem, withImplicit);
      stepOnRating(moved, steps, rating, rated);
      const lists = (of: ReferenceFactors) => [
        ...of.users,
        ...of.items,
        ...(of.implicit ?? []),
        of.userBiases,
        of.itemBiases,
      ];
      const start = referenceOf(problem, withImplicit);
      for (const [place, list] of lists(start).entries()) {
        for (const [at, value] of list.entries()) {
          const termAt = (shift: number): number => {
            list[at] = value + shift;
            const term = ratingTerm(start, steps, rating, rated);
            list[at] = value;
            return term;
          };
          const slope = (termAt(1e-5) - termAt(-1e-5)) / 2e-5;
          const went = (lists(moved)[place]![at]! - value) / rate;
          expect(Math.abs(went + slope / 2), `list ${place}, value ${at}`).toBeLessThan(1e-7);
        }
      }
    });
  });
});
