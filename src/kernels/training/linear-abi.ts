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
  similarRows(
    rowStart: number,
    rowEnd: number,
    leftOffsets: number,
    leftIndices: number,
    leftValues: number,
    rightOffsets: number,
    rightIndices: number,
    rightValues: number,
    columnCount: number,
    formula: number,
    ownTerms: number,
    terms: number,
    shrinkage: number,
    capacity: number,
    outIndices: number,
    outValues: number,
    counts: number,
    scratch: number,
  ): void;
  slimItems(
    itemStart: number,
    itemEnd: number,
    userCount: number,
    itemCount: number,
    userOffsets: number,
    userIndices: number,
    itemOffsets: number,
    itemIndices: number,
    l1: number,
    l2: number,
    epochs: number,
    tolerance: number,
    capacity: number,
    outIndices: number,
    outValues: number,
    counts: number,
    objectives: number,
    scratch: number,
  ): void;
  countTogether(
    itemStart: number,
    itemEnd: number,
    userOffsets: number,
    userIndices: number,
    itemOffsets: number,
    itemIndices: number,
    size: number,
    a: number,
  ): void;
  sweepPanel(block: number, swept: number, size: number, a: number, inverse: number, left: number, right: number): void;
  sweepRow(block: number, swept: number, size: number, a: number, inverse: number, left: number, right: number): void;
}

export const LINEAR_ARITIES: Readonly<Record<keyof LinearExports, number>> = {
  sparseDense: 8,
  denseProduct: 8,
  gramF64: 4,
  similarRows: 18,
  slimItems: 18,
  countTogether: 8,
  sweepPanel: 7,
  sweepRow: 7,
};
