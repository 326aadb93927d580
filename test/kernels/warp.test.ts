import { describe, expect, it } from "vitest";
import type { Csr } from "../../src/data/csr.ts";
import { f32Stride } from "../../src/kernels/layout.ts";
import { threadedKernelModule } from "../../src/kernels/module.node.ts";
import {
  hinge,
  hingeGradient,
  rankLoss,
  represent,
  representUser,
  sweep,
  type WarpProblem,
  type WarpSide,
  type WarpSteps,
} from "../../src/kernels/reference/warp.ts";
import type { Random } from "../../src/random.ts";
import { matrixOf } from "../models/fixtures.ts";
import { randomTable } from "../training/tables.ts";
import { createTrainingHost } from "./host.ts";
import { gaussians, SIZES, seeded } from "./samples.ts";

const host = createTrainingHost(await threadedKernelModule());
const { kernels } = host;
const STATE = 0x0123_4567_89ab_cdefn;
const LOSSES = Float32Array.of(2.5, 1.75, 1.25, 1, 0.75);
const STEPS: WarpSteps = {
  learningRate: 0.05,
  userRegularization: 0.02,
  itemRegularization: 0.03,
  losses: LOSSES,
  popular: false,
};
const interactions = randomTable(9, 12, 0.3, 4);

/** Row r has feature r. */
const identity = (count: number): Csr =>
  matrixOf(
    count,
    Array.from({ length: count }, (_, row) => [row]),
  );

/** Row r has feature r, and two that it shares with others, with values of their own. */
function shared(count: number): Csr {
  const features = matrixOf(
    count + 3,
    Array.from({ length: count }, (_, row) => [row, count + (row % 3), count + ((row + 1) % 3)].sort((a, b) => a - b)),
  );
  return { ...features, values: features.values.map((_, at) => 0.25 + (at % 4) / 4) };
}

interface Kind {
  readonly name: string;
  readonly plain: boolean;
  readonly adagrad: boolean;
}
const KINDS: readonly Kind[] = [
  { name: "rows of their own, adagrad", plain: true, adagrad: true },
  { name: "rows of their own, plain steps", plain: true, adagrad: false },
  { name: "shared features, adagrad", plain: false, adagrad: true },
  { name: "shared features, plain steps", plain: false, adagrad: false },
];

function makeProblem(random: Random, factorCount: number, { plain, adagrad }: Kind): WarpProblem {
  const side = (rowCount: number, hasBias: boolean): WarpSide => {
    const features = plain ? identity(rowCount) : shared(rowCount);
    const width = factorCount + 1;
    const embeddings = Float64Array.from(gaussians(random, features.columnCount * width), (value) =>
      Math.fround(value / Math.sqrt(width)),
    );
    if (!hasBias) for (let at = factorCount; at < embeddings.length; at += width) embeddings[at] = 0;
    return {
      features,
      embeddings,
      squares: adagrad ? embeddings.map((value) => Math.fround(1 + value ** 2)) : undefined,
    };
  };
  return {
    factorCount,
    interactions,
    users: side(interactions.rowCount, false),
    items: side(interactions.columnCount, true),
  };
}

function pad(values: Float64Array, width: number, stride: number): Float32Array {
  const rows = new Float32Array((values.length / width) * stride);
  for (let row = 0; row * width < values.length; row++) {
    rows.set(values.subarray(row * width, (row + 1) * width), row * stride);
  }
  return rows;
}

/** Puts a side into memory; a plain one without features, its users with the partner of the bias. */
function placeSide(side: WarpSide, factorCount: number, plain: boolean, isUser: boolean) {
  const width = factorCount + 1;
  const stride = f32Stride(width);
  const rows = pad(side.embeddings, width, stride);
  if (plain && isUser) for (let at = factorCount; at < rows.length; at += stride) rows[at] = 1;
  const embeddings = host.put(rows);
  const squares = side.squares ? host.put(pad(side.squares, width, stride).map((value) => value || 1)) : 0;
  const { offsets, indices, values } = side.features;
  const lists = plain ? [0, 0, 0] : [host.put(offsets), host.put(indices), host.put(values)];
  return { words: host.put(Uint32Array.from([...lists, embeddings, squares])), embeddings, squares };
}

function place(problem: WarpProblem, plain: boolean) {
  host.reset();
  const { rowCount, offsets, indices } = problem.interactions;
  const owners = Uint32Array.from(indices, (_, entry) => offsets.findLastIndex((offset) => offset <= entry));
  return {
    users: placeSide(problem.users, problem.factorCount, plain, true),
    items: placeSide(problem.items, problem.factorCount, plain, false),
    owners: host.put(owners),
    offsets: host.put(offsets),
    indices: host.put(indices),
    rowCount,
  };
}

function run(problem: WarpProblem, at: ReturnType<typeof place>, count: number, steps: WarpSteps): number {
  const stride = f32Stride(problem.factorCount + 1);
  const { columnCount, indices } = problem.interactions;
  const state = host.put(Uint32Array.of(Number(STATE & 0xffff_ffffn), Number(STATE >> 32n)));
  return kernels.warpSweep(
    state,
    count,
    indices.length,
    at.owners,
    at.offsets,
    at.indices,
    columnCount,
    steps.popular ? 1 : 0,
    at.users.words,
    at.items.words,
    stride,
    problem.factorCount,
    steps.learningRate,
    steps.userRegularization,
    steps.itemRegularization,
    host.put(Float32Array.from(steps.losses)),
    steps.losses.length,
    host.allocate(5 * stride * 4),
  );
}

/** The embeddings that the kernel left, without padding, which must be zero. */
function read(pointer: number, count: number, width: number): Float64Array {
  const stride = f32Stride(width);
  const rows = host.f32(pointer, count * stride);
  const values = new Float64Array(count * width);
  for (let row = 0; row < count; row++) {
    const own = rows.subarray(row * stride, (row + 1) * stride);
    values.set(own.subarray(0, width), row * width);
    expect([...own.subarray(width)]).toEqual(new Array(stride - width).fill(0));
  }
  return values;
}

const farthest = (a: Float64Array, b: Float64Array): number =>
  a.reduce((most, value, at) => Math.max(most, Math.abs(value - b[at]!)), 0);

const copy = (side: WarpSide): WarpSide => ({
  ...side,
  embeddings: side.embeddings.slice(),
  squares: side.squares?.slice(),
});

describe.each(KINDS)("a sweep of WARP ($name)", (kind) => {
  it.each(SIZES)("goes where the reference goes with %i factors", (factorCount) => {
    seeded(31_000 + factorCount, (random) => {
      const problem = makeProblem(random, factorCount, kind);
      const expected = { ...problem, users: copy(problem.users), items: copy(problem.items) };
      const at = place(problem, kind.plain);
      const popular = factorCount % 2 === 0;
      const found = run(problem, at, 25, { ...STEPS, popular });
      expect(found).toBe(sweep({ state: STATE }, 25, expected, { ...STEPS, popular }));
      expect(found).toBeGreaterThan(5);
      const width = factorCount + 1;
      const items = read(at.items.embeddings, problem.items.features.columnCount, width);
      expect(farthest(items, expected.items.embeddings)).toBeLessThan(2e-5);
      const users = read(at.users.embeddings, problem.users.features.columnCount, width);
      for (let place = factorCount; place < users.length; place += width) {
        expect(users[place], "the partner of the bias").toBe(kind.plain ? 1 : 0);
        users[place] = expected.users.embeddings[place] = 0;
      }
      expect(farthest(users, expected.users.embeddings)).toBeLessThan(2e-5);
      if (expected.items.squares) {
        const squares = host.f32(at.items.squares, problem.items.features.columnCount * f32Stride(width));
        const last = problem.items.features.columnCount - 1;
        for (let d = 0; d < width; d++) {
          const exact = expected.items.squares[last * width + d]!;
          expect(Math.abs(squares[last * f32Stride(width) + d]! / exact - 1)).toBeLessThan(1e-4);
        }
      }
    });
  });

  it("sums the features of a row, and the loss over all items", () => {
    seeded(32, (random) => {
      const problem = makeProblem(random, 6, kind);
      const at = place(problem, kind.plain);
      const { rowCount, columnCount, indices } = problem.interactions;
      const users = host.allocate(rowCount * 8 * 4);
      const items = host.allocate(columnCount * 8 * 4);
      kernels.sumFeatures(at.users.words, 0, rowCount, 8, users);
      kernels.sumFeatures(at.items.words, 0, 5, 8, items);
      kernels.sumFeatures(at.items.words, 5, columnCount, 8, items);
      const rows = host.f32(items, columnCount * 8);
      for (let item = 0; item < columnCount; item++) {
        const exact = represent(problem.items, item, 7);
        for (let d = 0; d < 7; d++) expect(rows[item * 8 + d]).toBeCloseTo(exact[d]!, 5);
        expect(rows[item * 8 + 7]).toBe(0);
      }
      const own = host.f32(users, rowCount * 8);
      const withPartner = host.put(own.map((value, place) => (place % 8 === 6 ? 1 : value)));
      const entries = [0, 3, 7, indices.length - 1];
      const loss = kernels.warpLoss(
        host.put(Uint32Array.from(entries)),
        entries.length,
        at.owners,
        at.offsets,
        at.indices,
        columnCount,
        withPartner,
        items,
        8,
      );
      const exact = rankLoss(problem, entries);
      expect(exact).toBeGreaterThan(0.1);
      expect(Math.abs(loss / exact - 1)).toBeLessThan(1e-5);
    });
  });
});

describe("a step of WARP", () => {
  it("of the reference goes along the gradient that finite differences give", () => {
    seeded(33, (random) => {
      const problem = makeProblem(random, 3, { name: "", plain: true, adagrad: false });
      const [user, item, other] = [1, 2, 5];
      // An active hinge, so that the derivative exists.
      problem.items.embeddings[other * 4 + 3] = 4;
      expect(hinge(problem, user, item, other, 1.5)).toBeGreaterThan(0.1);
      const { ofItem, ofUser } = hingeGradient(problem, user, item, other, 1.5);
      const slope = (side: "users" | "items", at: number): number => {
        const moved = (step: number) => {
          const { embeddings } = problem[side];
          const changed = { ...problem[side], embeddings: embeddings.with(at, embeddings[at]! + step) };
          return hinge({ ...problem, [side]: changed }, user, item, other, 1.5);
        };
        return (moved(1e-5) - moved(-1e-5)) / 2e-5;
      };
      for (let d = 0; d < 4; d++) {
        expect(ofItem[d]).toBeCloseTo(slope("items", item * 4 + d), 7);
        expect(-ofItem[d]!).toBeCloseTo(slope("items", other * 4 + d), 7);
        expect(ofUser[d]).toBeCloseTo(slope("users", user * 4 + d), 7);
      }
      expect(representUser(problem, user)[3]).toBe(1);
    });
  });

  it("does nothing where every item is far below", () => {
    seeded(34, (random) => {
      const kind = KINDS[0]!;
      const problem = makeProblem(random, 2, kind);
      // One user with one item whose bias is out of reach.
      const alone = { ...problem, interactions: matrixOf(12, [[4], ...new Array(8).fill([])]) };
      alone.items.embeddings[4 * 3 + 2] = 1000;
      const at = place(alone, true);
      const before = host.f32(at.items.embeddings, 12 * 4);
      expect(run(alone, at, 50, STEPS)).toBe(0);
      expect(host.f32(at.items.embeddings, 12 * 4)).toEqual(before);
    });
  });
});
