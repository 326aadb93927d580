import { describe, expect, it } from "vitest";
import { threadedKernelModule } from "../../src/kernels/module.node.ts";
import * as reference from "../../src/kernels/reference/neural-norm.ts";
import { createTrainingHost } from "./host.ts";
import { expectNear, expectPadding, padded, place, randomMatrix, randomVector } from "./neural-matrices.ts";
import { EPSILON_F32, SIZES, seeded } from "./samples.ts";

const host = createTrainingHost(await threadedKernelModule());
const { kernels } = host;
const EPSILON = 2 ** -10;

describe.each([1, 9, 64])("batch normalisation of %i rows", (rows) => {
  it.each(SIZES)("and its way back are those of exact arithmetic with %i columns", (columns) => {
    seeded(81_000 + 100 * rows + columns, (random) => {
      host.reset();
      const [x, dy] = [randomMatrix(random, rows, columns), randomMatrix(random, rows, columns)];
      const [scale, shift] = [randomVector(random, columns), randomVector(random, columns)];
      const { length } = scale;
      const [placedX, placedY, placedDy] = [place(host, x), place(host, x), place(host, dy)];
      const [mean, variance, dScale, dShift] = [0, 1, 2, 3].map(() => host.allocate(length * 4));
      const [scalePtr, shiftPtr] = [host.put(scale), host.put(shift)];
      const shape = [rows, columns, placedX.pointer, x.stride] as const;
      kernels.columnMoments(...shape, mean!, variance!);
      const [exactMean, exactVariance] = [new Float64Array(length), new Float64Array(length)];
      reference.columnMoments(rows, columns, x.values, x.stride, exactMean, exactVariance);
      expectNear(host.f32(mean!, length), exactMean, (at) => EPSILON_F32 * Math.abs(exactMean[at]!));
      expectNear(host.f32(variance!, length), exactVariance, (at) => EPSILON_F32 * exactVariance[at]! + 1e-12);

      // From here on with the moments as they were rounded: their own error is tested above.
      const moments = [host.f32(mean!, length), host.f32(variance!, length)] as const;
      kernels.batchNorm(...shape, mean!, variance!, EPSILON, scalePtr, shiftPtr, placedY.pointer, x.stride);
      const y = Float64Array.from(x.values);
      reference.batchNorm(rows, columns, x.values, x.stride, ...moments, EPSILON, scale, shift, y, x.stride);
      // Values are within 6 in size, and deviations above √ε = 2⁻⁵.
      expectNear(placedY.read(), y, () => 6 * EPSILON_F32 * (6 * 12 * 32 + 6));
      expectPadding(placedY.read(), x);

      kernels.batchNormBackward(
        ...([...shape, placedDy.pointer, dy.stride, mean!, variance!, EPSILON, scalePtr, dScale!, dShift!] as const),
        ...([placedDy.pointer, dy.stride] as const),
      );
      const exactDx = Float64Array.from(dy.values);
      const [exactScale, exactShift] = [new Float64Array(length), new Float64Array(length)];
      reference.batchNormBackward(
        ...([rows, columns, x.values, x.stride, exactDx, dy.stride, ...moments, EPSILON, scale] as const),
        ...([exactScale, exactShift, exactDx, dy.stride] as const),
      );
      const bound = (rows + 8) * EPSILON_F32 * rows * 30;
      expectNear(host.f32(dShift!, length), exactShift, () => bound);
      expectNear(host.f32(dScale!, length), exactScale, () => bound);
      expectNear(placedDy.read(), exactDx, () => (bound / rows) * 6 * 32);
      expectPadding(placedDy.read(), dy);
    });
  });
});

it("the reference's way back has the gradients that central differences find", () => {
  seeded(82_000, (random) => {
    const [rows, columns, stride] = [7, 3, 4];
    const drawn = (length: number) => Float64Array.from({ length }, () => random.nextGaussian());
    const [x, dy, scale, shift] = [drawn(rows * stride), drawn(rows * stride), drawn(4), drawn(4)];
    const [mean, variance] = [new Float64Array(4), new Float64Array(4)];
    const loss = (): number => {
      const y = new Float64Array(rows * stride);
      reference.columnMoments(rows, columns, x, stride, mean, variance);
      reference.batchNorm(rows, columns, x, stride, mean, variance, EPSILON, scale, shift, y, stride);
      return y.reduce((sum, value, at) => sum + value * (at % stride < columns ? dy[at]! : 0), 0);
    };
    loss();
    const [dx, dScale, dShift] = [new Float64Array(rows * stride), new Float64Array(4), new Float64Array(4)];
    reference.batchNormBackward(
      ...([rows, columns, x, stride, dy, stride, mean, variance, EPSILON, scale, dScale, dShift, dx, stride] as const),
    );
    for (const [values, gradients] of [
      [x, dx],
      [scale, dScale],
      [shift, dShift],
    ] as const) {
      for (const [at, value] of values.entries()) {
        if (at % stride >= columns) continue;
        values[at] = value + 1e-5;
        const above = loss();
        values[at] = value - 1e-5;
        const below = loss();
        values[at] = value;
        expect((above - below) / 2e-5).toBeCloseTo(gradients[at]!, 6);
      }
    }
  });
});

it("normalised columns have mean 0 and variance 1 where the mean is far from 0", () => {
  seeded(83_000, (random) => {
    host.reset();
    const x = padded(256, 2, () => 1000 + random.nextGaussian());
    const placed = place(host, x);
    const [mean, variance] = [host.allocate(16), host.allocate(16)];
    const [scale, shift] = [host.put(Float32Array.of(1, 1, 0, 0)), host.put(new Float32Array(4))];
    kernels.columnMoments(256, 2, placed.pointer, x.stride, mean, variance);
    kernels.batchNorm(
      ...([256, 2, placed.pointer, x.stride, mean, variance, 2 ** -20, scale, shift] as const),
      ...([placed.pointer, x.stride] as const),
    );
    kernels.columnMoments(256, 2, placed.pointer, x.stride, mean, variance);
    for (const column of [0, 1]) {
      expect(Math.abs(host.f32(mean, 4)[column]!)).toBeLessThan(1e-4);
      expect(host.f32(variance, 4)[column]).toBeCloseTo(1, 4);
    }
  });
});
