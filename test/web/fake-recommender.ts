import type { Evaluation, Manifest } from "../../src/artefact/manifest.ts";
import { RequestError } from "../../src/errors.ts";
import type {
  ColumnConditions,
  ItemDetails,
  Recommender,
  RecommendRequest,
  RecommendResponse,
} from "../../src/serving/types.ts";
import { PLAIN_CAPABILITIES } from "../serving/plain-capabilities.ts";

export interface FakeWork {
  readonly itemId: string;
  readonly title: string;
  readonly popularity: number;
  readonly creator?: string;
  readonly domain?: string;
  readonly tags?: readonly string[];
  readonly year?: number;
}

export interface FakeOptions {
  /** Whether there is a head; a re-ranked list is the retrieved one back to front. */
  readonly head?: boolean;
  /** Whether it is a model of ratings, which predicts 1 + the popularity for each item of the history. */
  readonly ratings?: boolean;
  readonly note?: string;
  readonly evaluations?: readonly Evaluation[];
}

/** A manifest over `items` works with domain, creator, tags and year. */
export function fakeManifest(items: number, { head = false, note = "", evaluations = [] }: FakeOptions = {}): Manifest {
  return {
    format: "nearedge-artefact",
    formatVersion: 1,
    name: "fake",
    version: "0123456789abcdef",
    model: { kind: "shared-tags", options: {}, precision: "f32", factorCount: 0 },
    head: head ? { kind: "mlp", options: {}, candidateCount: 200, hidden: [8] } : null,
    seed: 1,
    data: { name: "fake", fingerprint: "", users: 10, items, interactions: 100, feedback: "implicit", note },
    evaluations,
    columns: { categories: ["domain", "creator", "tags"], numbers: ["year"] },
    files: [],
  };
}

/** Scores a work by the tags it shares with the history; a stand-in whose answers can be worked out by hand. */
export function createFakeRecommender(works: readonly FakeWork[], options: FakeOptions = {}): Recommender {
  const manifest = fakeManifest(works.length, options);
  const byId = new Map(works.map((work) => [work.itemId, work]));
  const ranked = (scoreOf: (work: FakeWork) => number, request: RecommendRequest): RecommendResponse => {
    const dislikes = (request.dislikes ?? []).map((one) => (typeof one === "string" ? one : one.itemId));
    const left = new Set([...historyIds(request), ...(request.exclude ?? []), ...dislikes]);
    const candidates = works.filter((work) => !left.has(work.itemId) && passes(work, request));
    const items = candidates
      .map((work) => ({ itemId: work.itemId, score: scoreOf(work), title: work.title }))
      .sort((a, b) => b.score - a.score)
      .slice(0, request.k ?? 10);
    const reranked = request.rerank === true && options.head === true;
    return {
      items: reranked ? items.reverse() : items,
      fallback: undefined,
      unknownItemIds: historyIds(request).filter((itemId) => !byId.has(itemId)),
      reranked,
      work: { itemsScored: works.length, itemsExcluded: works.length - candidates.length, itemsReranked: 0 },
    };
  };
  return {
    manifest,
    itemCount: works.length,
    capabilities: PLAIN_CAPABILITIES,
    recommend: (request) => {
      const history = historyIds(request).flatMap((itemId) => byId.get(itemId) ?? []);
      if (history.length === 0) {
        return { ...ranked((work) => work.popularity, { ...request, rerank: false }), fallback: "empty-history" };
      }
      const liked = new Set(history.flatMap((work) => work.tags ?? []));
      return ranked((work) => (work.tags ?? []).filter((tag) => liked.has(tag)).length, request);
    },
    rank: (request) => {
      const items = new Set(request.items);
      const { items: all, ...rest } = ranked((work) => work.popularity, { ...request, k: works.length });
      return { ...rest, items: all.filter(({ itemId }) => items.has(itemId)) };
    },
    predict: ({ items, history = [] }) => ({
      predictions: items.map((itemId) => {
        const popularity = byId.get(itemId)?.popularity ?? 0;
        return options.ratings
          ? { itemId, predictedRating: 1 + history.length * popularity }
          : { itemId, score: popularity };
      }),
      fallback: undefined,
      unknownItemIds: [],
      work: { itemsScored: items.length, itemsExcluded: 0, itemsReranked: 0 },
    }),
    similar: ({ itemId, k }) => {
      const own = byId.get(itemId);
      if (own === undefined) throw new RequestError("unknown-item", `${itemId}: no such item`);
      const tags = new Set(own.tags ?? []);
      return ranked((work) => (work.tags ?? []).filter((tag) => tags.has(tag)).length, { k, history: [itemId] });
    },
    boughtTogether: (request) => ranked((work) => work.popularity, request),
    latest: (request) => ranked((work) => work.year ?? 0, request),
    similarUsers: () => ({ users: [], usersCompared: 0 }),
    popular: (request) => ranked((work) => work.popularity, request),
    item: (itemId) => detailsOf(byId.get(itemId)),
    itemIds: () => works.map((work) => work.itemId),
    someUserId: () => undefined,
    memory: () => ({ wasmBytes: 0, headTensors: 0 }),
  };
}

/** The page sends filters in the short form. */
function passes(work: FakeWork, { filter }: RecommendRequest): boolean {
  const { domain, tags, year } = (filter ?? {}) as ColumnConditions;
  if (Array.isArray(domain) && !domain.includes(work.domain)) return false;
  if (Array.isArray(tags) && !(work.tags ?? []).some((tag) => tags.includes(tag))) return false;
  if (typeof year === "object" && "min" in year && (work.year ?? 0) < (year.min ?? 0)) return false;
  return !(typeof year === "object" && "max" in year && (work.year ?? 0) > (year.max ?? 9999));
}

function detailsOf(work: FakeWork | undefined): ItemDetails | undefined {
  if (work === undefined) return undefined;
  const values = (value: string | undefined) => (value === undefined ? [] : [value]);
  return {
    itemId: work.itemId,
    title: work.title,
    popularity: work.popularity,
    categories: { domain: values(work.domain), creator: values(work.creator), tags: work.tags ?? [] },
    numbers: { year: work.year ?? Number.NaN },
  };
}

function historyIds({ history = [] }: RecommendRequest): string[] {
  return history.map((entry) => (typeof entry === "string" ? entry : entry.itemId));
}
