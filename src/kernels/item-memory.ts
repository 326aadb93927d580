import { checkInteger, checkLength } from "../check.ts";
import type { Arities, KernelExports } from "./abi.ts";
import { instantiateKernels } from "./instantiate.ts";
import {
  type Arena,
  createArena,
  createLayout,
  f32Stride,
  int8Stride,
  MAXIMUM_FACTOR_COUNT,
  MAXIMUM_PAGES,
  paddedItems,
  reserve,
} from "./layout.ts";
import { putArray } from "./put.ts";

/** Item factors, row-major items × factorCount, without padding; int8 rows with one f32 scale each. */
export type ItemFactors =
  | { readonly precision: "f32"; readonly values: Float32Array }
  | { readonly precision: "int8"; readonly values: Int8Array; readonly scales: Float32Array };

export interface ItemIndexOptions {
  readonly itemCount: number;
  /** 1 to 512. */
  readonly factorCount: number;
  readonly factors: ItemFactors;
  /**
   * "direct" scans the factors as they are. "two-pass" (f32 factors only) scans an int8 copy and scores the best
   * max(2k, k + 64) again from the f32 rows: less memory traffic, which is faster beyond the cache.
   */
  readonly scan?: "direct" | "two-pass";
  /** Number of leading lanes that cosine compares. Default: all. */
  readonly cosineFactors?: number;
  /** α₀·YᵀY, f32[factorCount × factorCount]; needed for foldIn. */
  readonly gram?: Float32Array;
}

/** The kernels with their memory and the item factors in it. All regions are byte offsets; 0 = absent. */
export class ItemMemory {
  readonly itemCount: number;
  readonly factorCount: number;
  readonly cosineFactors: number;
  readonly kernels: KernelExports;
  readonly arena: Arena;
  /** Lanes of a f32 row and of an int8 row. */
  readonly stride: number;
  readonly int8Stride: number;
  /** f32[rows × stride], and 1 / ‖row‖ of each; rows = itemCount with padding, here and below. */
  readonly f32: number;
  readonly inverseNorms: number;
  /** int8[rows × int8Stride], the f32 scale of each row, and 1 / ‖row‖ of the rows without their scale. */
  readonly int8: number;
  readonly scales: number;
  readonly int8InverseNorms: number;
  /** f32[stride × stride] */
  readonly gram: number;
  readonly #memory: WebAssembly.Memory;

  constructor(module: WebAssembly.Module, options: ItemIndexOptions, arities?: Arities) {
    const { factors, gram } = options;
    this.itemCount = checkInteger("itemCount", options.itemCount, 1, 0x7fff_ffff);
    this.factorCount = checkInteger("factorCount", options.factorCount, 1, MAXIMUM_FACTOR_COUNT);
    this.cosineFactors = checkInteger(
      "cosineFactors",
      options.cosineFactors ?? options.factorCount,
      1,
      this.factorCount,
    );
    checkLength("factors.values", factors.values.length, this.itemCount * this.factorCount);
    if (factors.precision === "int8") checkLength("factors.scales", factors.scales.length, this.itemCount);
    if (gram) checkLength("gram", gram.length, this.factorCount ** 2);
    const hasF32 = factors.precision === "f32";
    const hasInt8 = !hasF32 || options.scan === "two-pass";
    const rows = paddedItems(this.itemCount);
    this.stride = f32Stride(this.factorCount);
    this.int8Stride = int8Stride(this.factorCount);

    this.#memory = new WebAssembly.Memory({ initial: 1, maximum: MAXIMUM_PAGES });
    this.kernels = instantiateKernels(module, this.#memory, arities);
    const layout = createLayout(this.kernels.heapBase() >>> 0);
    this.f32 = hasF32 ? layout.region(rows * this.stride * 4) : 0;
    this.inverseNorms = hasF32 ? layout.region(rows * 4) : 0;
    this.int8 = hasInt8 ? layout.region(rows * this.int8Stride) : 0;
    this.scales = hasInt8 ? layout.region(rows * 4) : 0;
    this.int8InverseNorms = hasInt8 ? layout.region(rows * 4) : 0;
    this.gram = gram ? layout.region(this.stride ** 2 * 4) : 0;
    reserve(this.#memory, layout.end);
    this.arena = createArena(this.#memory, layout.end);

    if (factors.precision === "int8") {
      this.#writeRows(new Int8Array(this.buffer, this.int8), factors.values, this.int8Stride);
      new Float32Array(this.buffer, this.scales).set(factors.scales);
    } else {
      this.#writeRows(new Float32Array(this.buffer, this.f32), factors.values, this.stride);
      const norms = (): void => this.kernels.inverseNormsF32(this.f32, rows, this.stride, this.inverseNorms);
      this.#withoutFurtherLanes(new Float32Array(this.buffer, this.f32, rows * this.stride), this.stride, norms);
      if (hasInt8) this.kernels.quantiseRows(this.f32, rows, this.stride, this.int8, this.int8Stride, this.scales);
    }
    if (hasInt8) {
      const norms = (): void => this.kernels.inverseNormsInt8(this.int8, rows, this.int8Stride, this.int8InverseNorms);
      this.#withoutFurtherLanes(new Int8Array(this.buffer, this.int8, rows * this.int8Stride), this.int8Stride, norms);
    }
    if (gram) {
      const padded = new Float32Array(this.buffer, this.gram);
      for (let row = 0; row < this.factorCount; row++) {
        const from = row * this.factorCount;
        padded.set(gram.subarray(from, from + this.factorCount), row * this.stride);
      }
    }
  }

  /** The current memory: views of it become invalid with the next allocation. */
  get buffer(): ArrayBuffer {
    return this.#memory.buffer;
  }

  /** Copies an array into the arena. */
  put(values: Uint8Array | Uint32Array | Float32Array): number {
    return putArray(this.#memory, this.arena, values);
  }

  /** Copies a query f32[factorCount] into the arena, padded with zeros to the stride of the f32 rows. */
  putF32Query(query: Float32Array): number {
    const pointer = this.arena.allocate(this.stride * 4);
    const row = new Float32Array(this.buffer, pointer, this.stride);
    row.set(query);
    row.fill(0, query.length);
    return pointer;
  }

  /** Copies rows f32[rows × factorCount] into the arena, padded with zeros to the stride, and to `rowCount` rows. */
  putRows(rows: Float32Array, rowCount: number): number {
    const pointer = this.arena.allocate(rowCount * this.stride * 4);
    const to = new Float32Array(this.buffer, pointer, rowCount * this.stride);
    to.fill(0);
    for (let row = 0, from = 0; from < rows.length; row++, from += this.factorCount) {
      to.set(rows.subarray(from, from + this.factorCount), row * this.stride);
    }
    return pointer;
  }

  /** Copies a quantised query i16[factorCount] into the arena, padded with zeros to the stride of the int8 rows. */
  putInt16Query(query: Int16Array): number {
    return this.putInt16Rows([query]);
  }

  /** The same for several, one after the other. */
  putInt16Rows(queries: readonly Int16Array[]): number {
    const pointer = this.arena.allocate(queries.length * this.int8Stride * 2);
    const rows = new Int16Array(this.buffer, pointer, queries.length * this.int8Stride);
    rows.fill(0);
    for (const [at, query] of queries.entries()) rows.set(query, at * this.int8Stride);
    return pointer;
  }

  /** Runs `norms` while the lanes that cosine ignores are 0. */
  #withoutFurtherLanes(values: Float32Array | Int8Array, stride: number, norms: () => void): void {
    const { cosineFactors, factorCount, itemCount } = this;
    const kept = cosineFactors < factorCount ? values.slice() : undefined;
    for (let row = 0; kept && row < itemCount; row++) {
      values.fill(0, row * stride + cosineFactors, row * stride + factorCount);
    }
    norms();
    if (kept) values.set(kept);
  }

  #writeRows(to: Float32Array | Int8Array, from: Float32Array | Int8Array, stride: number): void {
    for (let row = 0; row < this.itemCount; row++) {
      to.set(from.subarray(row * this.factorCount, (row + 1) * this.factorCount), row * stride);
    }
  }
}
