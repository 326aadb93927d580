import type { Artefact } from "../artefact/artefact.ts";
import { checkInteger } from "../check.ts";
import { categoryValues } from "../data/items.ts";
import { ArtefactError, RequestError } from "../errors.ts";
import { createItemIndex, type ItemIndex } from "../kernels/item-index.ts";
import type { Ranking } from "../kernels/ranking.ts";
import { popularityOrder } from "../models/popularity.ts";
import { orderByHead } from "../models/rerank.ts";
import { TAG_COLUMN, tagOverlap } from "../models/tag-overlap.ts";
import type { Head } from "../neural/head/types.ts";
import { type CompiledFilter, createFilterCompiler } from "./filter.ts";
import { type FoldIn, foldInOf } from "./fold-in.ts";
import { gatherHistory, type History } from "./history.ts";
import { DEFAULT_K, MAXIMUM_EXCLUDE, MAXIMUM_HISTORY, MAXIMUM_K } from "./limits.ts";
import type {
  Fallback,
  Filter,
  ItemDetails,
  PopularRequest,
  Recommender,
  RecommendRequest,
  RecommendResponse,
  SimilarRequest,
} from "./types.ts";

/** Catalogues of this many items and more are searched in two passes: the int8 copy fits the cache, the f32 rows do not. */
const TWO_PASS_ITEMS = 32_768;

/**
 * Makes the engine from a decoded artefact. `head` re-ranks when given; without it requests with rerank are answered by
 * retrieval alone. Throws ArtefactError `unknown-model` for a model kind that this version does not serve.
 */
export function createRecommender(artefact: Artefact, kernelModule: WebAssembly.Module, head?: Head): Recommender {
  return new Engine(artefact, kernelModule, head);
}

class Engine implements Recommender {
  readonly #artefact: Artefact;
  readonly #head: Head | undefined;
  readonly #index: ItemIndex | undefined;
  readonly #foldIn: FoldIn | undefined;
  readonly #popularOrder: Uint32Array;
  readonly #compileFilter: (filter: Filter) => CompiledFilter;

  constructor(artefact: Artefact, kernelModule: WebAssembly.Module, head: Head | undefined) {
    const { manifest, factors, gram } = artefact;
    this.#artefact = artefact;
    this.#head = head;
    this.#popularOrder = popularityOrder(artefact.popularity);
    this.#compileFilter = createFilterCompiler(artefact.items);
    const itemCount = this.itemCount;
    const foldIn = foldInOf(manifest.model, itemCount);
    if (foldIn && factors && gram) {
      const factorCount = manifest.model.factorCount;
      const scan = itemCount >= TWO_PASS_ITEMS ? "two-pass" : "direct";
      this.#foldIn = foldIn;
      this.#index = createItemIndex(kernelModule, { itemCount, factorCount, factors, gram, scan });
    } else if (manifest.model.kind !== "popularity") {
      throw new ArtefactError(
        "unknown-model",
        `model.kind: expected implicit-als, bpr or warp with factors, or popularity; got ${manifest.model.kind}`,
      );
    }
  }

  get manifest(): Artefact["manifest"] {
    return this.#artefact.manifest;
  }

  get itemCount(): number {
    return this.#artefact.items.itemIds.size;
  }

  recommend(request: RecommendRequest): RecommendResponse {
    const k = checkInteger("k", request.k ?? DEFAULT_K, 1, MAXIMUM_K);
    checkInteger("history.length", request.history?.length ?? 0, 0, MAXIMUM_HISTORY);
    checkInteger("exclude.length", request.exclude?.length ?? 0, 0, MAXIMUM_EXCLUDE);
    const filter = request.filter ? this.#compileFilter(request.filter) : undefined;
    // What is sent counts as an interaction of value 1, weighed as training weighed one.
    const history = gatherHistory(this.#artefact, request, this.#foldIn?.sentWeight ?? 1);
    const exclude = this.#exclusions(history, request.exclude ?? []);
    const fallback = this.#fallback(history);
    if (fallback || !this.#index || !this.#foldIn) {
      return this.#popular(k, exclude, filter, fallback ?? "model-not-personal", history.unknownItemIds);
    }
    const rerank = (request.rerank ?? true) && this.#head !== undefined && this.manifest.head !== null;
    const candidateCount = rerank ? (this.manifest.head?.candidateCount ?? 0) : 0;
    const userFactors = this.#foldIn.userFactors(this.#index, history.items, history.weights);
    const width = Math.min(this.itemCount, Math.max(k, candidateCount));
    const retrieved = this.#index.scan(userFactors, width, { filter: filter?.mask, exclude });
    const ranked = rerank ? this.#rerank(retrieved, userFactors, history, candidateCount) : retrieved;
    return {
      items: this.#present(ranked, k),
      fallback: undefined,
      unknownItemIds: history.unknownItemIds,
      reranked: rerank,
      work: {
        itemsScored: filter?.scored ?? this.itemCount,
        itemsExcluded: this.#excludedCount(exclude, filter),
        itemsReranked: rerank ? Math.min(candidateCount, retrieved.items.length) : 0,
      },
    };
  }

  similar(request: SimilarRequest): RecommendResponse {
    const k = checkInteger("k", request.k ?? DEFAULT_K, 1, MAXIMUM_K);
    const item = this.#artefact.items.itemIds.indexOf(request.itemId);
    if (item === undefined) {
      throw new RequestError("unknown-item", `item ${JSON.stringify(request.itemId)} is not in this catalogue`);
    }
    const filter = request.filter ? this.#compileFilter(request.filter) : undefined;
    const exclude = Uint32Array.of(item);
    if (!this.#index) return this.#popular(k, exclude, filter, "model-not-personal", []);
    const query = this.#index.factorsOf(exclude);
    const width = Math.min(k, this.itemCount);
    const ranked = this.#index.scan(query, width, { similarity: "cosine", filter: filter?.mask, exclude });
    return {
      items: this.#present(ranked, k),
      fallback: undefined,
      unknownItemIds: [],
      reranked: false,
      work: {
        itemsScored: filter?.scored ?? this.itemCount,
        itemsExcluded: this.#excludedCount(exclude, filter),
        itemsReranked: 0,
      },
    };
  }

  popular(request: PopularRequest): RecommendResponse {
    const k = checkInteger("k", request.k ?? DEFAULT_K, 1, MAXIMUM_K);
    const filter = request.filter ? this.#compileFilter(request.filter) : undefined;
    return this.#popular(k, new Uint32Array(0), filter, undefined, []);
  }

  item(itemId: string): ItemDetails | undefined {
    const { items, popularity } = this.#artefact;
    const index = items.itemIds.indexOf(itemId);
    if (index === undefined) return undefined;
    const known = [...items.numbers].filter(([, column]) => !Number.isNaN(column[index]));
    return {
      itemId,
      title: items.titles[index] ?? "",
      popularity: popularity[index] ?? 0,
      // Unlike an assignment, fromEntries keeps a column called __proto__.
      categories: Object.fromEntries(
        Array.from(items.categories, ([name, column]) => [name, categoryValues(column, index)]),
      ),
      numbers: Object.fromEntries(known.map(([name, column]) => [name, column[index] ?? Number.NaN])),
    };
  }

  itemIds(): readonly string[] {
    return this.#artefact.items.itemIds.ids;
  }

  memory(): { wasmBytes: number; headTensors: number } {
    return { wasmBytes: this.#index?.memoryBytes ?? 0, headTensors: this.#head?.memory().tensors ?? 0 };
  }

  #fallback(history: History): Fallback | undefined {
    if (!this.#index) return "model-not-personal";
    if (history.items.length > 0) return undefined;
    if (history.unknownItemIds.length > 0) return "no-known-items";
    return history.unknownUser ? "unknown-user" : "empty-history";
  }

  /** History and exclusions as ascending, distinct item indices. */
  #exclusions(history: History, excludedIds: readonly string[]): Uint32Array {
    const excluded = new Set(history.items);
    for (const id of excludedIds) {
      const item = this.#artefact.items.itemIds.indexOf(id);
      if (item !== undefined) excluded.add(item);
    }
    return Uint32Array.from(excluded).sort();
  }

  #excludedCount(exclude: Uint32Array, filter: CompiledFilter | undefined): number {
    if (!filter) return exclude.length;
    let count = this.itemCount - filter.allowed;
    for (const item of exclude) count += (filter.mask[item >> 3]! >> (item & 7)) & 1;
    return count;
  }

  /**
   * The head's order of the best candidates, head score descending, then item index. What was retrieved beyond them keeps
   * its order below the last candidate, with scores shifted so that the list still falls.
   */
  #rerank(retrieved: Ranking, userFactors: Float32Array, history: History, candidateCount: number): Ranking {
    if (!this.#head || !this.#index || retrieved.items.length === 0) return retrieved;
    const candidates = retrieved.items.subarray(0, candidateCount);
    const scores = this.#head.score({
      userFactors,
      candidateFactors: this.#index.factorsOf(candidates),
      retrievalScores: retrieved.scores.subarray(0, candidateCount),
      popularity: Float32Array.from(candidates, (item) => this.#artefact.popularity[item]!),
      tagOverlap: tagOverlap(this.#artefact.items.categories.get(TAG_COLUMN), history.items, candidates),
    });
    return orderByHead(retrieved, scores);
  }

  #present(ranking: Ranking, k: number): RecommendResponse["items"] {
    const { itemIds, titles } = this.#artefact.items;
    const count = Math.min(k, ranking.items.length);
    return Array.from({ length: count }, (_, place) => {
      const item = ranking.items[place]!;
      const title = titles[item];
      const entry = { itemId: itemIds.idOf(item), score: ranking.scores[place]! };
      return title ? { ...entry, title } : entry;
    });
  }

  #popular(
    k: number,
    exclude: Uint32Array,
    filter: CompiledFilter | undefined,
    fallback: Fallback | undefined,
    unknownItemIds: readonly string[],
  ): RecommendResponse {
    const excluded = new Set(exclude);
    const items: number[] = [];
    for (const item of this.#popularOrder) {
      if (items.length === k) break;
      if (excluded.has(item) || (filter && ((filter.mask[item >> 3]! >> (item & 7)) & 1) === 0)) continue;
      items.push(item);
    }
    const scores = Float32Array.from(items, (item) => this.#artefact.popularity[item]!);
    return {
      items: this.#present({ items: Uint32Array.from(items), scores }, k),
      fallback,
      unknownItemIds,
      reranked: false,
      work: { itemsScored: 0, itemsExcluded: this.#excludedCount(exclude, filter), itemsReranked: 0 },
    };
  }
}
