import { checkInteger, checkLength } from "../check.ts";
import { checkExclusions } from "./exclusions.ts";
import { readHeap } from "./heap.ts";
import type { ItemMemory } from "./item-memory.ts";
import { HEAP_ENTRY_BYTES } from "./layout.ts";
import { prepareQuery, quantiseQuery } from "./query.ts";
import type { Ranking } from "./ranking.ts";

/** Examples that items are compared with: f32[… × factorCount], of any length. */
export interface Examples {
  readonly likes: Float32Array;
  readonly dislikes: Float32Array;
}

/** What a search by examples may return. */
export interface BestScanOptions {
  readonly filter?: Uint8Array | undefined;
  readonly exclude?: Uint32Array | undefined;
  /** f32[items], each above 0: what scores are multiplied by, or divided by below 0, before the best are chosen. */
  readonly boost?: Float32Array | undefined;
}

/** ItemIndex.scanBest over items in kernel memory: f32 rows where there are any, else int8. */
export function scanBest(memory: ItemMemory, examples: Examples, k: number, options: BestScanOptions): Ranking {
  const { kernels, arena, itemCount } = memory;
  checkInteger("k", k, 1, itemCount);
  const { filter, exclude, boost } = options;
  if (filter) checkLength("filter", filter.length, Math.ceil(itemCount / 8));
  if (exclude) checkExclusions(exclude);
  if (boost) checkLength("boost", boost.length, itemCount);
  const likes = unitRows("likes", examples.likes, memory);
  const dislikes = unitRows("dislikes", examples.dislikes, memory);
  const rows = [...likes, ...dislikes];
  checkInteger("examples", rows.length, 1, 0xffff);
  const mark = arena.mark();
  try {
    const boostPtr = boost ? memory.put(boost) : 0;
    const mask = filter ? memory.put(filter) : 0;
    const excludePtr = exclude ? memory.put(exclude) : 0;
    const excludeCount = exclude?.length ?? 0;
    const heap = arena.allocate(k * HEAP_ENTRY_BYTES);
    const rest = [boostPtr, mask, excludePtr, excludeCount, k, heap] as const;
    if (memory.f32 !== 0) {
      const joined = new Float32Array(rows.length * memory.factorCount);
      for (const [at, row] of rows.entries()) joined.set(row, at * memory.factorCount);
      const found = kernels.scanBestF32(
        memory.putRows(joined, rows.length),
        likes.length,
        dislikes.length,
        memory.f32,
        itemCount,
        memory.stride,
        memory.inverseNorms,
        ...rest,
      );
      return readHeap(memory.buffer, heap, found);
    }
    const quantised = rows.map(quantiseQuery);
    const scales = memory.put(Float32Array.from(quantised, ({ scale }) => scale));
    const pointer = memory.putInt16Rows(quantised.map(({ values }) => values));
    const found = kernels.scanBestInt8(
      pointer,
      scales,
      likes.length,
      dislikes.length,
      memory.int8,
      itemCount,
      memory.int8Stride,
      memory.int8InverseNorms,
      ...rest,
    );
    return readHeap(memory.buffer, heap, found);
  } finally {
    arena.reset(mark);
  }
}

/** Rows of length 1 in the lanes that cosine compares, an even number of them: the kernel takes two at a time. */
function unitRows(name: string, rows: Float32Array, { factorCount, cosineFactors }: ItemMemory): Float32Array[] {
  const count = checkInteger(`${name} in rows of factors`, rows.length / factorCount, 0, 0xffff);
  const units = Array.from({ length: count }, (_, row) =>
    prepareQuery(name, rows.subarray(row * factorCount, (row + 1) * factorCount), "cosine", cosineFactors),
  );
  return count % 2 === 0 ? units : [...units, units[count - 1]!];
}
