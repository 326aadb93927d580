/**
 * The numeric exports of the kernels that serve, as assembly/index.ts has them. Pointers are byte offsets into the
 * host's memory. Only this folder calls them: they do not check arguments.
 */
export interface KernelExports {
  heapBase(): number;
  scanF32(
    query: number,
    items: number,
    itemCount: number,
    stride: number,
    rowScale: number,
    boost: number,
    mask: number,
    exclude: number,
    excludeCount: number,
    k: number,
    heap: number,
  ): number;
  scanInt8(
    query: number,
    queryScale: number,
    items: number,
    itemCount: number,
    stride: number,
    rowScale: number,
    boost: number,
    mask: number,
    exclude: number,
    excludeCount: number,
    k: number,
    heap: number,
  ): number;
  rescoreF32(
    candidates: number,
    candidateCount: number,
    query: number,
    items: number,
    stride: number,
    rowScale: number,
    boost: number,
    k: number,
    heap: number,
  ): number;
  scanBatchF32(
    queries: number,
    queryCount: number,
    items: number,
    itemCount: number,
    stride: number,
    rowScale: number,
    boost: number,
    mask: number,
    excludeOffsets: number,
    exclude: number,
    k: number,
    heap: number,
    counts: number,
  ): void;
  scanBatchInt8(
    queries: number,
    queryScales: number,
    queryCount: number,
    items: number,
    itemCount: number,
    stride: number,
    rowScale: number,
    boost: number,
    mask: number,
    excludeOffsets: number,
    exclude: number,
    k: number,
    heap: number,
    counts: number,
  ): void;
  scanBestF32(
    examples: number,
    likeCount: number,
    dislikeCount: number,
    items: number,
    itemCount: number,
    stride: number,
    rowScale: number,
    boost: number,
    mask: number,
    exclude: number,
    excludeCount: number,
    k: number,
    heap: number,
  ): number;
  scanBestInt8(
    examples: number,
    exampleScales: number,
    likeCount: number,
    dislikeCount: number,
    items: number,
    itemCount: number,
    stride: number,
    rowScale: number,
    boost: number,
    mask: number,
    exclude: number,
    excludeCount: number,
    k: number,
    heap: number,
  ): number;
  dotsF32(
    items: number,
    count: number,
    rows: number,
    stride: number,
    queries: number,
    queryCount: number,
    out: number,
  ): void;
  sumRowsF32(items: number, weights: number, count: number, rows: number, stride: number, out: number): void;
  addRows(
    rows: number,
    weights: number,
    rowCount: number,
    offsets: number,
    columns: number,
    values: number,
    itemCount: number,
    scores: number,
  ): void;
  boostScores(scores: number, boost: number, itemCount: number): void;
  selectScores(
    scores: number,
    itemCount: number,
    mask: number,
    exclude: number,
    excludeCount: number,
    k: number,
    heap: number,
  ): number;
  lookRows(
    items: number,
    count: number,
    rows: number,
    factors: number,
    rowCount: number,
    recent: number,
    recentCount: number,
    offsets: number,
    columns: number,
    values: number,
    itemCount: number,
    places: number,
    sums: number,
    out: number,
  ): void;
  gram(rows: number, count: number, stride: number, out: number): void;
  foldIn(
    indices: number,
    weights: number,
    rights: number,
    count: number,
    items: number,
    scales: number,
    int8Stride: number,
    stride: number,
    factorCount: number,
    gram: number,
    regularization: number,
    out: number,
    scratch: number,
  ): number;
  solveFoldedIn(scratch: number, stride: number, rows: number, count: number): void;
  drawFoldedIn(scratch: number, stride: number, x: number): void;
  quantiseRows(rows: number, count: number, stride: number, out: number, int8Stride: number, scales: number): void;
  inverseNormsF32(rows: number, count: number, stride: number, out: number): void;
  inverseNormsInt8(rows: number, count: number, int8Stride: number, out: number): void;
  layerNorm(
    rows: number,
    columns: number,
    x: number,
    xStride: number,
    epsilon: number,
    scale: number,
    shift: number,
    y: number,
    yStride: number,
  ): void;
  affineRows(
    rows: number,
    inputs: number,
    outputs: number,
    x: number,
    xStride: number,
    w: number,
    wStride: number,
    bias: number,
    relu: number,
    accumulate: number,
    y: number,
    yStride: number,
  ): void;
  attend(
    sequences: number,
    length: number,
    first: number,
    heads: number,
    width: number,
    slope: number,
    x: number,
    xStride: number,
    mask: number,
    maskStride: number,
    weights: number,
    y: number,
    yStride: number,
  ): void;
  gruReset(
    rows: number,
    units: number,
    gates: number,
    gateStride: number,
    before: number,
    beforeStride: number,
    out: number,
    outStride: number,
  ): void;
  gruMix(
    rows: number,
    units: number,
    gates: number,
    gateStride: number,
    before: number,
    beforeStride: number,
    out: number,
    outStride: number,
  ): void;
}

/** Numbers of parameters that are required of a module, by export. */
export type Arities = Readonly<Partial<Record<keyof KernelExports, number>>>;

/** Those of the module of lists, as assembly/lists.ts has them: whoever takes it calls no others. */
export const LIST_ARITIES = {
  heapBase: 0,
  scanF32: 11,
  scanInt8: 12,
  rescoreF32: 9,
  dotsF32: 7,
  sumRowsF32: 6,
  addRows: 8,
  boostScores: 3,
  selectScores: 7,
  foldIn: 13,
  solveFoldedIn: 4,
  quantiseRows: 6,
  inverseNormsF32: 4,
  inverseNormsInt8: 4,
} as const satisfies Arities;

/** Every export with its number of parameters, as required of a module. */
export const KERNEL_ARITIES: Readonly<Record<keyof KernelExports, number>> = {
  ...LIST_ARITIES,
  scanBatchF32: 13,
  scanBatchInt8: 14,
  scanBestF32: 13,
  scanBestInt8: 14,
  lookRows: 14,
  gram: 4,
  drawFoldedIn: 3,
  layerNorm: 9,
  affineRows: 12,
  attend: 13,
  gruReset: 8,
  gruMix: 8,
};
