import { checkInteger, checkLength, checkOneOf } from "../check.ts";
import type { Arities } from "./abi.ts";
import type { BatchScanOptions, scanBatch } from "./batch-scan.ts";
import type { BestScanOptions, Examples, scanBest } from "./best-scan.ts";
import { checkExclusions } from "./exclusions.ts";
import { readHeap } from "./heap.ts";
import { drawFoldedIn, type FoldInEquations, foldIn, solveFoldedIn } from "./item-fold-in.ts";
import { type ItemIndexOptions, ItemMemory } from "./item-memory.ts";
import { shortlistBytes } from "./layout.ts";
import { prepareQuery, quantiseQuery } from "./query.ts";
import type { Ranking, RankingBatch } from "./ranking.ts";

export type { BatchExclusions } from "./exclusions.ts";
export type { FoldInEquations } from "./item-fold-in.ts";
export type { ItemFactors, ItemIndexOptions } from "./item-memory.ts";

export interface ScanOptions {
  /** "dot" (default) or "cosine" (0 for a zero row or query), in the lanes that the index compares. */
  readonly similarity?: "dot" | "cosine";
  /** Bit i % 8 of byte i / 8 set = item i may be returned; u8[⌈items / 8⌉]. */
  readonly filter?: Uint8Array | undefined;
  /** Item indices never to be returned, ascending. */
  readonly exclude?: Uint32Array | undefined;
  /** What scores are multiplied by where they are 0 or more, and divided by below: f32[items], each above 0. */
  readonly boost?: Float32Array | undefined;
}

/**
 * The item factors in kernel memory, with the searches over them. Order: score descending, then index ascending. Every
 * method throws RangeError for a wrong shape, a k outside 1 … itemCount, an unknown item or a query that is not finite.
 */
export interface ItemIndex {
  readonly itemCount: number;
  readonly factorCount: number;
  /**
   * Exact search of all items for the best k (1 to itemCount) of one query f32[factorCount]. O(items × factorCount).
   */
  scan(query: Float32Array, k: number, options?: ScanOptions): Ranking;
  /**
   * The same for many queries f32[queryCount × factorCount], with bit-identical scores; always direct, never two-pass.
   */
  scanBatch(queries: Float32Array, queryCount: number, k: number, options?: BatchScanOptions): RankingBatch;
  /**
   * Factors of a user with this history (distinct item indices, weights > 0): see assembly/als.ts. f32[factorCount].
   * With `rights`, any finite numbers beside them, the right side is Σ rights·row and weights may be 0.
   * Throws KernelError `singular` when the equations have no unique solution (regularization too small).
   */
  foldIn(history: Uint32Array, weights: Float32Array, regularization: number, rights?: Float32Array): Float32Array;
  /** A⁻¹·row for rows f32[… × factorCount], A the matrix of the equations. Throws as foldIn does. */
  solveFoldedIn(equations: FoldInEquations, rows: Float32Array): Float32Array;
  /**
   * What foldIn gives, moved by scale · L⁻ᵀ·normals with A = L·Lᵀ: with independent standard normal numbers f32[factorCount] a
   * draw of mean x and covariance scale²·A⁻¹. Throws as foldIn does.
   */
  drawFoldedIn(equations: FoldInEquations, normals: Float32Array, scale: number): Float32Array;
  /**
   * Exact search by the nearest of many examples, rows f32[… × factorCount] in any number but none at all: with p the largest cosine
   * to a liked one and n that to a disliked one, score = p where p > n, else −n². Where there are f32 rows, from them.
   * O(items × examples × factorCount); every row is read once.
   */
  scanBest(examples: Examples, k: number, options?: BestScanOptions): Ranking;
  /**
   * Sets scores of a scan with this query, without boosts, to 0 where they are rounding noise: |score| ≤ ‖query‖ · ‖row‖ · F32_NOISE, or
   * ‖query‖ · step · INT8_NOISE for rows of int8. Where items are compared by leading lanes only, the other lanes
   * (biases) keep their part: scores are 0 only where the leading lanes can add nothing but noise. Changes the ranking
   * in place.
   */
  quieten(query: Float32Array, found: Ranking, similarity?: "dot" | "cosine"): void;
  /** Σ_j weights_j · row_j of some items, in f32 and in their order: f32[factorCount]. */
  weightedSum(items: Uint32Array, weights: Float32Array): Float32Array;
  /** Dot products of some items with a few queries f32[queryCount × factorCount]: f32[items.length × queryCount]. */
  dots(items: Uint32Array, queries: Float32Array, queryCount: number): Float32Array;
  /** 1 / ‖row‖ of some items, in the lanes that cosine compares; 0 for a row of zeros. f32[items.length] */
  inverseNorms(items: Uint32Array): Float32Array;
  /** Copies rows, dequantised: f32[items.length × factorCount]. */
  factorsOf(items: Uint32Array): Float32Array;
  /** Bytes of kernel memory, constant between calls of the same size. */
  readonly memoryBytes: number;
}

/** The searches for many queries, which are code of their own. */
export interface ManySearches {
  readonly scanBatch: typeof scanBatch;
  readonly scanBest: typeof scanBest;
}

/**
 * Copies item factors into kernel memory, as createItemIndex does; without `searches`, for one query at a time. Throws RangeError when
 * a shape is wrong, KernelError `memory-limit`.
 */
export function createWasmItemIndex(
  module: WebAssembly.Module,
  options: ItemIndexOptions,
  searches?: ManySearches,
  arities?: Arities,
): ItemIndex {
  return new WasmItemIndex(new ItemMemory(module, options, arities), searches);
}

/**
 * The cosine between unrelated items is not exactly 0. Rounding leaves about 1e-8, and alternating sweeps that
 * stop before convergence about 1e-5; meaningful vectors of 64 factors are as close to orthogonal by
 * chance in six of ten thousand cases, and such items are in the middle of a ranking.
 */
export const F32_NOISE = 1e-4;
/**
 * The same for int8, in steps of a row: the row and, through the history, the user are up to half a step off in every
 * lane.
 */
export const INT8_NOISE = 2;

class WasmItemIndex implements ItemIndex {
  readonly itemCount: number;
  readonly factorCount: number;
  readonly #items: ItemMemory;
  readonly #searches: ManySearches | undefined;
  #largest: number | undefined;

  constructor(items: ItemMemory, searches: ManySearches | undefined) {
    this.#searches = searches;
    this.itemCount = items.itemCount;
    this.factorCount = items.factorCount;
    this.#items = items;
  }

  get memoryBytes(): number {
    return this.#items.buffer.byteLength;
  }

  scan(query: Float32Array, k: number, options: ScanOptions = {}): Ranking {
    const items = this.#items;
    const { kernels, arena, itemCount } = items;
    checkLength("query", query.length, this.factorCount);
    checkInteger("k", k, 1, itemCount);
    const similarity = checkOneOf("similarity", options.similarity ?? "dot", ["dot", "cosine"]);
    const cosine = similarity === "cosine";
    const { filter, exclude, boost } = options;
    if (filter) checkLength("filter", filter.length, Math.ceil(itemCount / 8));
    if (exclude) checkExclusions(exclude);
    if (boost) checkLength("boost", boost.length, itemCount);
    const prepared = prepareQuery("query", query, similarity, items.cosineFactors);
    const mark = arena.mark();
    try {
      const mask = filter ? items.put(filter) : 0;
      const excludeCount = exclude ? exclude.length : 0;
      const excludePtr = exclude ? items.put(exclude) : 0;
      const boostPtr = boost ? items.put(boost) : 0;
      const exactScale = cosine ? items.inverseNorms : 0;
      if (items.int8 === 0) {
        const heap = arena.allocate(shortlistBytes(k));
        const found = kernels.scanF32(
          items.putF32Query(prepared),
          items.f32,
          itemCount,
          items.stride,
          exactScale,
          boostPtr,
          mask,
          excludePtr,
          excludeCount,
          k,
          heap,
        );
        return readHeap(items.buffer, heap, found);
      }
      const twoPass = items.f32 !== 0;
      const width = twoPass ? Math.min(itemCount, Math.max(2 * k, k + 64)) : k;
      const heap = arena.allocate(shortlistBytes(width));
      const { values, scale } = quantiseQuery(prepared);
      const found = kernels.scanInt8(
        items.putInt16Query(values),
        scale,
        items.int8,
        itemCount,
        items.int8Stride,
        cosine ? items.int8InverseNorms : items.scales,
        boostPtr,
        mask,
        excludePtr,
        excludeCount,
        width,
        heap,
      );
      if (!twoPass) return readHeap(items.buffer, heap, found);
      const best = arena.allocate(shortlistBytes(k));
      const queryPtr = items.putF32Query(prepared);
      const kept = kernels.rescoreF32(heap, found, queryPtr, items.f32, items.stride, exactScale, boostPtr, k, best);
      return readHeap(items.buffer, best, kept);
    } finally {
      arena.reset(mark);
    }
  }

  scanBatch(queries: Float32Array, queryCount: number, k: number, options: BatchScanOptions = {}): RankingBatch {
    return this.#many().scanBatch(this.#items, queries, queryCount, k, options);
  }

  #many(): ManySearches {
    if (this.#searches) return this.#searches;
    throw new TypeError("expected an index with searches for many queries (createItemIndex)");
  }

  foldIn(items: Uint32Array, weights: Float32Array, regularization: number, rights?: Float32Array): Float32Array {
    return foldIn(this.#items, { items, weights, regularization, rights });
  }

  solveFoldedIn(equations: FoldInEquations, rows: Float32Array): Float32Array {
    return solveFoldedIn(this.#items, equations, rows);
  }

  drawFoldedIn(equations: FoldInEquations, normals: Float32Array, scale: number): Float32Array {
    return drawFoldedIn(this.#items, equations, normals, scale);
  }

  scanBest(examples: Examples, k: number, options: BestScanOptions = {}): Ranking {
    return this.#many().scanBest(this.#items, examples, k, options);
  }

  quieten(query: Float32Array, { items, scores }: Ranking, similarity: "dot" | "cosine" = "dot"): void {
    checkLength("query", query.length, this.factorCount);
    const { cosineFactors } = this.#items;
    const size = lengthOf(query.subarray(0, cosineFactors));
    if (similarity === "dot" && cosineFactors < this.factorCount) {
      const largest = scores.reduce((most, score) => Math.max(most, Math.abs(score)), 0);
      if (size * this.#largestNorm() <= F32_NOISE * largest) scores.fill(0);
      return;
    }
    const noise = this.#noise();
    const isDot = similarity === "dot";
    for (let place = 0; place < items.length; place++) {
      const bound = isDot ? size * noise.dot(items[place]!) : noise.cosine(items[place]!);
      if (Math.abs(scores[place]!) <= bound) scores[place] = 0;
    }
  }

  /** Noise bounds of a row: of its dot product with a query of length 1, and of its cosine. */
  #noise(): { dot(item: number): number; cosine(item: number): number } {
    const { buffer, f32, inverseNorms, scales, int8InverseNorms } = this.#items;
    const inverses = new Float32Array(buffer, f32 === 0 ? int8InverseNorms : inverseNorms, this.itemCount);
    // A row of zeros has the inverse 0: its scores are 0 already.
    if (f32 !== 0) {
      return { dot: (item) => (inverses[item] === 0 ? 0 : F32_NOISE / inverses[item]!), cosine: () => F32_NOISE };
    }
    const steps = new Float32Array(buffer, scales, this.itemCount);
    return { dot: (item) => INT8_NOISE * steps[item]!, cosine: (item) => INT8_NOISE * inverses[item]! };
  }

  /** max ‖row‖ over the leading lanes. */
  #largestNorm(): number {
    if (this.#largest !== undefined) return this.#largest;
    const noise = this.#noise();
    let largest = 0;
    for (let item = 0; item < this.itemCount; item++) {
      const cosine = noise.cosine(item);
      if (cosine > 0) largest = Math.max(largest, noise.dot(item) / cosine);
    }
    this.#largest = largest;
    return largest;
  }

  weightedSum(wanted: Uint32Array, weights: Float32Array): Float32Array {
    const items = this.#items;
    checkLength("weights", weights.length, wanted.length);
    this.#checkItems(wanted);
    const mark = items.arena.mark();
    try {
      const [rows, places] = this.#putWanted(wanted);
      const weightsPtr = items.put(weights);
      const out = items.arena.allocate(items.stride * 4);
      items.kernels.sumRowsF32(places, weightsPtr, wanted.length, rows, items.stride, out);
      return new Float32Array(items.buffer, out, this.factorCount).slice();
    } finally {
      items.arena.reset(mark);
    }
  }

  /** Where rows of f32 and the places of the wanted ones among them stand: those of int8 are dequantised first. */
  #putWanted(wanted: Uint32Array): readonly [rows: number, places: number] {
    const items = this.#items;
    if (items.f32 !== 0) return [items.f32, items.put(wanted)];
    const rows = items.putRows(this.factorsOf(wanted), wanted.length);
    return [rows, items.put(Uint32Array.from(wanted.keys()))];
  }

  #checkItems(wanted: Uint32Array): void {
    const { itemCount } = this;
    for (let place = 0; place < wanted.length; place++) {
      if (wanted[place]! >= itemCount) checkInteger("item", wanted[place]!, 0, itemCount - 1);
    }
  }

  dots(wanted: Uint32Array, queries: Float32Array, queryCount: number): Float32Array {
    const items = this.#items;
    const { factorCount } = this;
    checkInteger("queryCount", queryCount, 0, 0x7fff_ffff);
    checkLength("queries", queries.length, queryCount * factorCount);
    this.#checkItems(wanted);
    // The kernel takes four queries at a time.
    const padded = Math.ceil(queryCount / 4) * 4;
    const mark = items.arena.mark();
    try {
      const [rows, places] = this.#putWanted(wanted);
      const queriesPtr = items.putRows(queries, padded);
      const out = items.arena.allocate(wanted.length * padded * 4);
      items.kernels.dotsF32(places, wanted.length, rows, items.stride, queriesPtr, padded, out);
      const found = new Float32Array(items.buffer, out, wanted.length * padded);
      if (padded === queryCount) return found.slice();
      const dots = new Float32Array(wanted.length * queryCount);
      for (let place = 0, at = 0; place < wanted.length; place++) {
        for (let query = 0; query < queryCount; query++, at++) dots[at] = found[place * padded + query]!;
      }
      return dots;
    } finally {
      items.arena.reset(mark);
    }
  }

  inverseNorms(wanted: Uint32Array): Float32Array {
    const { buffer, f32, inverseNorms, scales, int8InverseNorms } = this.#items;
    this.#checkItems(wanted);
    const inverses = new Float32Array(buffer, f32 === 0 ? int8InverseNorms : inverseNorms, this.itemCount);
    const found = new Float32Array(wanted.length);
    if (f32 !== 0) {
      for (let place = 0; place < wanted.length; place++) found[place] = inverses[wanted[place]!]!;
      return found;
    }
    const steps = new Float32Array(buffer, scales, this.itemCount);
    for (let place = 0; place < wanted.length; place++) {
      const item = wanted[place]!;
      if (steps[item]! > 0) found[place] = inverses[item]! / steps[item]!;
    }
    return found;
  }

  factorsOf(wanted: Uint32Array): Float32Array {
    const { buffer, f32, stride, int8, int8Stride, scales } = this.#items;
    const { itemCount, factorCount } = this;
    const rows = new Float32Array(wanted.length * factorCount);
    this.#checkItems(wanted);
    if (f32 !== 0) {
      const values = new Float32Array(buffer, f32, itemCount * stride);
      for (let place = 0; place < wanted.length; place++) {
        const from = wanted[place]! * stride;
        const to = place * factorCount;
        for (let factor = 0; factor < factorCount; factor++) rows[to + factor] = values[from + factor]!;
      }
      return rows;
    }
    const values = new Int8Array(buffer, int8, itemCount * int8Stride);
    const rowScales = new Float32Array(buffer, scales, itemCount);
    for (let place = 0; place < wanted.length; place++) {
      const item = wanted[place]!;
      const to = place * factorCount;
      for (let factor = 0; factor < factorCount; factor++) {
        rows[to + factor] = values[item * int8Stride + factor]! * rowScales[item]!;
      }
    }
    return rows;
  }
}

function lengthOf(values: Float32Array): number {
  let squares = 0;
  for (const value of values) squares += value * value;
  return Math.sqrt(squares);
}
