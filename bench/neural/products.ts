import { matMul, tensor2d } from "@tensorflow/tfjs-core";
import { instantiateTrainingKernels } from "../../src/kernels/instantiate-training.ts";
import { createArena, createLayout, f32Stride, MAXIMUM_PAGES } from "../../src/kernels/layout.ts";
import { threadedKernelModule } from "../../src/kernels/module.node.ts";
import { putArray } from "../../src/kernels/put.ts";
import { ACTIVATIONS, GEMM_SCRATCH_BYTES } from "../../src/kernels/training/neural-abi.ts";
import { startBackend } from "../../src/neural/backend.node.ts";

/** C = A·B, A rows × depth and B depth × columns; row-major without padding. */
export interface Shape {
  readonly rows: number;
  readonly depth: number;
  readonly columns: number;
}

export interface Operands extends Shape {
  readonly a: Float32Array;
  readonly b: Float32Array;
}

/** Which operand lies in memory as its transpose. */
export type Form = "A·B" | "Aᵀ·B" | "A·Bᵀ";
export const FORMS: readonly Form[] = ["A·B", "Aᵀ·B", "A·Bᵀ"];

/** A product that is ready to run. */
export interface Product {
  multiply(): void;
  /** C of the last run. */
  read(): Float32Array;
}

export function transpose(values: Float32Array, rows: number, columns: number): Float32Array {
  return Float32Array.from(values, (_, at) => values[(at % rows) * columns + Math.floor(at / rows)]!);
}

/** By the kernels of networks. Widths must be multiples of 4, so that there is no padding. */
export async function nearedgeProduct({ rows, depth, columns, a, b }: Operands, form: Form): Promise<Product> {
  for (const width of [rows, depth, columns]) {
    if (f32Stride(width) !== width) throw new RangeError(`width: expected a multiple of 4, got ${width}`);
  }
  const memory = new WebAssembly.Memory({ initial: 1, maximum: MAXIMUM_PAGES, shared: true });
  const kernels = instantiateTrainingKernels(await threadedKernelModule(), memory);
  const arena = createArena(memory, createLayout(kernels.heapBase()).end);
  const put = (values: Float32Array): number => putArray(memory, arena, values);
  const left = put(form === "Aᵀ·B" ? transpose(a, rows, depth) : a);
  const right = put(form === "A·Bᵀ" ? transpose(b, depth, columns) : b);
  const c = put(new Float32Array(rows * columns));
  const scratch = arena.allocate(GEMM_SCRATCH_BYTES);
  const shape = [rows, columns, depth, left] as const;
  const plain = [0, ACTIVATIONS.none, 0, c, columns, scratch] as const;
  const multiply = {
    A·B: () => kernels.gemm(...shape, depth, right, columns, ...plain),
    Aᵀ·B: () => kernels.gemmTransposedA(...shape, rows, right, columns, 0, c, columns, scratch),
    A·Bᵀ: () => kernels.gemmTransposedB(...shape, depth, right, depth, ...plain),
  }[form];
  return { multiply, read: () => new Float32Array(memory.buffer, c, rows * columns).slice() };
}

/** By matMul of the tfjs WASM backend. */
export async function tfjsProduct({ rows, depth, columns, a, b }: Operands, form: Form): Promise<Product> {
  await startBackend();
  const [transposeA, transposeB] = [form === "Aᵀ·B", form === "A·Bᵀ"];
  const left = transposeA ? tensor2d(transpose(a, rows, depth), [depth, rows]) : tensor2d(a, [rows, depth]);
  const right = transposeB ? tensor2d(transpose(b, depth, columns), [columns, depth]) : tensor2d(b, [depth, columns]);
  const multiply = () => matMul(left, right, transposeA, transposeB);
  return {
    multiply: () => multiply().dispose(),
    read() {
      const c = multiply();
      const values = Float32Array.from(c.dataSync());
      c.dispose();
      return values;
    },
  };
}

/** Largest |c − exact| / Σ|a·b| over all elements, exact in f64: it does not depend on how large the operands are. */
export function largestError({ rows, depth, columns, a, b }: Operands, c: Float32Array): number {
  let largest = 0;
  const sums = new Float64Array(columns);
  const sizes = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    sums.fill(0);
    sizes.fill(0);
    for (let d = 0; d < depth; d++) {
      for (let column = 0; column < columns; column++) {
        const term = a[row * depth + d]! * b[d * columns + column]!;
        sums[column]! += term;
        sizes[column]! += Math.abs(term);
      }
    }
    for (let column = 0; column < columns; column++) {
      const error = Math.abs(c[row * columns + column]! - sums[column]!);
      // max of NaN is NaN, and remains so; a product of zeros is exact.
      if (error !== 0) largest = Math.max(largest, error / sizes[column]!);
    }
  }
  return largest;
}
