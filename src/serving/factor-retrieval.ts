import type { StoredFactors } from "../artefact/artefact.ts";
import { createItemIndex } from "../kernels/item-index.ts";
import type { Ranking } from "../kernels/ranking.ts";
import { factorsOfAttributes, type UserAttributes } from "../models/attributes.ts";
import { isAllPopular, popularItems, signalLength } from "../models/popular-tail.ts";
import { orderByHead } from "../models/rerank.ts";
import { TAG_COLUMN, tagOverlap } from "../models/tag-overlap.ts";
import type { Head } from "../neural/head/types.ts";
import type { CompiledFilter } from "./filter.ts";
import type { FoldIn } from "./fold-in.ts";
import { TWO_PASS_ITEMS } from "./limits.ts";
import { positiveOnly } from "./rank-scores.ts";
import {
  endBySignal,
  type Retrieval,
  type RetrievalOptions,
  type RetrievalParts,
  type Retrieved,
} from "./retrieval.ts";
import { scanRows } from "./scan-rows.ts";

/** What retrieval by factors needs of an artefact. */
export interface FactorParts {
  readonly factors: StoredFactors;
  readonly gram: Float32Array;
  readonly foldIn: FoldIn;
  readonly attributes?: UserAttributes | undefined;
}

/** Retrieval by factors: the history is folded in, all items are scored, and the head orders the best anew. */
export function createFactorRetrieval(
  { manifest, items, popularity }: RetrievalParts,
  { factors, gram, foldIn, attributes }: FactorParts,
  kernelModule: WebAssembly.Module,
  head: Head | undefined,
): Retrieval {
  const itemCount = items.itemIds.size;
  const { factorCount } = manifest.model;
  const scan = itemCount >= TWO_PASS_ITEMS ? "two-pass" : "direct";
  const { cosineFactors = factorCount } = foldIn;
  const index = createItemIndex(kernelModule, { itemCount, factorCount, cosineFactors, factors, gram, scan });
  const popular = popularItems(popularity);
  const tags = items.categories.get(TAG_COLUMN);
  const headCandidates = manifest.head?.candidateCount ?? 0;
  const scored = (filter: CompiledFilter | undefined): number => filter?.scored ?? itemCount;

  /** The best `width` items of a user, those without signal by popularity. `ahead` are the best where a batch has found them. */
  const search = (userFactors: Float32Array, width: number, options: RetrievalOptions, ahead?: Ranking): Ranking => {
    const quietened = (found: Ranking): Ranking => {
      index.quieten(userFactors, found);
      return found;
    };
    const scan = (k: number, filter = options.filter?.mask): Ranking =>
      quietened(index.scan(userFactors, k, { filter, exclude: options.exclude }));
    return endBySignal(ahead ? quietened(ahead) : scan(width), popular, options, scan);
  };

  /**
   * The head's order of the best candidates, head score descending, then item index. What was retrieved beyond them keeps
   * its order below the last candidate, with scores shifted so that the list still falls.
   */
  const rerank = (
    by: Head,
    retrieved: Ranking,
    count: number,
    userFactors: Float32Array,
    history: Uint32Array,
  ): Ranking => {
    if (count === 0) return retrieved;
    const candidates = retrieved.items.subarray(0, count);
    const scores = by.score({
      userFactors,
      candidateFactors: index.factorsOf(candidates),
      retrievalScores: retrieved.scores.subarray(0, count),
      popularity: Float32Array.from(candidates, (item) => popularity[item]!),
      tagOverlap: tagOverlap(tags, history, candidates),
    });
    return orderByHead(retrieved, scores);
  };

  const orderingOf = (wanted: boolean): Head | undefined => (wanted && manifest.head !== null ? head : undefined);
  const widthOf = (k: number, wanted: boolean): number => {
    return Math.min(itemCount, Math.max(k, orderingOf(wanted) ? headCandidates : 0));
  };
  /** What becomes of the best items of a user. */
  const finish = (
    found: Ranking,
    userFactors: Float32Array,
    history: Uint32Array,
    { filter, rerank: wanted }: { readonly filter: CompiledFilter | undefined; readonly rerank: boolean },
  ): Retrieved => {
    const by = isAllPopular(found) ? undefined : orderingOf(wanted);
    const count = by ? Math.min(headCandidates, signalLength(found)) : 0;
    return {
      ranking: by ? rerank(by, found, count, userFactors, history) : found,
      itemsScored: scored(filter),
      reranked: by !== undefined,
      itemsReranked: count,
    };
  };
  const isTwoPass = scan === "two-pass" && factors.precision === "f32";

  return {
    sentWeight: (value) => foldIn.sentWeight(value),
    get memoryBytes() {
      return index.memoryBytes;
    },
    scan: (history, weights, k, options) => {
      const userFactors = foldIn.userFactors(index, history, weights);
      const found = search(userFactors, widthOf(k, options.rerank), options);
      return finish(found, userFactors, history, options);
    },
    scanBatch: isTwoPass
      ? undefined
      : (rows, k, options) => {
          const queries = rows.map(({ history, weights }) => foldIn.userFactors(index, history, weights));
          const width = widthOf(k, options.rerank);
          const ahead = scanRows(index, queries, rows, width, options.filter);
          return rows.map(({ history, exclude }, row) => {
            const userFactors = queries[row]!;
            const found = search(userFactors, width, { filter: options.filter, exclude }, ahead[row]);
            return finish(found, userFactors, history, options);
          });
        },
    scanAttributes:
      attributes &&
      ((given, k, options) => {
        const x = factorsOfAttributes(attributes, factorCount - 1, given, foldIn.biasLane ?? 1);
        if (x === undefined) return undefined;
        const ranking = search(x, Math.min(k, itemCount), options);
        return { ranking, itemsScored: scored(options.filter), reranked: false, itemsReranked: 0 };
      }),
    similar: (item, k, { filter, exclude }) => {
      const query = index.factorsOf(Uint32Array.of(item));
      const cosine = { similarity: "cosine", filter: filter?.mask, exclude } as const;
      const found = index.scan(query, Math.min(k, itemCount), cosine);
      index.quieten(query, found, "cosine");
      return { ranking: positiveOnly(found), itemsScored: scored(filter), reranked: false, itemsReranked: 0 };
    },
  };
}
