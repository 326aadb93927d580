import { describe, expect, it } from "vitest";
import { threadedKernelModule } from "../../src/kernels/module.node.ts";
import { gemm, gemmTransposedA, gemmTransposedB } from "../../src/kernels/reference/neural-matrix.ts";
import { ACTIVATIONS, GEMM_SCRATCH_BYTES } from "../../src/kernels/training/neural-abi.ts";
import type { Random } from "../../src/random.ts";
import { createTrainingHost } from "./host.ts";
import {
  absolute,
  expectNear,
  expectPadding,
  type Padded,
  place,
  randomMatrix,
  randomVector,
} from "./neural-matrices.ts";
import { EPSILON_F32, integers, SIZES, seeded } from "./samples.ts";

const host = createTrainingHost(await threadedKernelModule());
const { kernels } = host;
const REFERENCES = { gemm, gemmTransposedA, gemmTransposedB };

const KINDS = ["gemm", "gemmTransposedA", "gemmTransposedB"] as const;
type Kind = (typeof KINDS)[number];

interface Shape {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
}

interface Problem extends Shape {
  readonly kind: Kind;
  readonly a: Padded;
  readonly b: Padded;
  readonly c: Padded;
  readonly bias: Float32Array | null;
  readonly activation: number;
  readonly accumulate: boolean;
}

function makeProblem(random: Random, kind: Kind, { rows, columns, depth }: Shape): Problem {
  const fused = kind !== "gemmTransposedA";
  return {
    kind,
    rows,
    columns,
    depth,
    a: kind === "gemmTransposedA" ? randomMatrix(random, depth, rows) : randomMatrix(random, rows, depth),
    b: kind === "gemmTransposedB" ? randomMatrix(random, columns, depth) : randomMatrix(random, depth, columns),
    c: randomMatrix(random, rows, columns),
    bias: fused && random.nextFloat() < 0.5 ? randomVector(random, columns) : null,
    activation: fused ? random.nextInteger(Object.keys(ACTIVATIONS).length) : ACTIVATIONS.none,
    accumulate: random.nextFloat() < 0.5,
  };
}

/** C by the kernel, `rows` of it from row `start`, and the rest as it was. */
function byKernel(problem: Problem, start = 0, rows = problem.rows): Float32Array {
  host.reset();
  const { kind, columns, depth, bias, activation, accumulate } = problem;
  const [a, b, c] = [place(host, problem.a), place(host, problem.b), place(host, problem.c)];
  const biasPtr = bias === null ? 0 : host.put(bias);
  const scratch = host.allocate(GEMM_SCRATCH_BYTES);
  const aPtr = a.pointer + 4 * start * (kind === "gemmTransposedA" ? 1 : a.stride);
  const operands = [rows, columns, depth, aPtr, a.stride, b.pointer, b.stride] as const;
  const out = [Number(accumulate), c.pointer + 4 * start * c.stride, c.stride, scratch] as const;
  if (kind === "gemmTransposedA") kernels[kind](...operands, ...out);
  else kernels[kind](...operands, biasPtr, activation, ...out);
  return c.read();
}

/** The same in f64; with `sizes` of absolute values and without an activation, which the error bound is made of. */
function byReference(problem: Problem, sizes = false): Float64Array {
  const { kind, rows, columns, depth, bias, activation, accumulate } = problem;
  const f64 = (values: Float32Array): Float64Array => (sizes ? absolute(values) : Float64Array.from(values));
  const c = f64(problem.c.values);
  const [a, b] = [problem.a, problem.b];
  const operands = [rows, columns, depth, f64(a.values), a.stride, f64(b.values), b.stride] as const;
  const out = [accumulate, c, problem.c.stride] as const;
  if (kind === "gemmTransposedA") REFERENCES[kind](...operands, ...out);
  else REFERENCES[kind](...operands, bias === null ? null : f64(bias), sizes ? ACTIVATIONS.none : activation, ...out);
  return c;
}

function expectExact(problem: Problem): void {
  const found = byKernel(problem);
  const sizes = byReference(problem, true);
  // No activation is steeper than 1; the approximations of exp and tanh add at most 4 ε.
  const bound = (at: number): number => ((problem.depth + 2) * sizes[at]! + 4) * EPSILON_F32;
  expectNear(found, byReference(problem), bound);
  expectPadding(found, problem.c);
}

describe.each(KINDS)("%s", (kind) => {
  it.each(SIZES)("multiplies as exact arithmetic does around width %i", (size) => {
    seeded(31_000 + size, (random) => {
      const other = (): number => SIZES[random.nextInteger(SIZES.length)]!;
      for (const shape of [
        { rows: other(), columns: size, depth: other() },
        { rows: size, columns: other(), depth: other() },
        { rows: other(), columns: other(), depth: size },
      ]) {
        expectExact(makeProblem(random, kind, shape));
      }
    });
  });

  it.each([
    ["more than a block of everything", { rows: 67, columns: 141, depth: 523 }],
    ["a whole block", { rows: 32, columns: 128, depth: 256 }],
    ["one column", { rows: 67, columns: 1, depth: 523 }],
    ["one column and more than scratch holds", { rows: 2, columns: 1, depth: 33_000 }],
    ["no inner dimension", { rows: 5, columns: 6, depth: 0 }],
    ["no rows", { rows: 0, columns: 6, depth: 7 }],
  ])("multiplies %s", (_, shape) => {
    seeded(32_000, (random) => {
      expectExact(makeProblem(random, kind, shape));
    });
  });

  it("gives whole numbers exactly", () => {
    seeded(33_000, (random) => {
      const problem = makeProblem(random, kind, { rows: 9, columns: 13, depth: 300 });
      for (const { values, rows, columns, stride } of [problem.a, problem.b, problem.c]) {
        for (let row = 0; row < rows; row++) values.set(integers(random, columns, 50), row * stride);
      }
      const plain = { ...problem, bias: null, activation: ACTIVATIONS.none };
      expect(Float64Array.from(byKernel(plain))).toEqual(byReference(plain));
    });
  });

  it.each([70, 1])("gives a row of %i columns the same bits whatever rows are multiplied with it", (columns) => {
    seeded(34_000, (random) => {
      const problem = makeProblem(random, kind, { rows: 41, columns, depth: 300 });
      const whole = byKernel(problem);
      const { stride } = problem.c;
      for (const [start, end] of [
        [0, 8],
        [8, 41],
        [36, 37],
      ] as const) {
        const part = byKernel(problem, start, end - start);
        expect(part.slice(start * stride, end * stride)).toEqual(whole.slice(start * stride, end * stride));
      }
    });
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])(
    "keeps %f of a row of A in its row, and out of the padding",
    (value) => {
      seeded(35_000, (random) => {
        const drawn = makeProblem(random, kind, { rows: 6, columns: 5, depth: 9 });
        const problem = { ...drawn, activation: ACTIVATIONS.none };
        const before = byKernel(problem);
        const { a, c } = problem;
        a.values[kind === "gemmTransposedA" ? 2 : 2 * a.stride] = value;
        const after = byKernel(problem);
        expectPadding(after, c);
        for (let row = 0; row < 6; row++) {
          const own = after.subarray(row * c.stride, row * c.stride + 5);
          if (row === 2) expect([...own].every(Number.isFinite)).toBe(false);
          else expect(own).toEqual(before.subarray(row * c.stride, row * c.stride + 5));
        }
      });
    },
  );
});
