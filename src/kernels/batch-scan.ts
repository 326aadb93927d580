import { checkInteger, checkLength, checkOneOf } from "../check.ts";
import { type BatchExclusions, checkBatchExclusions } from "./exclusions.ts";
import { readHeap } from "./heap.ts";
import type { ItemMemory } from "./item-memory.ts";
import { HEAP_ENTRY_BYTES } from "./layout.ts";
import { prepareQuery, quantiseQuery } from "./query.ts";
import { NO_ITEM, type RankingBatch } from "./ranking.ts";

export interface BatchScanOptions {
  readonly similarity?: "dot" | "cosine";
  readonly exclude?: BatchExclusions;
  /** For all queries: bit i % 8 of byte i / 8 set = item i may be returned; u8[⌈items / 8⌉]. */
  readonly filter?: Uint8Array | undefined;
  /** For all queries, as in ScanOptions. */
  readonly boost?: Float32Array | undefined;
}

/** Maximum number of queries of one kernel call: their rows and heaps stay in the second-level cache. */
const BATCH_QUERIES = 128;
/** Bytes of heaps of one kernel call: long lists are made for fewer queries at a time. */
const BATCH_HEAP_BYTES = 1 << 20;

/** Consecutive queries of a batch for one kernel call. */
interface BatchPart {
  readonly rows: readonly Float32Array[];
  readonly k: number;
  readonly similarity: "dot" | "cosine";
  /** Pointers to the filter and the boosts, or 0. */
  readonly mask: number;
  readonly boost: number;
  /** Pointers to u32[rows + 1] and u32[…]. */
  readonly offsets: number;
  readonly excluded: number;
  /** Pointers to the heaps, rows × k entries, and to i32[rows]: the number of items found. */
  readonly heaps: number;
  readonly found: number;
}

/** ItemIndex.scanBatch over items in kernel memory. */
export function scanBatch(
  memory: ItemMemory,
  queries: Float32Array,
  queryCount: number,
  k: number,
  options: BatchScanOptions,
): RankingBatch {
  checkInteger("queryCount", queryCount, 0, 0x7fff_ffff);
  checkLength("queries", queries.length, queryCount * memory.factorCount);
  checkInteger("k", k, 1, memory.itemCount);
  const similarity = checkOneOf("similarity", options.similarity ?? "dot", ["dot", "cosine"]);
  const { filter, boost } = options;
  if (filter) checkLength("filter", filter.length, Math.ceil(memory.itemCount / 8));
  if (boost) checkLength("boost", boost.length, memory.itemCount);
  if (options.exclude) checkBatchExclusions(options.exclude, queryCount);
  const items = new Uint32Array(queryCount * k).fill(NO_ITEM);
  const scores = new Float32Array(queryCount * k).fill(Number.NEGATIVE_INFINITY);
  const partSize = Math.max(2, Math.min(BATCH_QUERIES, Math.floor(BATCH_HEAP_BYTES / (k * HEAP_ENTRY_BYTES))));
  for (let start = 0; start < queryCount; start += partSize) {
    const count = Math.min(partSize, queryCount - start);
    const mark = memory.arena.mark();
    try {
      const rows = Array.from({ length: count }, (_, query) => {
        const from = (start + query) * memory.factorCount;
        const row = queries.subarray(from, from + memory.factorCount);
        return prepareQuery(`query ${start + query}`, row, similarity, memory.cosineFactors);
      });
      const mask = filter ? memory.put(filter) : 0;
      const boostPtr = boost ? memory.put(boost) : 0;
      const { offsets, excluded } = putExclusions(memory, options.exclude, start, count);
      const heaps = memory.arena.allocate(count * k * HEAP_ENTRY_BYTES);
      const found = memory.arena.allocate(count * 4);
      const part: BatchPart = { rows, k, similarity, mask, boost: boostPtr, offsets, excluded, heaps, found };
      if (memory.f32 !== 0) scanF32(memory, part);
      else scanInt8(memory, part);
      const counts = new Int32Array(memory.buffer, found, count);
      for (let query = 0; query < count; query++) {
        const ranking = readHeap(memory.buffer, heaps + query * k * HEAP_ENTRY_BYTES, counts[query]!);
        items.set(ranking.items, (start + query) * k);
        scores.set(ranking.scores, (start + query) * k);
      }
    } finally {
      memory.arena.reset(mark);
    }
  }
  return { queryCount, k, items, scores };
}

/** The exclusions of queries start … start + count, with offsets from 0. */
function putExclusions(
  memory: ItemMemory,
  exclude: BatchExclusions | undefined,
  start: number,
  count: number,
): { offsets: number; excluded: number } {
  if (!exclude) return { offsets: memory.put(new Uint32Array(count + 1)), excluded: 0 };
  const own = exclude.offsets.subarray(start, start + count + 1);
  const first = own[0]!;
  return {
    offsets: memory.put(own.map((offset) => offset - first)),
    excluded: memory.put(exclude.items.subarray(first, own[count])),
  };
}

function scanF32(memory: ItemMemory, part: BatchPart): void {
  const { rows, k, similarity, mask, boost, offsets, excluded, heaps, found } = part;
  const { kernels, arena, stride, itemCount } = memory;
  const queries = arena.allocate(rows.length * stride * 4);
  const padded = new Float32Array(memory.buffer, queries, rows.length * stride).fill(0);
  for (const [query, row] of rows.entries()) padded.set(row, query * stride);
  const rowScale = similarity === "cosine" ? memory.inverseNorms : 0;
  kernels.scanBatchF32(
    queries,
    rows.length,
    memory.f32,
    itemCount,
    stride,
    rowScale,
    boost,
    mask,
    offsets,
    excluded,
    k,
    heaps,
    found,
  );
}

function scanInt8(memory: ItemMemory, part: BatchPart): void {
  const { rows, k, similarity, mask, boost, offsets, excluded, heaps, found } = part;
  const { kernels, arena, int8Stride, itemCount } = memory;
  const queries = arena.allocate(rows.length * int8Stride * 2);
  const queryScales = arena.allocate(rows.length * 4);
  const padded = new Int16Array(memory.buffer, queries, rows.length * int8Stride).fill(0);
  const scales = new Float32Array(memory.buffer, queryScales, rows.length);
  for (const [query, row] of rows.entries()) {
    const { values, scale } = quantiseQuery(row);
    padded.set(values, query * int8Stride);
    scales[query] = scale;
  }
  const rowScale = similarity === "cosine" ? memory.int8InverseNorms : memory.scales;
  kernels.scanBatchInt8(
    queries,
    queryScales,
    rows.length,
    memory.int8,
    itemCount,
    int8Stride,
    rowScale,
    boost,
    mask,
    offsets,
    excluded,
    k,
    heaps,
    found,
  );
}
