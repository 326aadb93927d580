import type { Artefact } from "../../src/artefact/artefact.ts";
import { createRandom, shuffle } from "../../src/random.ts";
import type { Recommender, RecommendResponse } from "../../src/serving/types.ts";
import type { HttpRequest } from "./client.ts";

/** One kind of request: many of the kind, and what each must be answered with. */
export interface Case {
  readonly variant: string;
  readonly exchanges: readonly Exchange[];
  /** Why this kind cannot be measured with this artefact; empty when it can. */
  readonly missing: string;
}

export interface Exchange {
  readonly request: HttpRequest;
  /** Item ids in order, as the same engine gives them in Node; undefined where the answer has no items. */
  readonly itemIds: readonly string[] | undefined;
}

/** Different requests of each kind, sent in turn. */
const EXCHANGES = 50;
const HISTORY_LENGTH = 20;
const K = 10;
const SEED = 7;

/** The request that does nothing. */
export const EMPTY_CASE: Case = {
  variant: "GET of an empty worker",
  exchanges: [{ request: { method: "GET", path: "/" }, itemIds: undefined }],
  missing: "",
};

/** Requests of every kind for an artefact, with the answers that `engine` gives to them. */
export function makeCases(artefact: Artefact, engine: Recommender): Case[] {
  const { userIds } = artefact.users ?? {};
  const itemIds = artefact.items.itemIds.ids;
  const hasHead = artefact.manifest.head !== null;
  const histories = randomHistories(itemIds);
  const post = (rerank: boolean): Exchange[] =>
    histories.map((history) => {
      const body = { history, k: K, rerank };
      const request: HttpRequest = { method: "POST", path: "/v1/recommendations", body: JSON.stringify(body) };
      return exchange(request, engine.recommend(body));
    });
  const users = spread(userIds?.ids ?? []).map((userId) =>
    exchange(
      { method: "GET", path: `/v1/users/${encodeURIComponent(userId)}/recommendations?k=${K}` },
      engine.recommend({ userId, k: K }),
    ),
  );
  const similar = spread(itemIds).map((itemId) =>
    exchange(
      { method: "GET", path: `/v1/items/${encodeURIComponent(itemId)}/similar?k=${K}` },
      engine.similar({ itemId, k: K }),
    ),
  );
  const candidates = artefact.manifest.head?.candidateCount ?? 0;
  const history = `history of ${histories[0]?.length ?? 0}`;
  return [
    { variant: `POST recommendations, ${history}`, exchanges: post(false), missing: "" },
    {
      variant: `POST recommendations, ${history}, ${candidates} re-ranked`,
      exchanges: hasHead ? post(true) : [],
      missing: hasHead ? "" : "this artefact has no head; train one with --head mlp",
    },
    {
      variant: `GET users/{id}${hasHead ? `, ${candidates} re-ranked` : ""}`,
      exchanges: users,
      missing: users.length > 0 ? "" : "this artefact was packed without users",
    },
    { variant: "GET items/{id}/similar", exchanges: similar, missing: "" },
  ];
}

/** A request with the items that it must be answered with. */
export function exchange(request: HttpRequest, response: RecommendResponse): Exchange {
  return { request, itemIds: response.items.map(({ itemId }) => itemId) };
}

/** Histories of distinct items, each a random choice. */
function randomHistories(itemIds: readonly string[]): string[][] {
  const random = createRandom(SEED);
  return Array.from({ length: EXCHANGES }, () => shuffle([...itemIds], random).slice(0, HISTORY_LENGTH));
}

/** Up to EXCHANGES of the ids, evenly spaced. */
function spread(ids: readonly string[]): string[] {
  const count = Math.min(EXCHANGES, ids.length);
  return Array.from({ length: count }, (_, place) => ids[Math.floor((place * ids.length) / count)] ?? "");
}
