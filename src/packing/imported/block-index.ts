import type { Csr } from "../../data/csr.ts";
import { BLOCK_ROWS } from "../../data/factor-table.ts";
import {
  type BatchExclusions,
  createItemIndex,
  type FoldInEquations,
  type ItemFactors,
  type ItemIndex,
  type ScanOptions,
} from "../../kernels/item-index.ts";
import { NO_ITEM, type Ranking, type RankingBatch } from "../../kernels/ranking.ts";
import { F32_NOISE, INT8_NOISE } from "../../kernels/wasm-item-index.ts";
import { AnnouncedRows, placeIn } from "./announced-rows.ts";
import { gatherRows, type ReadRows } from "./gather-rows.ts";
import { mergeBlock } from "./merge-block.ts";

/** Beside the rows: as in ItemIndexOptions. */
export interface BlockIndexOptions {
  readonly likenessLanes: number;
  readonly gram: Float32Array | undefined;
}

/**
 * An item index over rows that are read from disk when they are wanted, a block at a time: what serving does with rows in memory,
 * with the same kernels and the same bits. It holds the rows of some histories, one block, and two numbers an item. Searches
 * take no boosts, and compare by dot product.
 */
export class BlockIndex implements ItemIndex {
  readonly itemCount: number;
  readonly factorCount: number;
  readonly #module: WebAssembly.Module;
  readonly #rows: ReadRows;
  readonly #options: BlockIndexOptions;
  readonly #announced: AnnouncedRows<ItemIndex>;
  #norms: ItemNorms | undefined;

  constructor(module: WebAssembly.Module, rows: ReadRows, options: BlockIndexOptions) {
    this.#module = module;
    this.#rows = rows;
    this.#options = options;
    this.#announced = new AnnouncedRows((items) => this.#indexOf(gatherRows(rows, items), items.length, options.gram));
    this.itemCount = rows.rowCount;
    this.factorCount = rows.columnCount;
  }

  /** Nothing between calls. */
  get memoryBytes(): number {
    return 0;
  }

  /** Says whose rows will be asked for next, in the order of the histories: those of many are then read together. */
  announce(histories: Csr): void {
    this.#announced.announce(histories);
  }

  scan(query: Float32Array, k: number, { filter, exclude = new Uint32Array(0), boost }: ScanOptions = {}): Ranking {
    refuseBoost(boost);
    if (filter) return this.#scanAmong(query, k, filter, exclude);
    const batch = this.scanBatch(query, 1, k, {
      exclude: { offsets: Uint32Array.of(0, exclude.length), items: exclude },
    });
    const end = batch.items.indexOf(NO_ITEM);
    const found = end < 0 ? k : end;
    return { items: batch.items.subarray(0, found), scores: batch.scores.subarray(0, found) };
  }

  scanBatch(
    queries: Float32Array,
    queryCount: number,
    k: number,
    options: Pick<ScanOptions, "filter" | "boost"> & { readonly exclude?: BatchExclusions } = {},
  ): RankingBatch {
    refuseBoost(options.boost);
    if (options.filter) throw new TypeError("filter: a search of many queries by blocks takes none");
    const none = { offsets: new Uint32Array(queryCount + 1), items: new Uint32Array(0) };
    const { exclude = none } = options;
    const batch = {
      queryCount,
      k,
      items: new Uint32Array(queryCount * k).fill(NO_ITEM),
      scores: new Float32Array(queryCount * k).fill(Number.NEGATIVE_INFINITY),
    };
    this.#eachBlock((start, index) => {
      const width = Math.min(k, index.itemCount);
      const own = exclusionsWithin(exclude, queryCount, start, start + index.itemCount);
      mergeBlock(batch, index.scanBatch(queries, queryCount, width, { exclude: own }), start);
    });
    return batch;
  }

  /** The best of a few items, whose rows are gathered. */
  #scanAmong(query: Float32Array, k: number, filter: Uint8Array, exclude: Uint32Array): Ranking {
    const out = new Set(exclude);
    const wanted: number[] = [];
    for (let item = 0; item < this.itemCount; item++) {
      if (((filter[item >> 3]! >> (item & 7)) & 1) === 1 && !out.has(item)) wanted.push(item);
    }
    if (wanted.length === 0) return { items: new Uint32Array(0), scores: new Float32Array(0) };
    const items = Uint32Array.from(wanted);
    const index = this.#indexOf(gatherRows(this.#rows, items), items.length, undefined);
    const found = index.scan(query, Math.min(k, items.length));
    return { items: found.items.map((place) => items[place]!), scores: found.scores };
  }

  foldIn(items: Uint32Array, weights: Float32Array, regularization: number, rights?: Float32Array): Float32Array {
    const { made: index, placesOf } = this.#announced.holding(items);
    return index.foldIn(placesOf(items), weights, regularization, rights);
  }

  solveFoldedIn(equations: FoldInEquations, rows: Float32Array): Float32Array {
    const { made: index, placesOf } = this.#announced.holding(equations.items);
    return index.solveFoldedIn({ ...equations, items: placesOf(equations.items) }, rows);
  }

  drawFoldedIn(equations: FoldInEquations, normals: Float32Array, scale: number): Float32Array {
    const { made: index, placesOf } = this.#announced.holding(equations.items);
    return index.drawFoldedIn({ ...equations, items: placesOf(equations.items) }, normals, scale);
  }

  weightedSum(items: Uint32Array, weights: Float32Array): Float32Array {
    const { made: index, placesOf } = this.#announced.holding(items);
    return index.weightedSum(placesOf(items), weights);
  }

  dots(items: Uint32Array, queries: Float32Array, queryCount: number): Float32Array {
    const { made: index, placesOf } = this.#announced.holding(items);
    return index.dots(placesOf(items), queries, queryCount);
  }

  inverseNorms(items: Uint32Array): Float32Array {
    const { inverses } = this.#measured();
    return Float32Array.from(items, (item) => inverses[item]!);
  }

  factorsOf(items: Uint32Array): Float32Array {
    const ascending = Uint32Array.from(new Set(items)).sort();
    const index = this.#indexOf(gatherRows(this.#rows, ascending), ascending.length, undefined);
    return index.factorsOf(items.map((item) => placeIn(ascending, item)));
  }

  scanBest(): never {
    throw new TypeError("a search by blocks compares by dot product: expected no examples");
  }

  quieten(query: Float32Array, { items, scores }: Ranking, similarity: "dot" | "cosine" = "dot"): void {
    if (similarity !== "dot") throw new TypeError("a search by blocks compares by dot product: expected no cosine");
    const { likenessLanes } = this.#options;
    const { inverses, steps, largest } = this.#measured();
    const size = Math.sqrt(query.subarray(0, likenessLanes).reduce((sum, value) => sum + value * value, 0));
    if (likenessLanes < this.factorCount) {
      const highest = scores.reduce((most, score) => Math.max(most, Math.abs(score)), 0);
      if (size * largest <= F32_NOISE * highest) scores.fill(0);
      return;
    }
    for (const [place, item] of items.entries()) {
      const inverse = inverses[item]!;
      const noise = steps ? INT8_NOISE * steps[item]! : inverse === 0 ? 0 : F32_NOISE / inverse;
      if (Math.abs(scores[place]!) <= size * noise) scores[place] = 0;
    }
  }

  #eachBlock(visit: (start: number, index: ItemIndex) => void): void {
    for (let start = 0; start < this.itemCount; start += BLOCK_ROWS) {
      const end = Math.min(this.itemCount, start + BLOCK_ROWS);
      visit(start, this.#indexOf(this.#rows.read(start, end), end - start, undefined));
    }
  }

  #indexOf(factors: ItemFactors, itemCount: number, gram: Float32Array | undefined): ItemIndex {
    const { likenessLanes } = this.#options;
    const shape = { itemCount, factorCount: this.factorCount, cosineFactors: likenessLanes, factors };
    return createItemIndex(this.#module, gram ? { ...shape, gram } : shape);
  }

  /** The norms of all rows, which take a pass over them, once. */
  #measured(): ItemNorms {
    if (this.#norms) return this.#norms;
    const inverses = new Float32Array(this.itemCount);
    const steps = this.#rows.precision === "int8" ? new Float32Array(this.itemCount) : undefined;
    for (let start = 0; start < this.itemCount; start += BLOCK_ROWS) {
      const end = Math.min(this.itemCount, start + BLOCK_ROWS);
      const factors = this.#rows.read(start, end);
      const all = Uint32Array.from({ length: end - start }, (_, row) => row);
      inverses.set(this.#indexOf(factors, end - start, undefined).inverseNorms(all), start);
      if (factors.precision === "int8") steps?.set(factors.scales, start);
    }
    const largest = inverses.reduce((most, inverse) => (inverse > 0 ? Math.max(most, 1 / inverse) : most), 0);
    this.#norms = { inverses, steps, largest };
    return this.#norms;
  }
}

interface ItemNorms {
  /** As ItemIndex.inverseNorms gives them, f32[items]. */
  readonly inverses: Float32Array;
  /** Scales of rows in int8, f32[items]. */
  readonly steps: Float32Array | undefined;
  /** The largest length of a row. */
  readonly largest: number;
}

function refuseBoost(boost: Float32Array | undefined): void {
  if (boost) throw new TypeError("boost: a search by blocks takes none");
}

/** What each query leaves out among the items from `start` to `end`, counted from `start`. */
function exclusionsWithin(
  { offsets, items }: BatchExclusions,
  queryCount: number,
  start: number,
  end: number,
): BatchExclusions {
  const own = new Uint32Array(queryCount + 1);
  const kept: number[] = [];
  for (let query = 0; query < queryCount; query++) {
    for (let at = offsets[query]!; at < offsets[query + 1]!; at++) {
      const item = items[at]!;
      if (item >= start && item < end) kept.push(item - start);
    }
    own[query + 1] = kept.length;
  }
  return { offsets: own, items: Uint32Array.from(kept) };
}
