import { describe, expect, it } from "vitest";
import { threadedKernelModule } from "../../src/kernels/module.node.ts";
import {
  absoluteLoss,
  logisticLoss,
  pairLoss,
  softmaxLoss,
  squaredLoss,
} from "../../src/kernels/reference/neural-losses.ts";
import type { Random } from "../../src/random.ts";
import { createTrainingHost } from "./host.ts";
import { expectNear, expectPadding, type Padded, padded, place, randomMatrix } from "./neural-matrices.ts";
import { EPSILON_F32, SIZES, seeded } from "./samples.ts";

const host = createTrainingHost(await threadedKernelModule());
const { kernels } = host;
const MASKED = { squaredLoss, absoluteLoss, logisticLoss };
const ROWS = 6;
const SCALE = 0.125;

const expectSum = (found: number, expected: number, relative: number): void =>
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(relative * Math.abs(expected));

describe.each(Object.keys(MASKED) as (keyof typeof MASKED)[])("%s", (name) => {
  it.each(SIZES)("and its gradient are those of exact arithmetic with %i columns", (columns) => {
    seeded(71_000 + columns, (random) => {
      const outputs = randomMatrix(random, ROWS, columns);
      const targets = padded(ROWS, columns, () => random.nextFloat());
      const mask = padded(ROWS, columns, () => Math.max(0, random.nextFloat() - 0.5));
      for (const weights of [null, mask]) {
        host.reset();
        const placed = place(host, outputs);
        const others = [host.put(targets.values), weights === null ? 0 : host.put(weights.values)] as const;
        const expected = Float64Array.from(outputs.values);
        const sum = MASKED[name](
          ...([ROWS, columns, expected, outputs.stride, targets.values, weights?.values ?? null, SCALE] as const),
          expected,
        );
        // The bounds of logisticLoss, which are the widest, with the sizes of the other two.
        const sizeOf = (at: number): number => {
          const [output, target] = [Math.abs(outputs.values[at]!), targets.values[at]!];
          return at % outputs.stride < columns ? (weights?.values[at] ?? 1) * (1 + output + target) ** 2 : 0;
        };
        const bound = outputs.values.reduce((total, _, at) => total + 6 * EPSILON_F32 * sizeOf(at), 0);
        const parameters = [ROWS, columns, placed.pointer, outputs.stride, ...others, SCALE] as const;
        const found = kernels[name](...parameters, 0);
        expect(Math.abs(found - sum)).toBeLessThanOrEqual(bound);
        expect(placed.read()).toEqual(outputs.values);
        expect(kernels[name](...parameters, placed.pointer)).toBe(found);
        expectNear(placed.read(), expected, (at) => 5 * EPSILON_F32 * SCALE * sizeOf(at));
        expectPadding(placed.read(), outputs);
      }
    });
  });

  it("leaves elements of weight 0 out, whatever they are", () => {
    host.reset();
    const outputs = padded(1, 5, (at) => [Number.NaN, Number.POSITIVE_INFINITY, 1, 2, 3][at]!);
    const targets = padded(1, 5, (at) => [1, 1, 1, Number.NaN, 0][at]!);
    const weights = padded(1, 5, (at) => [0, 0, 1, 0, 2][at]!);
    const placed = place(host, outputs);
    const sum = kernels[name](
      ...([1, 5, placed.pointer, outputs.stride, host.put(targets.values), host.put(weights.values), 1] as const),
      placed.pointer,
    );
    expect(Number.isFinite(sum)).toBe(true);
    expect(placed.read().slice(0, 5).every(Number.isFinite)).toBe(true);
    expect(placed.read()[3]).toBe(0);
  });

  it("has the gradient that central differences find", () => {
    seeded(72_000, (random) => {
      const outputs = Float64Array.from({ length: 4 }, () => random.nextGaussian());
      const targets = Float64Array.from({ length: 4 }, () => random.nextFloat());
      const gradients = new Float64Array(4);
      const loss = (into: Float64Array | null) => MASKED[name](1, 4, outputs, 4, targets, null, 1, into);
      loss(gradients);
      for (const at of outputs.keys()) expect(slopeAt(outputs, at, () => loss(null))).toBeCloseTo(gradients[at]!, 7);
    });
  });
});

/** (f(x + h) − f(x − h)) / 2h */
function slopeAt(x: Float64Array, at: number, loss: () => number): number {
  const value = x[at]!;
  x[at] = value + 1e-5;
  const above = loss();
  x[at] = value - 1e-5;
  const below = loss();
  x[at] = value;
  return (above - below) / 2e-5;
}

it("logisticLoss is finite and linear far out", () => {
  host.reset();
  const outputs = padded(1, 4, (at) => [-200, 200, -1e30, 1e30][at]!);
  const targets = host.put(padded(1, 4, (at) => [1, 0, 0, 1][at]!).values);
  const { pointer, read } = place(host, outputs);
  expect(kernels.logisticLoss(1, 4, pointer, outputs.stride, targets, 0, 1, pointer)).toBe(400);
  expect([...read().slice(0, 4)]).toEqual([-1, 1, 0, 0]);
});

describe("pairLoss", () => {
  it("and its gradients are those of exact arithmetic", () => {
    seeded(73_000, (random) => {
      host.reset();
      const [positive, negative] = [randomMatrix(random, 97, 1), randomMatrix(random, 97, 1)];
      negative.values[0] = 300;
      negative.values[positive.stride] = -300;
      const [p, n] = [place(host, positive), place(host, negative)];
      const [above, below] = [Float64Array.from(positive.values), Float64Array.from(negative.values)];
      const sum = pairLoss(97, positive.values, negative.values, positive.stride, SCALE, above, below);
      expectSum(kernels.pairLoss(97, p.pointer, n.pointer, p.stride, SCALE, 0, 0), sum, 1e-12);
      expectSum(kernels.pairLoss(97, p.pointer, n.pointer, p.stride, SCALE, p.pointer, n.pointer), sum, 1e-12);
      expectNear(p.read(), above, (at) => EPSILON_F32 * Math.abs(above[at]!) + 1e-45);
      expectNear(n.read(), below, (at) => EPSILON_F32 * Math.abs(below[at]!) + 1e-45);
      expectPadding(p.read(), positive);
    });
  });

  it("has the gradient that central differences find", () => {
    const pair = Float64Array.from([0.3, 0, 0, 0, 1.1, 0, 0, 0]);
    const gradients = new Float64Array(8);
    const loss = () => pairLoss(1, pair, pair.subarray(4), 4, 1, null, null);
    pairLoss(1, pair, pair.subarray(4), 4, 1, gradients, gradients.subarray(4));
    for (const at of [0, 4]) expect(slopeAt(pair, at, loss)).toBeCloseTo(gradients[at]!, 7);
  });
});

/** Up to four targets a row, the second row without any; a column may be a target twice. */
function targetsOf(random: Random, columns: number, withValues: boolean) {
  const offsets = new Uint32Array(ROWS + 1);
  for (let row = 0; row < ROWS; row++) offsets[row + 1] = offsets[row]! + (row === 1 ? 0 : 1 + random.nextInteger(4));
  const length = offsets[ROWS]!;
  const indices = Uint32Array.from({ length }, () => random.nextInteger(columns));
  return { offsets, indices, values: withValues ? Float32Array.from({ length }, () => random.nextFloat()) : null };
}

describe("softmaxLoss", () => {
  const run = (logits: Padded, { offsets, indices, values }: ReturnType<typeof targetsOf>, withGradients = true) => {
    const placed = place(host, logits);
    const sum = kernels.softmaxLoss(
      ...([ROWS, logits.columns, placed.pointer, logits.stride, host.put(offsets), host.put(indices)] as const),
      ...([values === null ? 0 : host.put(values), SCALE, withGradients ? placed.pointer : 0] as const),
    );
    return { sum, gradients: placed.read() };
  };
  const exact = (logits: Padded, { offsets, indices, values }: ReturnType<typeof targetsOf>) => {
    const gradients = Float64Array.from(logits.values);
    const sum = softmaxLoss(
      ...([ROWS, logits.columns, logits.values, logits.stride, offsets, indices, values, SCALE] as const),
      gradients,
    );
    return { sum, gradients };
  };

  it.each(SIZES)("and its gradient are those of exact arithmetic with %i columns", (columns) => {
    seeded(74_000 + columns, (random) => {
      for (const withValues of [false, true]) {
        host.reset();
        const drawn = randomMatrix(random, ROWS, columns);
        const shift = [0, 0, 1000, -1000, 30, 0];
        const logits = padded(ROWS, columns, (at) => {
          const row = Math.floor(at / columns);
          return shift[row]! + 3 * drawn.values[row * drawn.stride + (at % columns)]!;
        });
        const targets = targetsOf(random, columns, withValues);
        const expected = exact(logits, targets);
        const { sum, gradients } = run(logits, targets);
        // At most four targets of weight 1 a row, and logits within 30 of the largest.
        expect(Math.abs(sum - expected.sum)).toBeLessThanOrEqual(4 * ROWS * 40 * EPSILON_F32);
        expectNear(gradients, expected.gradients, () => SCALE * 42 * EPSILON_F32 * 8);
        expectPadding(gradients, logits);
        expect(run(logits, targets, false)).toEqual({ sum, gradients: logits.values });
      }
    });
  });

  it("gives a logit of −∞ no probability", () => {
    seeded(75_000, (random) => {
      host.reset();
      const logits = randomMatrix(random, ROWS, 6);
      for (let row = 0; row < ROWS; row++) logits.values[row * logits.stride + 2] = Number.NEGATIVE_INFINITY;
      const targets = targetsOf(random, 2, false);
      const { sum, gradients } = run(logits, targets);
      expectSum(sum, exact(logits, targets).sum, 1e-6);
      for (let row = 0; row < ROWS; row++) expect(gradients[row * logits.stride + 2]).toBe(0);
    });
  });

  it("has the gradient that central differences find", () => {
    seeded(76_000, (random) => {
      const logits = Float64Array.from({ length: 4 * ROWS }, () => random.nextGaussian());
      const { offsets, indices, values } = targetsOf(random, 4, true);
      const gradients = new Float64Array(4 * ROWS);
      const loss = (into: Float64Array | null) => softmaxLoss(ROWS, 4, logits, 4, offsets, indices, values, 1, into);
      loss(gradients);
      for (const at of logits.keys()) expect(slopeAt(logits, at, () => loss(null))).toBeCloseTo(gradients[at]!, 7);
    });
  });
});
