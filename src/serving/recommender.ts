import type { Artefact } from "../artefact/artefact.ts";
import { checkInteger } from "../check.ts";
import { ArtefactError, OptionsError, RequestError } from "../errors.ts";
import type { Ranking } from "../kernels/ranking.ts";
import type { GivenAttributes } from "../models/attributes.ts";
import { isAllPopular, popularItems, signalLength } from "../models/popular-tail.ts";
import { orderByHead } from "../models/rerank.ts";
import { type CompiledFilter, onlyItems } from "../models/retrieval/item-mask.ts";
import type { Retrieval, RetrievalOptions, Retrieved } from "../models/retrieval/retrieval.ts";
import type { Head } from "../neural/head/types.ts";
import { createRetrieval } from "./create-retrieval.ts";
import { createFilterCompiler } from "./filter.ts";
import { foldingIn, gatherHistory, type History, type HistoryRequest } from "./history.ts";
import { itemDetails } from "./item-catalogue.ts";
import { DEFAULT_K, MAXIMUM_EXCLUDE, MAXIMUM_HISTORY, MAXIMUM_K, MAXIMUM_PREDICTIONS } from "./limits.ts";
import { createReRanker, type ReRanker } from "./re-ranker.ts";
import type {
  BulkRecommender,
  CommonRequest,
  Fallback,
  Filter,
  ItemDetails,
  PopularRequest,
  PredictRequest,
  PredictResponse,
  RecommendRequest,
  RecommendResponse,
  SimilarRequest,
} from "./types.ts";

/**
 * Makes the engine from a decoded artefact. `head` re-ranks when given; without it requests with rerank are answered by
 * retrieval alone. Throws ArtefactError `unknown-model` for a model kind that this version does not serve, `model-options` for
 * options that its kind does not have or take, and `model-state` for a state that is not what the kind keeps.
 */
export function createRecommender(artefact: Artefact, kernelModule: WebAssembly.Module, head?: Head): BulkRecommender {
  return new Engine(artefact, kernelModule, head);
}

/** One value for each wanted item, and what it is. */
interface Predicted {
  readonly name: "predictedRating" | "score";
  readonly values: ArrayLike<number>;
  readonly itemsScored: number;
  readonly fallback: Fallback | undefined;
  /** Whether nothing follows for a wanted item. */
  readonly isPopular: (item: number) => boolean;
}

/** The least f32 that is no subnormal: below it a score is 0 that keeps an order (models/popular-tail.ts). */
const LEAST_SCORE = 2 ** -126;
const plainScore = (score: number): number => (Math.abs(score) < LEAST_SCORE ? 0 : score);

const everyScore = ({ ranking }: Retrieved): Float32Array => ranking.scores;
const everyRating = (values: Float64Array): Float64Array => values;
const NO_SCORES = new Float32Array(0);
/** Who sends no history. */
const NOBODY = { hasSentValues: false };

/** Options that a model is refused with are, in an artefact, what is wrong with the artefact. */
function asArtefactErrors<T>({ manifest: { model } }: Artefact, create: () => T): T {
  try {
    return create();
  } catch (cause) {
    // The checks of check.ts say what they expected; any other TypeError is a fault of the code.
    const checked = (cause instanceof RangeError || cause instanceof TypeError) && cause.message.includes("expected");
    if (!(checked || cause instanceof OptionsError)) throw cause;
    const message = `manifest.model: ${cause.message}; ${model.kind} cannot be served so, train it anew`;
    throw new ArtefactError("model-options", message, { cause });
  }
}

/** A request whose list comes of a retrieval. */
interface Prepared {
  readonly retrieval: Retrieval;
  readonly history: History;
  readonly k: number;
  readonly unknownItemIds: readonly string[];
  readonly options: RetrievalOptions;
  /** What orders the list anew, if anything. */
  readonly reRanker: ReRanker | undefined;
}

/** A list with what re-ranking did to it. */
interface Listed extends Retrieved {
  readonly reranked: boolean;
  readonly itemsReranked: number;
}

/** The best candidates of a list in the order of the re-ranker, unless nothing in it follows from the history. */
function reRank(retrieved: Retrieved, history: History, by: ReRanker | undefined): Listed {
  const { ranking } = retrieved;
  if (by === undefined || isAllPopular(ranking)) return { ...retrieved, reranked: false, itemsReranked: 0 };
  const count = Math.min(by.candidateCount, signalLength(ranking));
  const order = (): Ranking => (count === 0 ? ranking : orderByHead(ranking, by.scores(history, retrieved, count)));
  return {
    ...retrieved,
    ranking: foldingIn(history, order, ({ scores }) => scores),
    reranked: true,
    itemsReranked: count,
  };
}

/** How many items are retrieved: the list, or all candidates of the re-ranker. */
function widthOf({ k, reRanker }: Prepared): number {
  return Math.max(k, reRanker?.candidateCount ?? 0);
}

class Engine implements BulkRecommender {
  readonly #artefact: Artefact;
  readonly #head: Head | undefined;
  readonly #retrieval: Retrieval | undefined;
  readonly #reRanker: ReRanker | undefined;
  readonly #popularOrder: Uint32Array;
  readonly #compileFilter: (filter: Filter) => CompiledFilter;

  constructor(artefact: Artefact, kernelModule: WebAssembly.Module, head: Head | undefined) {
    this.#artefact = artefact;
    this.#head = head;
    this.#popularOrder = popularItems(artefact.popularity).order;
    this.#compileFilter = createFilterCompiler(artefact.items);
    this.#retrieval = asArtefactErrors(artefact, () => createRetrieval(artefact, kernelModule));
    this.#reRanker = createReRanker(artefact, this.#retrieval, head);
  }

  get manifest(): Artefact["manifest"] {
    return this.#artefact.manifest;
  }

  get itemCount(): number {
    return this.#artefact.items.itemIds.size;
  }

  recommend(request: RecommendRequest): RecommendResponse {
    const prepared = this.#prepare(request);
    if ("work" in prepared) return prepared;
    return this.#finish(prepared, this.#retrieve(prepared));
  }

  recommendMany(people: readonly HistoryRequest[], common: CommonRequest): RecommendResponse[] {
    const answers = people.map(({ userId, history }) => this.#prepare({ ...common, userId, history }));
    const waiting = answers.flatMap((answer) => ("work" in answer ? [] : [answer]));
    const [first] = waiting;
    const scanBatch = first?.retrieval.scanBatch;
    const lists = new Map<Prepared, Retrieved>();
    if (first && scanBatch) {
      const rows = waiting.map(({ history: { items, weights }, options: { exclude } }) => {
        return { history: items, weights, exclude };
      });
      const circumstances = { hasSentValues: waiting.some(({ history }) => history.hasSentValues) };
      const compute = () => scanBatch(rows, widthOf(first), first.options);
      const found = foldingIn(circumstances, compute, () => NO_SCORES);
      for (const [place, one] of waiting.entries()) {
        lists.set(
          one,
          foldingIn(one.history, () => found[place]!, everyScore),
        );
      }
    }
    return answers.map((answer) => {
      if ("work" in answer) return answer;
      return this.#finish(answer, lists.get(answer) ?? this.#retrieve(answer));
    });
  }

  /** Checks a request, and answers it where no retrieval is needed. */
  #prepare(request: RecommendRequest): Prepared | RecommendResponse {
    const k = checkInteger("k", request.k ?? DEFAULT_K, 1, MAXIMUM_K);
    checkInteger("history.length", request.history?.length ?? 0, 0, MAXIMUM_HISTORY);
    checkInteger("exclude.length", request.exclude?.length ?? 0, 0, MAXIMUM_EXCLUDE);
    const filter = request.filter ? this.#compileFilter(request.filter) : undefined;
    const history = this.#history(request);
    const { exclude, unknownItemIds } = this.#exclusions(history, request.exclude ?? []);
    const fallback = this.#fallback(history);
    const known = request.attributes && this.#byAttributes(request.attributes, k, { filter, exclude });
    if (fallback && known)
      return this.#personal({ ...known, reranked: false, itemsReranked: 0 }, k, exclude, filter, unknownItemIds);
    if (fallback || !this.#retrieval) {
      return this.#popular(k, exclude, filter, fallback ?? "model-not-personal", unknownItemIds);
    }
    const reRanker = (request.rerank ?? true) ? this.#reRanker : undefined;
    return { retrieval: this.#retrieval, history, k, unknownItemIds, options: { filter, exclude }, reRanker };
  }

  #retrieve(prepared: Prepared): Retrieved {
    return this.#scan(prepared.retrieval, prepared.history, widthOf(prepared), prepared.options);
  }

  #finish(prepared: Prepared, retrieved: Retrieved): RecommendResponse {
    const { k, unknownItemIds, history, options, reRanker } = prepared;
    return this.#personal(reRank(retrieved, history, reRanker), k, options.exclude, options.filter, unknownItemIds);
  }

  predict(request: PredictRequest): PredictResponse {
    checkInteger("items.length", request.items.length, 0, MAXIMUM_PREDICTIONS);
    checkInteger("history.length", request.history?.length ?? 0, 0, MAXIMUM_HISTORY);
    const history = this.#history(request);
    const { itemIds, titles } = this.#artefact.items;
    const unknownItemIds = new Set(history.unknownItemIds);
    const wanted: number[] = [];
    for (const id of request.items) {
      const item = itemIds.indexOf(id);
      if (item === undefined) unknownItemIds.add(id);
      else wanted.push(item);
    }
    const { values, name, itemsScored, fallback, isPopular } = this.#predictions(history, Uint32Array.from(wanted));
    const predictions = wanted.map((item, place) => {
      const title = titles[item];
      const source = name === "score" && isPopular(item) ? { source: "popular" as const } : {};
      return { itemId: itemIds.idOf(item), [name]: values[place], ...source, ...(title ? { title } : {}) };
    });
    return {
      predictions,
      fallback,
      unknownItemIds: [...unknownItemIds],
      work: { itemsScored, itemsExcluded: 0, itemsReranked: 0 },
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
    if (!this.#retrieval?.similar) return this.#popular(k, exclude, filter, "model-not-personal", []);
    const { similar } = this.#retrieval;
    const retrieved = foldingIn(NOBODY, () => similar(item, k, { filter, exclude }), everyScore);
    return this.#personal({ ...retrieved, reranked: false, itemsReranked: 0 }, k, exclude, filter, []);
  }

  popular(request: PopularRequest): RecommendResponse {
    const k = checkInteger("k", request.k ?? DEFAULT_K, 1, MAXIMUM_K);
    const filter = request.filter ? this.#compileFilter(request.filter) : undefined;
    return this.#popular(k, new Uint32Array(0), filter, undefined, []);
  }

  item(itemId: string): ItemDetails | undefined {
    return itemDetails(this.#artefact, itemId);
  }

  itemIds(): readonly string[] {
    return this.#artefact.items.itemIds.ids;
  }

  memory(): { wasmBytes: number; headTensors: number } {
    return { wasmBytes: this.#retrieval?.memoryBytes ?? 0, headTensors: this.#head?.memory().tensors ?? 0 };
  }

  /** Throws RequestError `unknown-attribute` where the model learned from none. */
  #byAttributes(given: GivenAttributes, k: number, options: RetrievalOptions): Retrieved | undefined {
    const scan = this.#retrieval?.scanAttributes;
    if (scan)
      return foldingIn(
        NOBODY,
        () => scan(given, k, options),
        (found) => (found ? everyScore(found) : NO_SCORES),
      );
    const [name] = Object.keys(given);
    if (name === undefined) return undefined;
    throw new RequestError(
      "unknown-attribute",
      `attributes.${name}: this model did not learn from attributes of users`,
    );
  }

  #history(request: HistoryRequest): History {
    return gatherHistory(this.#artefact, request, (value) => this.#retrieval?.sentWeight(value) ?? 1);
  }

  /** Ratings where the model has them; scores otherwise, and popularity for whom the model knows nothing of. */
  #predictions(history: History, wanted: Uint32Array): Predicted {
    const { items, weights } = history;
    const retrieval = this.#retrieval;
    const fallback = this.#fallback(history);
    if (retrieval?.predict) {
      const { predict } = retrieval;
      const values = foldingIn(history, () => predict(items, weights, wanted), everyRating);
      const reaches = fallback === undefined ? retrieval.reaches?.(items, weights) : undefined;
      const silent = reaches !== undefined && wanted.length > 0 && !wanted.some((item) => reaches(item));
      const reason = silent ? "no-signal" : fallback;
      return { name: "predictedRating", values, itemsScored: wanted.length, fallback: reason, isPopular: () => false };
    }
    const { popularity } = this.#artefact;
    const popular = Array.from(wanted, (item) => popularity[item]!);
    if (!retrieval || wanted.length === 0 || fallback) {
      return { name: "score", values: popular, itemsScored: 0, fallback, isPopular: () => true };
    }
    const options = { filter: onlyItems(wanted, this.itemCount), exclude: new Uint32Array(0) };
    const { ranking, itemsScored } = this.#scan(retrieval, history, wanted.length, options);
    if (isAllPopular(ranking)) {
      // Of items that nothing follows for the score is 0, unless nothing follows from the history at all.
      const values = this.#isSilent(retrieval, history) ? popular : popular.map(() => 0);
      return { name: "score", values, itemsScored, fallback: "no-signal", isPopular: () => true };
    }
    const scoreOf = new Map(Array.from(ranking.items, (item, place) => [item, plainScore(ranking.scores[place]!)]));
    const marked = new Set(ranking.items.filter((_, place) => ranking.popular?.[place] === 1));
    const values = Array.from(wanted, (item) => scoreOf.get(item) ?? 0);
    return { name: "score", values, itemsScored, fallback, isPopular: (item) => marked.has(item) };
  }

  /** Whether nothing follows from a history for any item. */
  #isSilent(retrieval: Retrieval, history: History): boolean {
    const { ranking } = this.#scan(retrieval, history, 1, { filter: undefined, exclude: history.items });
    return ranking.items.length === 0 || isAllPopular(ranking);
  }

  #scan(retrieval: Retrieval, history: History, k: number, options: RetrievalOptions): Retrieved {
    return foldingIn(history, () => retrieval.scan(history.items, history.weights, k, options), everyScore);
  }

  #fallback(history: History): Fallback | undefined {
    if (!this.#retrieval) return "model-not-personal";
    if (history.items.length > 0) return this.#retrieval.isAlike ? "model-not-personal" : undefined;
    if (history.unknownItemIds.length > 0) return "no-known-items";
    return history.unknownUser ? "unknown-user" : "empty-history";
  }

  /** History and exclusions as ascending, distinct item indices, and the ids of either that are not known. */
  #exclusions(
    history: History,
    excludedIds: readonly string[],
  ): { readonly exclude: Uint32Array; readonly unknownItemIds: readonly string[] } {
    const excluded = new Set(history.items);
    const unknownItemIds = new Set(history.unknownItemIds);
    for (const id of excludedIds) {
      const item = this.#artefact.items.itemIds.indexOf(id);
      if (item === undefined) unknownItemIds.add(id);
      else excluded.add(item);
    }
    return { exclude: Uint32Array.from(excluded).sort(), unknownItemIds: [...unknownItemIds] };
  }

  #excludedCount(exclude: Uint32Array, filter: CompiledFilter | undefined): number {
    if (!filter) return exclude.length;
    let count = this.itemCount - filter.allowed;
    for (const item of exclude) count += (filter.mask[item >> 3]! >> (item & 7)) & 1;
    return count;
  }

  #personal(
    { ranking, itemsScored, reranked, itemsReranked }: Listed,
    k: number,
    exclude: Uint32Array,
    filter: CompiledFilter | undefined,
    unknownItemIds: readonly string[],
  ): RecommendResponse {
    return {
      items: this.#present(ranking, k),
      fallback: isAllPopular(ranking, k) ? "no-signal" : undefined,
      unknownItemIds,
      reranked,
      work: { itemsScored, itemsExcluded: this.#excludedCount(exclude, filter), itemsReranked },
    };
  }

  #present(ranking: Ranking, k: number): RecommendResponse["items"] {
    const { items, popularity } = this.#artefact;
    const { popular } = ranking;
    const count = Math.min(k, ranking.items.length);
    const allPopular = isAllPopular(ranking, k);
    return Array.from({ length: count }, (_, place) => {
      const item = ranking.items[place]!;
      const title = items.titles[item];
      const isPopular = popular?.[place] === 1;
      const score = allPopular ? popularity[item]! : plainScore(ranking.scores[place]!);
      return {
        itemId: items.itemIds.idOf(item),
        score,
        ...(isPopular ? { source: "popular" as const } : {}),
        ...(title ? { title } : {}),
      };
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
      items: this.#present(
        { items: Uint32Array.from(items), scores, popular: new Uint8Array(items.length).fill(1) },
        k,
      ),
      fallback,
      unknownItemIds,
      reranked: false,
      work: { itemsScored: 0, itemsExcluded: this.#excludedCount(exclude, filter), itemsReranked: 0 },
    };
  }
}
