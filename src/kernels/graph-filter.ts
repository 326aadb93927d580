import { KernelError } from "../errors.ts";
import { instantiateTrainingKernels } from "./instantiate-training.ts";
import { createArena, createLayout, f32Stride, MAXIMUM_PAGES } from "./layout.ts";
import { memoryOfPages } from "./training-memory.ts";

/** Sparse rows, as in data/csr.ts. */
interface SparseMatrix {
  readonly rowCount: number;
  readonly columnCount: number;
  readonly offsets: Uint32Array;
  readonly indices: Uint32Array;
  readonly values: Float32Array;
}

/** The size of such rows. */
interface SparseShape {
  readonly rowCount: number;
  readonly columnCount: number;
  readonly indices: { readonly length: number };
}

/** The parts of the filter of models/item-weights/gf-cf-filter.ts. */
export interface GraphFilterParts {
  /** R̃, users × items. */
  readonly matrix: SparseMatrix;
  /** R̃ᵀ, items × users. */
  readonly turned: SparseMatrix;
  /** f64[items]: n_i^−b; 0 where an item has no interactions. */
  readonly itemScales: Float64Array;
  /** f32[items × factorCount], row-major. */
  readonly v: Float32Array;
  readonly factorCount: number;
  readonly alpha: number;
  readonly sharpening: number;
  /** Maximum number of signals at a time. */
  readonly batch: number;
}

/** Filtered signals: score of item i for signal s at filtered[i · stride + s]. A view, valid until the next call. */
export interface Filtered {
  readonly filtered: Float32Array;
  readonly stride: number;
}

/** Filters the rows start … end (without end) of `histories`, at most `batch` of them. */
export type GraphFilter = (histories: SparseMatrix, start: number, end: number) => Filtered;

/** Bytes that createGraphFilter needs: 16 an entry, 4 · factorCount an item, 8 · batch an item and 4 · batch a user. */
export function graphFilterBytes(
  { rowCount, columnCount, indices }: SparseShape,
  factorCount: number,
  batch: number,
): number {
  const [stride, widest] = [f32Stride(factorCount), f32Stride(batch)];
  const sparse = 2 * 8 * indices.length + 4 * (rowCount + columnCount + 2);
  return sparse + 4 * columnCount * stride + 4 * widest * (rowCount + 2 * columnCount + stride);
}

/**
 * Puts the filter into a separate memory. Signals are interleaved in rows of items, so that every sparse product reads
 * a row of R̃ once for all of them, and each answer has the same bits in any batch. Throws KernelError
 * `memory-limit` beyond 4 GiB.
 */
export function createGraphFilter(module: WebAssembly.Module, parts: GraphFilterParts): GraphFilter {
  const { matrix, turned, itemScales, v, factorCount, alpha, sharpening } = parts;
  const { rowCount: userCount, columnCount: itemCount } = matrix;
  const memory = memoryOfPages(1, MAXIMUM_PAGES);
  const kernels = instantiateTrainingKernels(module, memory);
  const arena = createArena(memory, createLayout(kernels.heapBase()).end);
  const put = (values: Uint32Array | Float32Array): number => {
    const pointer = arena.allocate(values.byteLength);
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    new Uint8Array(memory.buffer, pointer, values.byteLength).set(bytes);
    return pointer;
  };
  const place = ({ offsets, indices, values }: SparseMatrix) => [put(offsets), put(indices), put(values)] as const;
  const [byUser, byItem] = [place(matrix), place(turned)];
  const factorStride = f32Stride(factorCount);
  const factors = put(padded(v, itemCount, factorCount, factorStride));
  const widest = f32Stride(parts.batch);
  const byUserSignals = arena.allocate(userCount * widest * 4);
  const linear = arena.allocate(itemCount * widest * 4);
  const ideal = arena.allocate(itemCount * widest * 4);
  const spectrum = arena.allocate(factorStride * widest * 4);
  const view = (pointer: number, length: number) => new Float32Array(memory.buffer, pointer, length);

  return (histories, start, end) => {
    if (end - start > parts.batch) {
      throw new KernelError("batch-size", `graph filter: expected at most ${parts.batch} rows, got ${end - start}`);
    }
    const stride = f32Stride(end - start);
    const users = view(byUserSignals, userCount * stride).fill(0);
    const coefficients = view(spectrum, factorStride * stride).fill(0);
    for (let row = start; row < end; row++) {
      const signal = row - start;
      for (let entry = histories.offsets[row]!; entry < histories.offsets[row + 1]!; entry++) {
        const item = histories.indices[entry]!;
        for (let at = turned.offsets[item]!; at < turned.offsets[item + 1]!; at++) {
          users[turned.indices[at]! * stride + signal]! += turned.values[at]!;
        }
        const scale = itemScales[item]!;
        if (scale === 0) continue;
        const from = item * factorCount;
        for (let f = 0; f < factorCount; f++) coefficients[f * stride + signal]! += scale * v[from + f]!;
      }
    }
    kernels.sparseDense(0, itemCount, ...byItem, byUserSignals, stride, linear);
    kernels.denseProduct(0, itemCount, factors, factorStride, spectrum, factorCount, stride, ideal);
    const smooth = view(linear, itemCount * stride);
    const low = view(ideal, itemCount * stride);
    for (let item = 0; item < itemCount; item++) {
      const weight = itemScales[item]! > 0 ? alpha / itemScales[item]! : 0;
      for (let at = item * stride; at < (item + 1) * stride; at++) smooth[at]! += weight * low[at]!;
    }
    if (sharpening > 0) {
      kernels.sparseDense(0, userCount, ...byUser, linear, stride, byUserSignals);
      kernels.sparseDense(0, itemCount, ...byItem, byUserSignals, stride, ideal);
      for (let at = 0; at < smooth.length; at++) smooth[at]! -= sharpening * low[at]!;
    }
    return { filtered: smooth, stride };
  };
}

function padded(values: Float32Array, rowCount: number, columnCount: number, stride: number): Float32Array {
  const rows = new Float32Array(rowCount * stride);
  for (let row = 0; row < rowCount; row++) {
    rows.set(values.subarray(row * columnCount, (row + 1) * columnCount), row * stride);
  }
  return rows;
}
