import { checkInteger, checkLength, checkOneOf } from "../check.ts";
import { KernelError } from "../errors.ts";
import type { KernelExports } from "./abi.ts";
import { instantiateKernels } from "./instantiate.ts";
import {
  alsScratchBytes,
  createArena,
  createLayout,
  f32Stride,
  HEAP_ENTRY_BYTES,
  int8Stride,
  MAXIMUM_FACTOR_COUNT,
  paddedItems,
  pagesFor,
} from "./layout.ts";
import { NO_ITEM, type Ranking, type RankingBatch } from "./ranking.ts";

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
   * max(2k, k + 64) again from the f32 rows: less memory traffic, which pays beyond the cache.
   */
  readonly scan?: "direct" | "two-pass";
  /** α₀·YᵀY, f32[factorCount × factorCount]; needed for foldIn. */
  readonly gram?: Float32Array;
}

export interface ScanOptions {
  /** "dot" (default) or "cosine" (0 for a zero row or query). */
  readonly similarity?: "dot" | "cosine";
  /** Bit i % 8 of byte i / 8 set = item i may be returned; u8[⌈items / 8⌉]. */
  readonly filter?: Uint8Array | undefined;
  /** Item indices never to be returned, ascending. */
  readonly exclude?: Uint32Array | undefined;
}

/** Exclusions of a batch: query q leaves out `items[offsets[q] … offsets[q+1])`, ascending. */
export interface BatchExclusions {
  readonly offsets: Uint32Array;
  readonly items: Uint32Array;
}

/** The item factors in kernel memory, with the searches over them. Order: score descending, then index ascending. */
export interface ItemIndex {
  readonly itemCount: number;
  readonly factorCount: number;
  /** Exact search of all items for the best k (1 to itemCount) of one query f32[factorCount]. O(items × factorCount). */
  scan(query: Float32Array, k: number, options?: ScanOptions): Ranking;
  /** The same for many queries f32[queryCount × factorCount]. */
  scanBatch(
    queries: Float32Array,
    queryCount: number,
    k: number,
    options?: { readonly similarity?: "dot" | "cosine"; readonly exclude?: BatchExclusions },
  ): RankingBatch;
  /**
   * Factors of a user with this history (distinct item indices, weights > 0): see assembly/als.ts. f32[factorCount].
   * Throws KernelError `singular` when the equations have no unique solution (regularization too small).
   */
  foldIn(history: Uint32Array, weights: Float32Array, regularization: number): Float32Array;
  /** Copies rows, dequantised: f32[items.length × factorCount]. */
  factorsOf(items: Uint32Array): Float32Array;
  /** Bytes of kernel memory, constant between calls of the same size. */
  readonly memoryBytes: number;
}

/** Puts item factors into kernel memory. Throws RangeError when a shape is wrong. */
export function createItemIndex(module: WebAssembly.Module, options: ItemIndexOptions): ItemIndex {
  return new WasmItemIndex(module, options);
}

/** Largest magnitude of a quantised query: 15 bits, see assembly/block.ts. */
const QUERY_LIMIT = 32_767;

class WasmItemIndex implements ItemIndex {
  readonly itemCount: number;
  readonly factorCount: number;
  readonly #memory: WebAssembly.Memory;
  readonly #kernels: KernelExports;
  readonly #arena: ReturnType<typeof createArena>;
  readonly #stride: number;
  readonly #int8Stride: number;
  /** Offsets of the regions; 0 where there is none. */
  readonly #f32: number;
  readonly #int8: number;
  readonly #scales: number;
  /** 1 / ‖row‖ of the f32 rows. */
  readonly #inverseNorms: number;
  /** 1 / ‖row‖ of the int8 rows without their scale. */
  readonly #int8InverseNorms: number;
  readonly #gram: number;

  constructor(module: WebAssembly.Module, options: ItemIndexOptions) {
    const { factors } = options;
    this.itemCount = checkInteger("itemCount", options.itemCount, 1, 0x7fff_ffff);
    this.factorCount = checkInteger("factorCount", options.factorCount, 1, MAXIMUM_FACTOR_COUNT);
    checkLength("factors.values", factors.values.length, this.itemCount * this.factorCount);
    if (factors.precision === "int8") checkLength("factors.scales", factors.scales.length, this.itemCount);
    if (options.gram) checkLength("gram", options.gram.length, this.factorCount ** 2);
    const twoPass = options.scan === "two-pass" && factors.precision === "f32";
    this.#stride = f32Stride(this.factorCount);
    this.#int8Stride = int8Stride(this.factorCount);
    const rows = paddedItems(this.itemCount);
    const isInt8 = factors.precision === "int8";

    this.#memory = new WebAssembly.Memory({ initial: 1, maximum: 65_536 });
    this.#kernels = instantiateKernels(module, this.#memory);
    const layout = createLayout(this.#kernels.heapBase());
    this.#f32 = isInt8 ? 0 : layout.region(rows * this.#stride * 4);
    this.#int8 = isInt8 || twoPass ? layout.region(rows * this.#int8Stride) : 0;
    this.#scales = isInt8 || twoPass ? layout.region(rows * 4) : 0;
    this.#inverseNorms = isInt8 ? 0 : layout.region(rows * 4);
    this.#int8InverseNorms = isInt8 || twoPass ? layout.region(rows * 4) : 0;
    this.#gram = options.gram ? layout.region(this.#stride ** 2 * 4) : 0;
    this.#memory.grow(pagesFor(layout.end) - 1);
    this.#arena = createArena(this.#memory, layout.end);

    if (factors.precision === "int8") {
      this.#writeRows(new Int8Array(this.#memory.buffer, this.#int8), factors.values, this.#int8Stride);
      new Float32Array(this.#memory.buffer, this.#scales).set(factors.scales);
    } else {
      this.#writeRows(new Float32Array(this.#memory.buffer, this.#f32), factors.values, this.#stride);
      this.#kernels.inverseNormsF32(this.#f32, rows, this.#stride, this.#inverseNorms);
      if (twoPass)
        this.#kernels.quantiseRows(this.#f32, rows, this.#stride, this.#int8, this.#int8Stride, this.#scales);
    }
    if (this.#int8 !== 0) {
      this.#kernels.inverseNormsInt8(this.#int8, rows, this.#int8Stride, this.#int8InverseNorms);
    }
    if (options.gram) {
      const gram = new Float32Array(this.#memory.buffer, this.#gram);
      for (let row = 0; row < this.factorCount; row++) {
        const from = row * this.factorCount;
        gram.set(options.gram.subarray(from, from + this.factorCount), row * this.#stride);
      }
    }
  }

  get memoryBytes(): number {
    return this.#memory.buffer.byteLength;
  }

  scan(query: Float32Array, k: number, options: ScanOptions = {}): Ranking {
    checkLength("query", query.length, this.factorCount);
    checkInteger("k", k, 1, this.itemCount);
    const cosine = checkOneOf("similarity", options.similarity ?? "dot", ["dot", "cosine"]) === "cosine";
    const mark = this.#arena.mark();
    try {
      const scaled = cosine ? normalise(query) : query;
      const mask = options.filter ? this.#put(this.#checkFilter(options.filter)) : 0;
      const exclude = options.exclude ?? new Uint32Array(0);
      const excludePtr = exclude.length > 0 ? this.#put(this.#checkAscending(exclude)) : 0;
      const twoPass = this.#int8 !== 0 && this.#f32 !== 0;
      const width = twoPass ? Math.min(this.itemCount, Math.max(2 * k, k + 64)) : k;
      const heap = this.#arena.allocate(width * HEAP_ENTRY_BYTES);
      const queryPtr = this.#putQuery(scaled);
      if (this.#int8 === 0) {
        const rowScale = cosine ? this.#inverseNorms : 0;
        const found = this.#kernels.scanF32(
          queryPtr,
          this.#f32,
          this.itemCount,
          this.#stride,
          rowScale,
          mask,
          excludePtr,
          exclude.length,
          k,
          heap,
        );
        return this.#readHeap(heap, found);
      }
      const { pointer, scale } = this.#putInt16Query(scaled);
      const rowScale = cosine ? this.#int8InverseNorms : this.#scales;
      const found = this.#kernels.scanInt8(
        pointer,
        scale,
        this.#int8,
        this.itemCount,
        this.#int8Stride,
        rowScale,
        mask,
        excludePtr,
        exclude.length,
        width,
        heap,
      );
      if (!twoPass) return this.#readHeap(heap, found);
      const best = this.#arena.allocate(k * HEAP_ENTRY_BYTES);
      const exactScale = cosine ? this.#inverseNorms : 0;
      const kept = this.#kernels.rescoreF32(heap, found, queryPtr, this.#f32, this.#stride, exactScale, k, best);
      return this.#readHeap(best, kept);
    } finally {
      this.#arena.reset(mark);
    }
  }

  scanBatch(
    queries: Float32Array,
    queryCount: number,
    k: number,
    options: { readonly similarity?: "dot" | "cosine"; readonly exclude?: BatchExclusions } = {},
  ): RankingBatch {
    checkInteger("queryCount", queryCount, 0, 0x7fff_ffff);
    checkLength("queries", queries.length, queryCount * this.factorCount);
    checkInteger("k", k, 1, this.itemCount);
    if (options.exclude) checkLength("exclude.offsets", options.exclude.offsets.length, queryCount + 1);
    const cosine = checkOneOf("similarity", options.similarity ?? "dot", ["dot", "cosine"]) === "cosine";
    const items = new Uint32Array(queryCount * k).fill(NO_ITEM);
    const scores = new Float32Array(queryCount * k).fill(Number.NEGATIVE_INFINITY);
    for (let start = 0; start < queryCount; start += BATCH_QUERIES) {
      const count = Math.min(BATCH_QUERIES, queryCount - start);
      const mark = this.#arena.mark();
      try {
        const part = queries.subarray(start * this.factorCount, (start + count) * this.factorCount);
        this.#scanPart(part, start, count, k, cosine, options.exclude, items, scores);
      } finally {
        this.#arena.reset(mark);
      }
    }
    return { queryCount, k, items, scores };
  }

  /** Scans queries start … start + count and writes their rows of the answer. */
  #scanPart(
    queries: Float32Array,
    start: number,
    count: number,
    k: number,
    cosine: boolean,
    exclude: BatchExclusions | undefined,
    items: Uint32Array,
    scores: Float32Array,
  ): void {
    const heap = this.#arena.allocate(count * k * HEAP_ENTRY_BYTES);
    const counts = this.#arena.allocate(count * 4);
    const offsets = new Uint32Array(count + 1);
    let excluded = new Uint32Array(0);
    if (exclude) {
      const own = exclude.offsets.subarray(start, start + count + 1);
      const first = own[0] ?? 0;
      excluded = exclude.items.slice(first, own[count]);
      for (let query = 0; query <= count; query++) offsets[query] = own[query]! - first;
    }
    for (let query = 0; query < count; query++) {
      this.#checkAscending(excluded.subarray(offsets[query], offsets[query + 1]));
    }
    const offsetsPtr = this.#put(offsets);
    const excludePtr = this.#put(excluded);
    const row = (query: number): Float32Array => {
      const own = queries.subarray(query * this.factorCount, (query + 1) * this.factorCount);
      return cosine ? normalise(own) : own;
    };
    if (this.#f32 !== 0) {
      const queriesPtr = this.#arena.allocate(count * this.#stride * 4);
      const padded = new Float32Array(this.#memory.buffer, queriesPtr, count * this.#stride).fill(0);
      for (let query = 0; query < count; query++) padded.set(row(query), query * this.#stride);
      this.#kernels.scanBatchF32(
        queriesPtr,
        count,
        this.#f32,
        this.itemCount,
        this.#stride,
        cosine ? this.#inverseNorms : 0,
        0,
        offsetsPtr,
        excludePtr,
        k,
        heap,
        counts,
      );
    } else {
      const queriesPtr = this.#arena.allocate(count * this.#int8Stride * 2);
      const scalesPtr = this.#arena.allocate(count * 4);
      const padded = new Int16Array(this.#memory.buffer, queriesPtr, count * this.#int8Stride).fill(0);
      const scales = new Float32Array(this.#memory.buffer, scalesPtr, count);
      for (let query = 0; query < count; query++) {
        const { values, scale } = quantiseQuery(row(query));
        padded.set(values, query * this.#int8Stride);
        scales[query] = scale;
      }
      this.#kernels.scanBatchInt8(
        queriesPtr,
        scalesPtr,
        count,
        this.#int8,
        this.itemCount,
        this.#int8Stride,
        cosine ? this.#int8InverseNorms : this.#scales,
        0,
        offsetsPtr,
        excludePtr,
        k,
        heap,
        counts,
      );
    }
    const found = new Int32Array(this.#memory.buffer, counts, count);
    for (let query = 0; query < count; query++) {
      const ranking = this.#readHeap(heap + query * k * HEAP_ENTRY_BYTES, found[query]!);
      items.set(ranking.items, (start + query) * k);
      scores.set(ranking.scores, (start + query) * k);
    }
  }

  foldIn(history: Uint32Array, weights: Float32Array, regularization: number): Float32Array {
    if (this.#gram === 0) throw new KernelError("no-gram", "foldIn: this index was made without a Gram matrix");
    checkLength("weights", weights.length, history.length);
    for (const item of history) checkInteger("history item", item, 0, this.itemCount - 1);
    const mark = this.#arena.mark();
    try {
      const indices = this.#put(history);
      const weightsPtr = this.#put(weights);
      const out = this.#arena.allocate(this.#stride * 4);
      const scratch = this.#arena.allocate(alsScratchBytes(this.factorCount));
      const direct = this.#f32 !== 0;
      const solved = this.#kernels.foldIn(
        indices,
        weightsPtr,
        history.length,
        direct ? this.#f32 : this.#int8,
        direct ? 0 : this.#scales,
        this.#int8Stride,
        this.#stride,
        this.factorCount,
        this.#gram,
        regularization,
        out,
        scratch,
      );
      if (solved === 0) {
        throw new KernelError("singular", "fold-in: the equations have no unique solution; increase regularization");
      }
      return new Float32Array(this.#memory.buffer, out, this.factorCount).slice();
    } finally {
      this.#arena.reset(mark);
    }
  }

  factorsOf(items: Uint32Array): Float32Array {
    const rows = new Float32Array(items.length * this.factorCount);
    const buffer = this.#memory.buffer;
    for (const [place, item] of items.entries()) {
      checkInteger("item", item, 0, this.itemCount - 1);
      const at = place * this.factorCount;
      if (this.#f32 !== 0) {
        rows.set(new Float32Array(buffer, this.#f32 + item * this.#stride * 4, this.factorCount), at);
        continue;
      }
      const scale = new Float32Array(buffer, this.#scales + item * 4, 1)[0]!;
      const values = new Int8Array(buffer, this.#int8 + item * this.#int8Stride, this.factorCount);
      for (let factor = 0; factor < this.factorCount; factor++) rows[at + factor] = values[factor]! * scale;
    }
    return rows;
  }

  #writeRows(to: Float32Array | Int8Array, from: Float32Array | Int8Array, stride: number): void {
    for (let row = 0; row < this.itemCount; row++) {
      to.set(from.subarray(row * this.factorCount, (row + 1) * this.factorCount), row * stride);
    }
  }

  /** Copies an array into the arena. */
  #put(values: Uint8Array | Uint32Array | Float32Array | Int16Array): number {
    const pointer = this.#arena.allocate(values.byteLength);
    new Uint8Array(this.#memory.buffer, pointer, values.byteLength).set(
      new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
    );
    return pointer;
  }

  #putQuery(query: Float32Array): number {
    const padded = new Float32Array(this.#stride);
    padded.set(query);
    return this.#put(padded);
  }

  #putInt16Query(query: Float32Array): { pointer: number; scale: number } {
    const { values, scale } = quantiseQuery(query);
    const padded = new Int16Array(this.#int8Stride);
    padded.set(values);
    return { pointer: this.#put(padded), scale };
  }

  #readHeap(heap: number, found: number): Ranking {
    const words = new Uint32Array(this.#memory.buffer, heap, found * 2);
    const floats = new Float32Array(this.#memory.buffer, heap, found * 2);
    const items = new Uint32Array(found);
    const scores = new Float32Array(found);
    for (let place = 0; place < found; place++) {
      scores[place] = floats[2 * place]!;
      items[place] = words[2 * place + 1]!;
    }
    return { items, scores };
  }

  #checkFilter(filter: Uint8Array): Uint8Array {
    checkLength("filter", filter.length, Math.ceil(this.itemCount / 8));
    return filter;
  }

  #checkAscending(exclude: Uint32Array): Uint32Array {
    for (let place = 1; place < exclude.length; place++) {
      if (exclude[place]! <= exclude[place - 1]!) {
        throw new RangeError(
          `exclude: expected ascending item indices, got ${exclude[place]} after ${exclude[place - 1]}`,
        );
      }
    }
    return exclude;
  }
}

/** Queries of one batch call: their rows and heaps stay in the second-level cache. */
const BATCH_QUERIES = 128;

/** Symmetric 15-bit quantisation of a query; scale 0 for a zero query. Throws RangeError for a non-finite value. */
function quantiseQuery(query: Float32Array): { values: Int16Array; scale: number } {
  let largest = 0;
  for (const value of query) largest = Math.max(largest, Math.abs(value));
  if (!Number.isFinite(largest)) throw new RangeError("query: expected finite factors");
  const scale = largest / QUERY_LIMIT;
  const values = new Int16Array(query.length);
  if (scale > 0) for (let at = 0; at < query.length; at++) values[at] = Math.round(query[at]! / scale);
  return { values, scale: Math.fround(scale) };
}

/** The query divided by its length; zero stays zero. */
function normalise(query: Float32Array): Float32Array {
  let squared = 0;
  for (const value of query) squared += value * value;
  const inverse = squared > 0 ? 1 / Math.sqrt(squared) : 0;
  return query.map((value) => value * inverse);
}
