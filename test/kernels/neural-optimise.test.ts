import { describe, expect, it } from "vitest";
import { f32Stride } from "../../src/kernels/layout.ts";
import { threadedKernelModule } from "../../src/kernels/module.node.ts";
import * as reference from "../../src/kernels/reference/neural-optimise.ts";
import { createTrainingHost } from "./host.ts";
import { expectNear, expectPadding, padded, place, randomMatrix } from "./neural-matrices.ts";
import { EPSILON_F32, gaussians, SIZES, seeded } from "./samples.ts";

const host = createTrainingHost(await threadedKernelModule());
const { kernels } = host;
const [RATE, BETA1, BETA2, EPSILON] = [0.01, 0.9, 0.999, 1e-8];
const L2 = 2 ** -7;
const DECAY = RATE * 0.05;
const TABLE_ROWS = 8;

describe("adam", () => {
  it.each([
    ["plain", 0, 0],
    ["with an L2 penalty", L2, 0],
    ["with decoupled weight decay", 0, DECAY],
  ])("over 1,000 steps stays with f64, %s", (_, l2, decay) => {
    seeded(91_000, (random) => {
      host.reset();
      const count = 100;
      const [start, targets, noise] = [count, count, 1000 * count].map((length) => gaussians(random, length));
      const exact = [Float64Array.from(start!), new Float64Array(count), new Float64Array(count)] as const;
      const [p, g] = [host.put(start!), host.allocate(count * 4)];
      const [m, v] = [host.put(new Float32Array(count)), host.put(new Float32Array(count))];
      const [targetsPtr, noisePtr] = [host.put(targets!), host.put(noise!)];
      for (let step = 1; step <= 1000; step++) {
        const { rate, epsilon } = reference.adamStep(RATE, BETA1, BETA2, EPSILON, step);
        const settings = [rate, BETA1, BETA2, epsilon, l2, decay] as const;
        // The noisy gradient of ½ (p − t)², each by its own parameters.
        kernels.scaleVector(count, 1, p, g);
        kernels.addVector(count, -1, targetsPtr, g);
        kernels.addVector(count, 0.25, noisePtr + 4 * (step - 1) * count, g);
        kernels.adam(count, p, g, m, v, ...settings);
        const gradients = exact[0].map((value, at) => value - targets![at]! + 0.25 * noise![(step - 1) * count + at]!);
        reference.adam(count, exact[0], gradients, exact[1], exact[2], ...settings);
      }
      // A step of at most η errs by 8 ε of it and by ε of p; later steps pull errors back rather than add to them.
      expectNear(host.f32(p, count), exact[0], () => 1e-5);
      expectNear(host.f32(m, count), exact[1], () => 1e-5);
      const far = host.f32(p, count).reduce((sum, value, at) => sum + Math.abs(value - targets![at]!), 0) / count;
      expect(far).toBeLessThan(0.2);
    });
  });

  it("folds the bias corrections as the paper writes them", () => {
    const [g, p, step] = [0.37, 1.5, 3];
    let [m, v] = [0, 0];
    for (let at = 1; at <= step; at++) [m, v] = [BETA1 * m + (1 - BETA1) * g, BETA2 * v + (1 - BETA2) * g * g];
    const moved = p - (RATE * (m / (1 - BETA1 ** step))) / (Math.sqrt(v / (1 - BETA2 ** step)) + EPSILON);
    const [parameters, m1, m2] = [Float64Array.of(p), Float64Array.of(0), Float64Array.of(0)];
    for (let at = 1; at <= step; at++) {
      const { rate, epsilon } = reference.adamStep(RATE, BETA1, BETA2, EPSILON, at);
      if (at === step) parameters[0] = p;
      reference.adam(1, parameters, Float64Array.of(g), m1, m2, rate, BETA1, BETA2, epsilon, 0, 0);
    }
    expect(parameters[0]).toBeCloseTo(moved, 12);
  });
});

const ROWS = Uint32Array.of(5, 0, 3, 7);
const LAST_STEPS = Uint32Array.of(0, 11, 2, 19, 0, 12, 5, 1);
const STEP = 20;

describe.each(SIZES)("the rows of a batch with %i columns", (columns) => {
  it("move by lazy Adam as in exact arithmetic, and only these", () => {
    seeded(92_000 + columns, (random) => {
      host.reset();
      const [p, m, g] = [TABLE_ROWS, TABLE_ROWS, ROWS.length].map((rows) => randomMatrix(random, rows, columns));
      const v = padded(TABLE_ROWS, columns, () => random.nextFloat());
      const [placedP, placedM, placedV, placedG] = [place(host, p!), place(host, m!), place(host, v), place(host, g!)];
      const [rows, lastSteps] = [host.put(ROWS), host.put(LAST_STEPS)];
      const settings = [STEP, RATE, BETA1, BETA2, 2 ** -20, L2, DECAY] as const;
      kernels.adamRows(
        ...([ROWS.length, rows, columns, placedP.pointer, p!.stride, placedG.pointer, g!.stride] as const),
        ...([placedM.pointer, placedV.pointer, lastSteps, ...settings] as const),
      );
      const [exactP, exactM, exactV] = [p!, m!, v].map(({ values }) => Float64Array.from(values));
      const exactSteps = LAST_STEPS.slice();
      reference.adamRows(
        ...([ROWS.length, ROWS, columns, exactP!, p!.stride, g!.values, g!.stride, exactM!, exactV!] as const),
        ...([exactSteps, ...settings] as const),
      );
      expectNear(placedM.read(), exactM!, () => 4 * EPSILON_F32 * 6);
      expectNear(placedV.read(), exactV!, () => 4 * EPSILON_F32 * 6);
      // The step m/√v is below 5 / 2⁻²⁰, but for √v of these numbers below 50.
      expectNear(placedP.read(), exactP!, (at) => EPSILON_F32 * (Math.abs(exactP![at]!) + 8 * RATE * 50 + 1));
      expect(host.u32(lastSteps, TABLE_ROWS)).toEqual(exactSteps);
      for (const [placed, matrix] of [
        [placedP, p!],
        [placedM, m!],
        [placedV, v],
      ] as const) {
        expectPadding(placed.read(), matrix);
        for (const row of [1, 2, 4, 6]) {
          const [from, to] = [row * matrix.stride, (row + 1) * matrix.stride];
          expect(placed.read().slice(from, to)).toEqual(matrix.values.slice(from, to));
        }
      }
    });
  });

  it.each([
    ["plain", 0, false],
    ["momentum", 0.9, false],
    ["nesterov", 0.9, true],
  ])("move by gradient descent, %s, whole and by rows", (_, momentum, nesterov) => {
    seeded(93_000 + columns, (random) => {
      host.reset();
      const [p, u, g] = [TABLE_ROWS, TABLE_ROWS, ROWS.length].map((rows) => randomMatrix(random, rows, columns));
      const [placedP, placedU, placedG] = [place(host, p!), place(host, u!), place(host, g!)];
      const [rows, lastSteps] = [host.put(ROWS), host.put(LAST_STEPS)];
      const settings = [Math.fround(0.1), momentum, L2] as const;
      kernels.sgdRows(
        ...([ROWS.length, rows, columns, placedP.pointer, p!.stride, placedG.pointer, g!.stride] as const),
        ...([momentum === 0 ? 0 : placedU.pointer, lastSteps, STEP, ...settings, Number(nesterov)] as const),
      );
      const [exactP, exactU] = [p!, u!].map(({ values }) => Float64Array.from(values));
      const exactSteps = LAST_STEPS.slice();
      reference.sgdRows(
        ...([ROWS.length, ROWS, columns, exactP!, p!.stride, g!.values, g!.stride] as const),
        ...([momentum === 0 ? null : exactU!, exactSteps, STEP, ...settings, nesterov] as const),
      );
      const bound = (): number => 8 * EPSILON_F32 * 8;
      expectNear(placedP.read(), exactP!, bound);
      expectNear(placedU.read(), exactU!, bound);
      expect(host.u32(lastSteps, TABLE_ROWS)).toEqual(exactSteps);
      expectPadding(placedP.read(), p!);

      const count = f32Stride(columns);
      kernels.sgd(
        ...([count, placedP.pointer, placedG.pointer, momentum === 0 ? 0 : placedU.pointer] as const),
        ...([...settings, Number(nesterov)] as const),
      );
      reference.sgd(count, exactP!, g!.values, momentum === 0 ? null : exactU!, ...settings, nesterov);
      expectNear(placedP.read(), exactP!, bound);
    });
  });
});

it("a lazy row that is always there moves as all of Adam does", () => {
  seeded(94_000, (random) => {
    host.reset();
    const [p, g] = [gaussians(random, 8), gaussians(random, 8)];
    const tables = [p, p, new Float32Array(8), new Float32Array(8), new Float32Array(8), new Float32Array(8)];
    const [whole, lazy, m1, m2, v1, v2] = tables.map((values) => host.put(values));
    const [gPtr, row, lastSteps] = [host.put(g), host.put(Uint32Array.of(0)), host.put(Uint32Array.of(0))];
    for (let step = 1; step <= 50; step++) {
      const { rate, epsilon } = reference.adamStep(RATE, BETA1, BETA2, EPSILON, step);
      const settings = [rate, BETA1, BETA2, epsilon, L2, DECAY] as const;
      kernels.adam(8, whole!, gPtr, m1!, v1!, ...settings);
      kernels.adamRows(1, row, 8, lazy!, 8, gPtr, 8, m2!, v2!, lastSteps, step, ...settings);
    }
    expect(host.f32(lazy!, 8)).toEqual(host.f32(whole!, 8));
  });
});

describe("numbers on their way to 0", () => {
  const isSound = (value: number, floor: number): boolean => value === 0 || Math.abs(value) >= floor;
  const run = (step: (p: number, g: number, m: number, v: number) => void) => {
    host.reset();
    const p = host.put(Float32Array.of(1e-3, -1e-3, 1e-9, 1e-14, 1, -1, 0, Number.NaN));
    const [g, m, v] = [host.put(new Float32Array(8)), host.put(new Float32Array(8)), host.put(new Float32Array(8))];
    for (let at = 0; at < 3000; at++) step(p, g, m, v);
    return { parameters: [...host.f32(p, 8)], moments: [...host.f32(m, 8), ...host.f32(v, 8)] };
  };

  it.each([
    [
      "adam",
      (p: number, g: number, m: number, v: number) => kernels.adam(8, p, g, m, v, 1e-3, 0.9, 0.99, 1e-2, 0.5, 0.01),
    ],
    ["gradient descent", (p: number, g: number, m: number) => kernels.sgd(8, p, g, m, 0.05, 0.5, 0.9, 0)],
  ] as const)("end there, and are never denormal: %s", (_, step) => {
    const { parameters, moments } = run(step);
    for (const value of parameters.slice(0, 7)) expect(isSound(value, reference.PARAMETER_FLOOR)).toBe(true);
    for (const value of moments) expect(Number.isNaN(value) || isSound(value, reference.MOMENT_FLOOR)).toBe(true);
    expect(parameters[6]).toBe(0);
    expect(parameters[7]).toBeNaN();
  });
});
