import { describe, expect, it } from "vitest";
import { threadedKernelModule } from "../../src/kernels/module.node.ts";
import * as reference from "../../src/kernels/reference/neural-activations.ts";
import { ACTIVATIONS } from "../../src/kernels/training/neural-abi.ts";
import { createTrainingHost } from "./host.ts";
import { expectNear, expectPadding, padded, place, randomMatrix, randomVector } from "./neural-matrices.ts";
import { EPSILON_F32, SIZES, seeded } from "./samples.ts";

const host = createTrainingHost(await threadedKernelModule());
const { kernels } = host;

describe.each(Object.entries(ACTIVATIONS))("activation %s", (_, activation) => {
  it.each(SIZES)("and its derivative are those of exact arithmetic with %i columns", (columns) => {
    seeded(41_000 + columns, (random) => {
      host.reset();
      const x = randomMatrix(random, 5, columns);
      const bias = random.nextFloat() < 0.5 ? randomVector(random, columns) : null;
      const placed = place(host, x);
      kernels.activate(
        ...([5, columns, placed.pointer, x.stride, bias === null ? 0 : host.put(bias), activation] as const),
        ...([placed.pointer, x.stride] as const),
      );
      const y = placed.read();
      const expected = Float64Array.from(x.values);
      reference.activate(5, columns, expected, x.stride, bias, activation, expected, x.stride);
      expectNear(y, expected, (at) => 4 * EPSILON_F32 * (1 + Math.abs(x.values[at]!) + Math.abs(expected[at]!)));
      expectPadding(y, x);

      const dy = randomMatrix(random, 5, columns);
      const gradient = place(host, dy);
      kernels.activateBackward(
        ...([5, columns, placed.pointer, x.stride, gradient.pointer, dy.stride, activation] as const),
        ...([gradient.pointer, dy.stride] as const),
      );
      const slopes = Float64Array.from(dy.values);
      reference.activateBackward(
        5,
        columns,
        Float64Array.from(y),
        x.stride,
        slopes,
        dy.stride,
        activation,
        slopes,
        dy.stride,
      );
      expectNear(gradient.read(), slopes, (at) => 3 * EPSILON_F32 * Math.abs(dy.values[at]!));
      expectPadding(gradient.read(), dy);
    });
  });

  it("is as exact as it says over the whole range, and defined at infinities and NaN", () => {
    host.reset();
    const points = Array.from({ length: 40_001 }, (_, at) => (at - 20_000) / 200);
    const ends = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NaN, -1e-30, 1e-30, -3e38, 3e38, 0];
    const x = padded(1, points.length + ends.length, (at) => points[at] ?? ends[at - points.length]!);
    const placed = place(host, x);
    kernels.activate(1, x.columns, placed.pointer, x.stride, 0, activation, placed.pointer, x.stride);
    const expected = Float64Array.from(x.values);
    reference.activate(1, x.columns, expected, x.stride, null, activation, expected, x.stride);
    // Relative to the value, down to the smallest normal number.
    const bound = (at: number): number => 4 * EPSILON_F32 * Math.abs(expected[at]!) + 1.2e-38;
    expectNear(placed.read(), expected, bound);
    expectPadding(placed.read(), x);
  });
});

it("activations have distinct numbers from 0 on", () => {
  expect(Object.values(ACTIVATIONS)).toEqual([0, 1, 2, 3, 4]);
});
