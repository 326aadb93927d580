import { checkInteger, checkLength } from "../check.ts";
import type { Arities, KernelExports } from "./abi.ts";
import { type CsrMatrix, checkCsr } from "./csr-matrix.ts";
import { checkExclusions } from "./exclusions.ts";
import { readHeap } from "./heap.ts";
import { instantiateKernels } from "./instantiate.ts";
import { type Arena, createArena, createLayout, MAXIMUM_PAGES, reserve, scoreBytes, shortlistBytes } from "./layout.ts";
import { putArray } from "./put.ts";
import { NO_ITEM, type Ranking, type RankingBatch } from "./ranking.ts";

export interface WeightsIndexOptions {
  readonly itemCount: number;
  /** items × items: row j is added to the scores for a history with item j. */
  readonly weights: CsrMatrix;
}

export interface WeightsScanOptions {
  /** Bit i % 8 of byte i / 8 set = item i may be returned; u8[⌈items / 8⌉]. */
  readonly filter?: Uint8Array | undefined;
  /** Item indices never to be returned, ascending. */
  readonly exclude?: Uint32Array | undefined;
  /** What scores are multiplied by where they are 0 or more, and divided by below: f32[items], each above 0. */
  readonly boost?: Float32Array | undefined;
}

/**
 * A sparse matrix of weights between items in kernel memory, with the searches over it.
 *
 *   score(i) = Σ_j weight_j · B[j, i]   over the items j of a history
 *
 * Products and sums are f32, in the order of the history. Order: score descending, then index ascending; a NaN score is
 * never returned. Every method throws RangeError for a wrong shape, a bad k, an unknown item or a weight that is not
 * finite.
 */
export interface WeightsIndex {
  readonly itemCount: number;
  /**
   * The best k (1 to itemCount) of all items, items of score 0 included, for this history. The history itself is
   * excluded only by `exclude`. O(entries of its rows + itemCount / 16).
   */
  scan(history: Uint32Array, weights: Float32Array, k: number, options?: WeightsScanOptions): Ranking;
  /** The row of one item, best first: its positive entries only, at most k (1 to itemCount). */
  similar(item: number, k: number, options?: WeightsScanOptions): Ranking;
  /**
   * `scan` for each row of `histories`, with its values weighted by `weightOf`, and without the row's own
   * items. k from 1; positions after the last item are empty. A row without entries scores 0 everywhere.
   */
  scanBatch(histories: CsrMatrix, weightOf: (value: number) => number, k: number): RankingBatch;
  /**
   * What the rows of a history say of some items (distinct): four sums Σ_j factors[j, c] · B[j, i] in f64, then the entries of
   * single rows. `factors` f32[history × 4]; f32[items × (4 + recent)], row-major, a copy. O(entries of those rows + itemCount / 16).
   */
  look(items: Uint32Array, history: Uint32Array, factors: Float32Array, recent: Uint32Array): Float32Array;
  /** Entries of the row of an item. */
  rowLength(item: number): number;
  /** Bytes of kernel memory, constant between calls of the same size. */
  readonly memoryBytes: number;
}

/**
 * Puts a weight matrix into kernel memory: 8 bytes an entry, 4 an item. Throws RangeError when a shape is wrong,
 * KernelError `memory-limit`.
 */
export function createWeightsIndex(
  module: WebAssembly.Module,
  options: WeightsIndexOptions,
  arities?: Arities,
): WeightsIndex {
  return new WasmWeightsIndex(module, options, arities);
}

const MAXIMUM_LENGTH = 0x7fff_ffff;
const ONE = Float32Array.of(1);
/** Weighted sums of one look (assembly/look.ts). */
export const SUMS = 4;

class WasmWeightsIndex implements WeightsIndex {
  readonly itemCount: number;
  readonly #kernels: KernelExports;
  readonly #memory: WebAssembly.Memory;
  readonly #arena: Arena;
  /** Byte offsets: u32[items + 1], u32[entries], f32[entries]. */
  readonly #offsets: number;
  readonly #columns: number;
  readonly #values: number;

  constructor(module: WebAssembly.Module, { itemCount, weights }: WeightsIndexOptions, arities?: Arities) {
    this.itemCount = checkInteger("itemCount", itemCount, 1, MAXIMUM_LENGTH);
    checkInteger("weights.rowCount", weights.rowCount, itemCount, itemCount);
    checkInteger("weights.columnCount", weights.columnCount, itemCount, itemCount);
    checkCsr("weights", weights);
    this.#memory = new WebAssembly.Memory({ initial: 1, maximum: MAXIMUM_PAGES });
    this.#kernels = instantiateKernels(module, this.#memory, arities);
    const layout = createLayout(this.#kernels.heapBase() >>> 0);
    this.#offsets = layout.region(weights.offsets.byteLength);
    this.#columns = layout.region(weights.indices.byteLength);
    this.#values = layout.region(weights.values.byteLength);
    reserve(this.#memory, layout.end);
    this.#arena = createArena(this.#memory, layout.end);
    const { buffer } = this.#memory;
    new Uint32Array(buffer, this.#offsets, weights.offsets.length).set(weights.offsets);
    new Uint32Array(buffer, this.#columns, weights.indices.length).set(weights.indices);
    new Float32Array(buffer, this.#values, weights.values.length).set(weights.values);
  }

  get memoryBytes(): number {
    return this.#memory.buffer.byteLength;
  }

  scan(history: Uint32Array, weights: Float32Array, k: number, options: WeightsScanOptions = {}): Ranking {
    checkInteger("k", k, 1, this.itemCount);
    const { filter, exclude, boost } = options;
    if (filter) checkLength("filter", filter.length, Math.ceil(this.itemCount / 8));
    if (exclude) checkExclusions(exclude);
    if (boost) checkLength("boost", boost.length, this.itemCount);
    checkLength("weights", weights.length, history.length);
    for (const item of history) this.#checkItem("history item", item);
    const strange = weights.find((weight) => !Number.isFinite(weight));
    if (strange !== undefined) throw new RangeError(`weights: expected finite numbers, got ${strange}`);
    return this.#search(history, weights, k, options);
  }

  similar(item: number, k: number, options: WeightsScanOptions = {}): Ranking {
    this.#checkItem("item", item);
    const { items, scores } = this.scan(Uint32Array.of(item), ONE, k, options);
    const first = scores.findIndex((score) => !(score > 0));
    return first < 0 ? { items, scores } : { items: items.slice(0, first), scores: scores.slice(0, first) };
  }

  scanBatch(histories: CsrMatrix, weightOf: (value: number) => number, k: number): RankingBatch {
    checkInteger("k", k, 1, MAXIMUM_LENGTH);
    checkCsr("histories", histories);
    const { rowCount, offsets } = histories;
    const items = new Uint32Array(rowCount * k).fill(NO_ITEM);
    const scores = new Float32Array(rowCount * k).fill(Number.NEGATIVE_INFINITY);
    const width = Math.min(k, this.itemCount);
    for (let row = 0; row < rowCount; row++) {
      const own = histories.indices.subarray(offsets[row], offsets[row + 1]);
      const weights = histories.values.slice(offsets[row], offsets[row + 1]).map((value) => weightOf(value));
      const ranking = this.scan(own, weights, width, { exclude: own });
      items.set(ranking.items, row * k);
      scores.set(ranking.scores, row * k);
    }
    return { queryCount: rowCount, k, items, scores };
  }

  look(items: Uint32Array, history: Uint32Array, factors: Float32Array, recent: Uint32Array): Float32Array {
    checkLength("factors", factors.length, history.length * SUMS);
    for (const indices of [items, history, recent]) {
      for (let at = 0; at < indices.length; at++) {
        if (indices[at]! >= this.itemCount) this.#checkItem("item", indices[at]!);
      }
    }
    const arena = this.#arena;
    const mark = arena.mark();
    const put = (values: Uint32Array | Float32Array): number => putArray(this.#memory, arena, values);
    const width = SUMS + recent.length;
    try {
      const [itemsPtr, rows, factorsPtr, recentPtr] = [put(items), put(history), put(factors), put(recent)];
      const places = arena.allocate(this.itemCount * 4);
      const sums = arena.allocate((items.length + 1) * SUMS * 8);
      const out = arena.allocate((items.length + 1) * width * 4);
      this.#kernels.lookRows(
        itemsPtr,
        items.length,
        rows,
        factorsPtr,
        history.length,
        recentPtr,
        recent.length,
        this.#offsets,
        this.#columns,
        this.#values,
        this.itemCount,
        places,
        sums,
        out,
      );
      return new Float32Array(this.#memory.buffer, out + width * 4, items.length * width).slice();
    } finally {
      arena.reset(mark);
    }
  }

  rowLength(item: number): number {
    this.#checkItem("item", item);
    const [start = 0, end = 0] = new Uint32Array(this.#memory.buffer, this.#offsets + item * 4, 2);
    return end - start;
  }

  #checkItem(name: string, item: number): void {
    checkInteger(name, item, 0, this.itemCount - 1);
  }

  #search(
    history: Uint32Array,
    weights: Float32Array,
    k: number,
    { filter, exclude, boost }: WeightsScanOptions,
  ): Ranking {
    const arena = this.#arena;
    const mark = arena.mark();
    const put = (values: Uint8Array | Uint32Array | Float32Array): number => putArray(this.#memory, arena, values);
    try {
      const rows = put(history);
      const rowWeights = put(weights);
      const mask = filter ? put(filter) : 0;
      const excluded = exclude ? put(exclude) : 0;
      const scores = arena.allocate(scoreBytes(this.itemCount));
      const heap = arena.allocate(shortlistBytes(k));
      this.#kernels.addRows(
        rows,
        rowWeights,
        history.length,
        this.#offsets,
        this.#columns,
        this.#values,
        this.itemCount,
        scores,
      );
      if (boost) this.#kernels.boostScores(scores, put(boost), this.itemCount);
      const found = this.#kernels.selectScores(scores, this.itemCount, mask, excluded, exclude?.length ?? 0, k, heap);
      return readHeap(this.#memory.buffer, heap, found);
    } finally {
      arena.reset(mark);
    }
  }
}
