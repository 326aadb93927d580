/** Kernels of linear and spectral models: assembly/linear.ts and what it exports. */
export interface LinearExports {
  sparseDense(
    rowStart: number,
    rowEnd: number,
    offsets: number,
    indices: number,
    values: number,
    dense: number,
    stride: number,
    out: number,
  ): void;
  denseProduct(
    rowStart: number,
    rowEnd: number,
    rows: number,
    rowStride: number,
    matrix: number,
    innerCount: number,
    stride: number,
    out: number,
  ): void;
  gramF64(rows: number, count: number, stride: number, out: number): void;
}

export const LINEAR_ARITIES: Readonly<Record<keyof LinearExports, number>> = {
  sparseDense: 8,
  denseProduct: 8,
  gramF64: 4,
};
