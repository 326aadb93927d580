import type { Artefact } from "../../src/artefact/artefact.ts";
import { rowIndices } from "../../src/data/csr.ts";
import { createRandom } from "../../src/random.ts";
import type {
  Filter,
  RecommendedItem,
  RecommendRequest,
  SimilarRequest,
  WorkCounters,
} from "../../src/serving/types.ts";

export const USER_COUNT = 50;
/** Items whose likenesses are asked for. */
const ITEM_COUNT = 25;
/** Of each user's history, how much a request without a user names. */
const NAMED_ITEMS = 12;
const K = 20;

/** What every runtime must answer alike, down to the last bit of a score. */
export interface Answer {
  readonly items: readonly RecommendedItem[];
  readonly fallback: string | undefined;
  readonly reranked: boolean;
  readonly unknownItemIds: readonly string[];
  readonly work: WorkCounters;
}

/** Users spread evenly over the artefact's, each asked for by name and by history, re-ranked or not, filtered or not. */
export function requestsOf({ users, items }: Artefact, filter: Filter): RecommendRequest[] {
  if (users === undefined) throw new Error("an artefact without users has nobody to ask for");
  const { userIds, histories } = users;
  return Array.from({ length: USER_COUNT }, (_, place) => {
    const user = Math.floor((place * userIds.size) / USER_COUNT);
    const userId = userIds.idOf(user);
    const history = [...rowIndices(histories, user)].slice(0, NAMED_ITEMS).map((item) => items.itemIds.idOf(item));
    return [
      { userId, k: K },
      { userId, k: K, rerank: false },
      { userId, k: K, filter },
      { history, k: K },
      { history: [...history, "no such item"], exclude: history.slice(0, 1), k: K, rerank: false, filter },
    ];
  }).flat();
}

/** The first requests of some users with a boost that depends on a column of numbers and on functions that engines differ in. */
export function boostedRequestsOf({ items }: Artefact, requests: readonly RecommendRequest[]): RecommendRequest[] {
  const [column = ""] = items.numbers.keys();
  const size = `abs(column(${JSON.stringify(column)}))`;
  const boost = `0.5 + pow(log(${size} + 2), 1.3) / 20 + 1 / (1 + exp(${size} / -1000))`;
  return requests.slice(0, 5 * ITEM_COUNT).map((request) => ({ ...request, boost }));
}

/** Likes and dislikes spread evenly over the catalogue, by every strategy, explained: for models by factors. */
export function exampleRequestsOf({ items }: Artefact): RecommendRequest[] {
  const { itemIds } = items;
  const idOf = (item: number): string => itemIds.idOf(item % itemIds.size);
  return Array.from({ length: ITEM_COUNT }, (_, place): RecommendRequest[] => {
    const first = Math.floor((place * itemIds.size) / ITEM_COUNT);
    const likes = [idOf(first), { itemId: idOf(first + 1), weight: 2.5 }];
    const dislikes = [idOf(first + 2), { itemId: idOf(first + 5), weight: 0.5 }];
    return [
      { history: [idOf(first + 7), idOf(first + 9)], likes, dislikes, k: K, explain: true, rerank: place % 2 === 0 },
      { history: [idOf(first + 3)], likes, dislikes, k: K, strategy: "average", explain: true },
      { likes, dislikes, k: K, strategy: "best", explain: true },
    ];
  }).flat();
}

/** Vectors of normal numbers, so many in each, beside histories of a few items: for models by factors. */
export function vectorRequestsOf({ items }: Artefact, length: number, filter: Filter): RecommendRequest[] {
  const random = createRandom(length);
  return Array.from({ length: ITEM_COUNT }, (_, place): RecommendRequest => {
    const vector = Array.from({ length }, () => random.nextGaussian());
    const history = [0, 3].map((next) => items.itemIds.idOf((place * 31 + next) % items.itemIds.size));
    return {
      vector,
      k: K,
      ...(place % 2 === 0 ? { history } : { filter }),
      ...(place % 3 === 0 ? { diversity: 0.4 } : {}),
    };
  });
}

/** Histories of one item, evenly spread, with lists so long that most of them end before they are full. */
export function endingRequestsOf({ items }: Artefact, filter: Filter): RecommendRequest[] {
  const { itemIds } = items;
  return Array.from({ length: ITEM_COUNT }, (_, place): RecommendRequest => {
    const history = [itemIds.idOf(Math.floor((place * itemIds.size) / ITEM_COUNT))];
    return { history, k: 1000, rerank: place % 3 === 0, ...(place % 2 === 0 ? { filter } : {}) };
  });
}

/** Requests with the fields that shape a list, one or two of them each; `column` is one of categories. */
export function optionRequestsOf({ items, users }: Artefact, column: string): RecommendRequest[] {
  const now = 1_700_000_000;
  const shown = Array.from({ length: 30 }, (_, at) => {
    return { itemId: items.itemIds.idOf((at * 7) % items.itemIds.size), at: now - 1000 * at };
  });
  const wishes: RecommendRequest[] = [
    ...[{ offset: 15 }, { diversity: 0.3 }, { diversity: 0.9, offset: 5 }, { excludeSeen: false }],
    ...[{ limits: [{ column, atMost: 1 }] }, { limits: [{ column, atMost: 3 }], diversity: 0.5 }],
    ...[{ minScore: 0.6 }, { minScore: 0.6, fill: "popular" as const }, { minScore: 0.6, fill: "similar" as const }],
    { fill: "none" },
    { rotation: { rate: 0.7, halfLife: 3600 }, shown, now },
  ];
  const histories = users?.histories;
  return wishes.flatMap((wish, place) =>
    [0, 1].map((more): RecommendRequest => {
      const user = (place * 2 + more) * 3;
      const own = histories ? [...rowIndices(histories, user % histories.rowCount)] : [user];
      return { history: own.slice(0, NAMED_ITEMS).map((item) => items.itemIds.idOf(item)), k: K, ...wish };
    }),
  );
}

/** Items spread evenly over the catalogue, each asked what is like it, with the filter and without. */
export function similarRequestsOf({ items }: Artefact, filter: Filter): SimilarRequest[] {
  const { itemIds } = items;
  return Array.from({ length: 2 * ITEM_COUNT }, (_, place) => {
    const itemId = itemIds.idOf(Math.floor(((place >> 1) * itemIds.size) / ITEM_COUNT));
    return { itemId, k: K, filter: place % 2 === 0 ? {} : filter };
  });
}

/** The part of an answer that says what was recommended; identifiers of the single answer are left out. */
export function toAnswer(document: Omit<Answer, "fallback"> & { readonly fallback?: unknown }): Answer {
  const { items, reranked, unknownItemIds, work, fallback } = document;
  const reason = typeof fallback === "object" && fallback && "reason" in fallback ? fallback.reason : fallback;
  return { items, reranked, unknownItemIds, work, fallback: reason === undefined ? undefined : String(reason) };
}
