import { describe, expect, it } from "vitest";
import { threadedKernelModule } from "../../src/kernels/module.node.ts";
import * as reference from "../../src/kernels/reference/neural-vectors.ts";
import { createTrainingHost } from "./host.ts";
import { expectNear } from "./neural-matrices.ts";
import { EPSILON_F32, gaussians, SIZES, seeded } from "./samples.ts";

const host = createTrainingHost(await threadedKernelModule());
const { kernels } = host;
const [SEED, STREAM] = [0xdeadbeef, 7];

describe.each(SIZES.map((size) => (size + 3) & ~3))("a vector of %i", (count) => {
  it("is added, scaled and squared as exact arithmetic does", () => {
    seeded(61_000 + count, (random) => {
      host.reset();
      const [x, y] = [gaussians(random, count), gaussians(random, count)];
      const factor = Math.fround(random.nextGaussian());
      const [xPtr, yPtr] = [host.put(x), host.put(y)];
      kernels.addVector(count, factor, xPtr, yPtr);
      const sum = Float64Array.from(y);
      reference.addVector(count, factor, x, sum);
      expectNear(host.f32(yPtr, count), sum, (at) => {
        return 2 * EPSILON_F32 * (Math.abs(y[at]!) + Math.abs(factor * x[at]!));
      });
      const squares = kernels.sumSquares(count, xPtr);
      const exact = reference.sumSquares(count, x);
      expect(Math.abs(squares - exact)).toBeLessThanOrEqual(2 * count * 2 ** -52 * exact);
      kernels.scaleVector(count, factor, xPtr, xPtr);
      const scaled = Float32Array.from(x);
      reference.scaleVector(count, factor, x, scaled);
      expect(host.f32(xPtr, count)).toEqual(scaled);
    });
  });

  it.each([0.1, 0.5, 0.8, 1])("drops what the reference drops, and keeps %f", (keep) => {
    seeded(62_000 + count, (random) => {
      host.reset();
      const x = gaussians(random, count);
      const pointer = host.put(x);
      kernels.dropout(count, pointer, keep, SEED, STREAM, 40, pointer);
      const expected = new Float32Array(count);
      reference.dropout(count, x, keep, SEED, STREAM, 40, expected);
      expectNear(host.f32(pointer, count), expected, (at) => 2 * EPSILON_F32 * Math.abs(expected[at]!));
    });
  });

  it("draws normal numbers that are those of the reference", () => {
    host.reset();
    const pointer = host.allocate(count * 4);
    kernels.gaussians(count, SEED, STREAM, 8, pointer);
    const expected = new Float64Array(count);
    reference.gaussians(count, SEED, STREAM, 8, expected);
    expectNear(host.f32(pointer, count), expected, (at) => EPSILON_F32 * Math.abs(expected[at]!) + 1e-15);
  });
});

describe("draws", () => {
  const ones = (count: number): number => host.put(new Float32Array(count).fill(1));

  it("of parts are those of the whole", () => {
    host.reset();
    const [whole, parts, noise, noiseParts] = [ones(64), ones(64), ones(64), ones(64)];
    kernels.dropout(64, whole, 0.5, SEED, STREAM, 0, whole);
    kernels.gaussians(64, SEED, STREAM, 0, noise);
    for (const [first, count] of [
      [36, 28],
      [0, 20],
      [20, 16],
    ] as const) {
      kernels.dropout(count, parts + 4 * first, 0.5, SEED, STREAM, first, parts + 4 * first);
      kernels.gaussians(count, SEED, STREAM, first, noiseParts + 4 * first);
    }
    expect(host.f32(parts, 64)).toEqual(host.f32(whole, 64));
    expect(host.f32(noiseParts, 64)).toEqual(host.f32(noise, 64));
  });

  it("differ by seed and by stream, keep their share, and keep the mean", () => {
    host.reset();
    const count = 40_000;
    const masks = [
      [1, 0],
      [0, 1],
      [1, 1],
      [2, 0],
    ].map(([seed = 0, stream = 0]) => {
      const pointer = ones(count);
      kernels.dropout(count, pointer, 0.75, seed, stream, 0, pointer);
      return host.f32(pointer, count);
    });
    for (const [at, mask] of masks.entries()) {
      const mean = mask.reduce((sum, value) => sum + value, 0) / count;
      expect(Math.abs(mean - 1)).toBeLessThan(0.02);
      for (const other of masks.slice(at + 1)) {
        const same = mask.filter((value, place) => value === other[place]).length / count;
        expect(Math.abs(same - 0.625)).toBeLessThan(0.02);
      }
    }
  });

  it("of normal numbers have mean 0, variance 1 and no part in common", () => {
    host.reset();
    const count = 40_000;
    const pointer = host.allocate(count * 4);
    kernels.gaussians(count, 3, 4, 0, pointer);
    const drawn = host.f32(pointer, count);
    const mean = (of: (value: number, at: number) => number): number =>
      drawn.reduce((sum, value, at) => sum + of(value, at), 0) / count;
    expect(Math.abs(mean((value) => value))).toBeLessThan(0.02);
    expect(Math.abs(mean((value) => value ** 2) - 1)).toBeLessThan(0.03);
    expect(Math.abs(mean((value) => value ** 4) - 3)).toBeLessThan(0.3);
    expect(Math.abs(mean((value, at) => value * drawn[(at + 1) % count]!))).toBeLessThan(0.02);
  });
});

it("a dropped NaN is 0", () => {
  host.reset();
  const pointer = host.put(new Float32Array(64).fill(Number.NaN));
  kernels.dropout(64, pointer, 0.5, SEED, STREAM, 0, pointer);
  const found = host.f32(pointer, 64);
  expect(found.filter((value) => value === 0).length).toBeGreaterThan(16);
  expect(found.filter(Number.isNaN).length).toBeGreaterThan(16);
});
