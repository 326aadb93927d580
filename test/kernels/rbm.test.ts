import { describe, expect, it } from "vitest";
import { f32Stride } from "../../src/kernels/layout.ts";
import { threadedKernelModule } from "../../src/kernels/module.node.ts";
import { rbmGradient, rbmHidden, rbmMove, rbmReconstruct } from "../../src/kernels/reference/rbm.ts";
import type { Random } from "../../src/random.ts";
import { createTrainingHost } from "./host.ts";
import { expectNear } from "./neural-matrices.ts";
import { EPSILON_F32, gaussians, matrix, SIZES, seeded } from "./samples.ts";

const host = createTrainingHost(await threadedKernelModule());
const [ITEMS, VALUES] = [6, 5];
const RATED = Uint32Array.of(4, 0, 5, 2);
const CHOSEN = Uint32Array.of(1, 4, 0, 3);
const ROWS = RATED.map((item, at) => item * VALUES + CHOSEN[at]!);

/** A machine with `hidden` units, in the kernels' memory and as the reference has it. Item 5 has weights of zero. */
function place(random: Random, hidden: number) {
  host.reset();
  const stride = f32Stride(hidden);
  const weights = gaussians(random, ITEMS * VALUES * hidden).fill(0, 5 * VALUES * hidden);
  const itemBiases = gaussians(random, ITEMS * VALUES);
  const hiddenBiases = gaussians(random, hidden);
  const rows = (count: number, values: Float32Array) => host.putRows(matrix(count, hidden, values), "f32", stride);
  return {
    ...{ stride, rows, machine: { values: VALUES, hidden, weights, itemBiases, hiddenBiases } },
    at: {
      weights: rows(ITEMS * VALUES, weights),
      itemBiases: host.put(itemBiases),
      hiddenBiases: rows(1, hiddenBiases),
      items: host.put(RATED),
      out: host.allocate(4 * stride),
    },
  };
}

const unpadded = (pointer: number, rows: number, hidden: number, stride: number): Float32Array => {
  const all = host.f32(pointer, rows * stride);
  return Float32Array.from(
    { length: rows * hidden },
    (_, at) => all[Math.floor(at / hidden) * stride + (at % hidden)]!,
  );
};
const expectZeroPadding = (pointer: number, hidden: number, stride: number) =>
  expect([...host.f32(pointer, stride).subarray(hidden)]).toEqual(new Array(stride - hidden).fill(0));

describe("a restricted Boltzmann machine in the kernels", () => {
  it.each(SIZES)("has the hidden probabilities of its ratings, with %i units", (hidden) => {
    seeded(81_000 + hidden, (random) => {
      const { at, machine, stride } = place(random, hidden);
      for (const rows of [ROWS, new Uint32Array(0)]) {
        host.kernels.rbmHidden(rows.length, host.put(rows), hidden, at.weights, at.hiddenBiases, at.out);
        expectNear(unpadded(at.out, 1, hidden, stride), rbmHidden(machine, rows), () => 64 * EPSILON_F32);
        expectZeroPadding(at.out, hidden, stride);
      }
    });
  });

  it.each(SIZES)("reconstructs ratings and units from %i units", (hidden) => {
    seeded(82_000 + hidden, (random) => {
      const { at, machine, stride, rows } = place(random, hidden);
      const units = gaussians(random, hidden).map((x) => 1 / (1 + Math.exp(-x)));
      const q = host.allocate(4 * RATED.length * VALUES);
      const [biases, hiddenBiases] = [at.itemBiases, at.hiddenBiases];
      host.kernels.rbmReconstruct(
        ...([RATED.length, at.items, VALUES, hidden, rows(1, units), at.weights, biases] as const),
        ...([hiddenBiases, q, at.out] as const),
      );
      const expected = rbmReconstruct(machine, RATED, units);
      const bound = 40 * (hidden + 8) * EPSILON_F32;
      expectNear(host.f32(q, RATED.length * VALUES), expected.probabilities, () => bound);
      expectNear(unpadded(at.out, 1, hidden, stride), expected.hidden, () => 8 * bound);
      expectZeroPadding(at.out, hidden, stride);
    });
  });

  it("keeps logits far beyond the range of exp apart", () => {
    seeded(83_000, (random) => {
      const { at, machine, rows } = place(random, 4);
      const q = host.allocate(4 * VALUES);
      const biases = host.put(Float32Array.of(...new Array(ITEMS * VALUES).fill(-2000)).fill(3000, 1, 2));
      const zeros = rows(1, new Float32Array(4));
      const weights = at.weights;
      host.kernels.rbmReconstruct(
        ...([1, host.put(Uint32Array.of(0)), VALUES, machine.hidden, zeros, weights, biases] as const),
        ...([at.hiddenBiases, q, at.out] as const),
      );
      expect([...host.f32(q, VALUES)]).toEqual([0, 1, 0, 0, 0]);
    });
  });

  it("passes NaN on", () => {
    seeded(83_500, (random) => {
      const { at } = place(random, 3);
      const broken = host.put(Float32Array.of(0, Number.NaN, 0, 0));
      host.kernels.rbmHidden(0, at.items, 3, at.weights, broken, at.out);
      expect([...host.f32(at.out, 4)]).toEqual([0.5, Number.NaN, 0.5, 0]);
    });
  });

  it.each(SIZES)("adds the gradients of two users, with %i units", (hidden) => {
    seeded(84_000 + hidden, (random) => {
      const { stride, rows } = place(random, hidden);
      const slots = Uint32Array.of(0, 1, 2, 1);
      const size = 3 * VALUES;
      const [gradients, biases] = [host.allocate(4 * size * stride, 0), host.allocate(4 * size, 0)];
      const expected = [new Float64Array(size * hidden), new Float64Array(size)] as const;
      for (let user = 0; user < 2; user++) {
        const [data, model] = [gaussians(random, hidden), gaussians(random, hidden)];
        const q = gaussians(random, slots.length * VALUES).map(Math.abs);
        host.kernels.rbmGradient(
          ...([slots.length, host.put(slots), host.put(CHOSEN), VALUES, hidden, rows(1, data)] as const),
          ...([host.put(q), rows(1, model), gradients, biases] as const),
        );
        rbmGradient({ values: VALUES, hidden }, { slots, chosen: CHOSEN }, data, q, model, ...expected);
      }
      expectNear(unpadded(gradients, size, hidden, stride), expected[0], () => 200 * EPSILON_F32);
      expectNear(host.f32(biases, size), expected[1], () => 100 * EPSILON_F32);
    });
  });

  it.each(SIZES)("moves the items of a batch and no others, with %i units", (hidden) => {
    seeded(85_000 + hidden, (random) => {
      const { at, machine, stride, rows } = place(random, hidden);
      const items = Uint32Array.of(3, 1);
      const scales = Float32Array.of(0.5, 0.25);
      const draw = (length: number) => gaussians(random, length);
      const [gradients, biasGradients] = [draw(2 * VALUES * hidden), draw(2 * VALUES)];
      const [velocities, biasVelocities] = [draw(ITEMS * VALUES * hidden), draw(ITEMS * VALUES)];
      const prior = draw(VALUES * VALUES);
      const [velocitiesAt, biasVelocitiesAt] = [rows(ITEMS * VALUES, velocities), host.put(biasVelocities)];
      const [rate, momentum, decay] = [0.125, 0.5, 0.0625];
      host.kernels.rbmMove(
        ...([2, host.put(items), host.put(scales), VALUES, hidden, host.put(prior)] as const),
        ...([rows(2 * VALUES, gradients), host.put(biasGradients), rate, momentum, decay] as const),
        ...([at.weights, velocitiesAt, at.itemBiases, biasVelocitiesAt] as const),
      );
      const [weights, biases] = [Float64Array.from(machine.weights), Float64Array.from(machine.itemBiases)];
      const [moved, movedBiases] = [Float64Array.from(velocities), Float64Array.from(biasVelocities)];
      const identity = Float64Array.from({ length: VALUES * VALUES }, (_, place) =>
        place % (VALUES + 1) === 0 ? 1 : 0,
      );
      for (const [slot, item] of items.entries()) {
        const step = { scale: scales[slot]!, rate, momentum, decay, prior };
        const part = <A extends Float32Array | Float64Array>(values: A, width: number, row: number) =>
          values.subarray(row * VALUES * width, (row + 1) * VALUES * width) as A;
        const own = [part(weights, hidden, item), part(moved, hidden, item)] as const;
        rbmMove(step, VALUES, part(gradients, hidden, slot), ...own);
        const ofBiases = [part(biases, 1, item), part(movedBiases, 1, item)] as const;
        rbmMove({ ...step, decay: 0, prior: identity }, VALUES, part(biasGradients, 1, slot), ...ofBiases);
      }
      const bound = () => 200 * EPSILON_F32;
      expectNear(unpadded(at.weights, ITEMS * VALUES, hidden, stride), weights, bound);
      expectNear(unpadded(velocitiesAt, ITEMS * VALUES, hidden, stride), moved, bound);
      expectNear(host.f32(at.itemBiases, ITEMS * VALUES), biases, bound);
      expectNear(host.f32(biasVelocitiesAt, ITEMS * VALUES), movedBiases, bound);
    });
  });
});
