import { activation as activationOf } from "./neural-activations.ts";
import { fillMatrix, type Reals } from "./neural-layout.ts";

/** C ← act(A·B + bias), or act(C + A·B + bias) with `accumulate`. A rows × depth, B depth × columns, C rows × columns. */
export function gemm(
  rows: number,
  columns: number,
  depth: number,
  a: Reals,
  aStride: number,
  b: Reals,
  bStride: number,
  bias: Reals | null,
  activation: number,
  accumulate: boolean,
  c: Reals,
  cStride: number,
): void {
  fillMatrix(rows, columns, c, cStride, (row, column) => {
    let sum = (accumulate ? c[row * cStride + column]! : 0) + (bias?.[column] ?? 0);
    for (let d = 0; d < depth; d++) sum += a[row * aStride + d]! * b[d * bStride + column]!;
    return activationOf(activation, sum);
  });
}

/** C ← Aᵀ·B, or C + Aᵀ·B with `accumulate`. A depth × rows, B depth × columns: the gradient of weights. */
export function gemmTransposedA(
  rows: number,
  columns: number,
  depth: number,
  a: Reals,
  aStride: number,
  b: Reals,
  bStride: number,
  accumulate: boolean,
  c: Reals,
  cStride: number,
): void {
  fillMatrix(rows, columns, c, cStride, (row, column) => {
    let sum = accumulate ? c[row * cStride + column]! : 0;
    for (let d = 0; d < depth; d++) sum += a[d * aStride + row]! * b[d * bStride + column]!;
    return sum;
  });
}

/** C ← act(A·Bᵀ + bias), or act(C + A·Bᵀ + bias). A rows × depth, B columns × depth: the gradient of inputs, scores. */
export function gemmTransposedB(
  rows: number,
  columns: number,
  depth: number,
  a: Reals,
  aStride: number,
  b: Reals,
  bStride: number,
  bias: Reals | null,
  activation: number,
  accumulate: boolean,
  c: Reals,
  cStride: number,
): void {
  fillMatrix(rows, columns, c, cStride, (row, column) => {
    let sum = (accumulate ? c[row * cStride + column]! : 0) + (bias?.[column] ?? 0);
    for (let d = 0; d < depth; d++) sum += a[row * aStride + d]! * b[column * bStride + d]!;
    return activationOf(activation, sum);
  });
}

/** out[column] ← Σ_row A[row, column], or out + Σ with `accumulate`: the gradient of a bias. */
export function columnSums(
  rows: number,
  columns: number,
  a: Reals,
  aStride: number,
  accumulate: boolean,
  out: Reals,
): void {
  fillMatrix(1, columns, out, 0, (_, column) => {
    let sum = accumulate ? out[column]! : 0;
    for (let row = 0; row < rows; row++) sum += a[row * aStride + column]!;
    return sum;
  });
}
