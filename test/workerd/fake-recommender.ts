import type { Manifest } from "../../src/artefact/manifest.ts";
import { RequestError } from "../../src/errors.ts";
import type { ItemDetails, Recommender, RecommendRequest, RecommendResponse } from "../../src/serving/types.ts";
import { type AppPorts, createApp } from "../../worker/app.ts";
import { PLAIN_CAPABILITIES } from "../serving/plain-capabilities.ts";

export const MANIFEST: Manifest = {
  format: "nearedge-artefact",
  formatVersion: 6,
  name: "tiny",
  version: "0123456789abcdef",
  model: { kind: "implicit-als", options: { factors: 8 }, precision: "f32", factorCount: 8 },
  head: null,
  seed: 1,
  origin: { kind: "spark-job", version: "4.3.0" },
  data: {
    name: "tiny",
    fingerprint: "00",
    fingerprintKind: "row-sum",
    users: 1,
    items: 3,
    interactions: 3,
    feedback: "implicit",
    note: "simulated audience",
  },
  evaluations: [
    { subject: "retrieval", protocol: "leave-last-out", part: "test", users: 1, metrics: { "ndcg@10": 0.5 } },
    {
      subject: "popularity",
      protocol: "hold-out per user:0.1",
      part: "validation",
      users: 2,
      metrics: { "ndcg@10": 0.25, "coverage@10": 0.5 },
      sampledFrom: 9,
      standardErrors: { "ndcg@10": 0.125 },
    },
  ],
  columns: { categories: ["genres"], numbers: ["year"] },
  files: [],
};

/** An engine of three items that keeps the requests it was given. Knows the user "ann" and the items a, b/c and ü%. */
export interface FakeRecommender extends Recommender {
  readonly requests: unknown[];
}

const ITEM_IDS = ["a", "b/c", "ü%"];

export function createFakeRecommender(): FakeRecommender {
  const requests: unknown[] = [];
  const respond = (request: RecommendRequest, fallback: RecommendResponse["fallback"]): RecommendResponse => {
    requests.push(request);
    if (request.attributes !== undefined && !("plan" in request.attributes)) {
      throw new RequestError("unknown-attribute", "attributes: expected plan");
    }
    if (request.filter !== undefined && !("genres" in request.filter || "year" in request.filter)) {
      throw new RequestError("unknown-filter-column", "filter: expected genres or year");
    }
    const history = historyIds(request);
    const left = ITEM_IDS.filter((itemId) => !history.includes(itemId)).slice(0, request.k ?? 10);
    return {
      items: left.map((itemId, place) => ({
        itemId,
        score: 1 - place / 4,
        ...(place === 0 ? { title: "First" } : {}),
      })),
      fallback,
      unknownItemIds: history.filter((itemId) => !ITEM_IDS.includes(itemId)),
      reranked: request.rerank ?? false,
      work: { itemsScored: 3, itemsExcluded: 3 - left.length, itemsReranked: 0 },
    };
  };
  return {
    requests,
    manifest: MANIFEST,
    itemCount: ITEM_IDS.length,
    capabilities: PLAIN_CAPABILITIES,
    recommend(request) {
      if (request.userId !== undefined && request.userId !== "ann" && request.history === undefined) {
        return respond(request, "unknown-user");
      }
      const known = !request.history || historyIds(request).some((itemId) => ITEM_IDS.includes(itemId));
      return respond(request, known ? undefined : "no-known-items");
    },
    rank(request) {
      const { items, ...response } = respond(request, undefined);
      return { ...response, items: items.filter(({ itemId }) => request.items.includes(itemId)) };
    },
    similar(request) {
      if (!ITEM_IDS.includes(request.itemId)) {
        throw new RequestError("unknown-item", `itemId: the model does not know ${request.itemId}`);
      }
      return respond(request, undefined);
    },
    popular: (request) => respond(request, undefined),
    boughtTogether(request) {
      if (!ITEM_IDS.includes(request.itemId)) throw new RequestError("unknown-item", `item ${request.itemId}`);
      const { items, ...response } = respond(request, undefined);
      return { ...response, items: items.map((item) => ({ ...item, lift: item.score, together: 7 })) };
    },
    latest(request) {
      if (request.by !== undefined && request.by !== "year")
        throw new RequestError("unknown-latest-column", "by: year");
      const { items, ...response } = respond(request, undefined);
      return { ...response, items: items.map((item) => ({ ...item, firstSeen: 1e9 })) };
    },
    similarUsers({ userId }) {
      if (userId !== "ann") throw new RequestError("unknown-user", `user ${userId}`);
      return { users: [{ userId: "bob", similarity: 0.5, common: 2 }], usersCompared: 1 };
    },
    predict(request) {
      requests.push(request);
      return {
        predictions: request.items
          .filter((itemId) => ITEM_IDS.includes(itemId))
          .map((itemId) => ({ itemId, predictedRating: 4.25, ...(itemId === "a" ? { title: "First" } : {}) })),
        fallback: request.history ? undefined : "empty-history",
        unknownItemIds: request.items.filter((itemId) => !ITEM_IDS.includes(itemId)),
        work: { itemsScored: request.items.length, itemsExcluded: 0, itemsReranked: 0 },
      };
    },
    item: (itemId): ItemDetails | undefined =>
      itemId === "a"
        ? { itemId, title: "First", popularity: 3, categories: { genres: ["x"] }, numbers: {} }
        : undefined,
    itemIds: () => ITEM_IDS,
    someUserId: () => "ann",
    memory: () => ({ wasmBytes: 0, headTensors: 0 }),
  };
}

/** The app over a fake engine. Anything logged fails the test unless it was expected. */
export function createFakeApp(recommender: FakeRecommender = createFakeRecommender(), ports: Partial<AppPorts> = {}) {
  const logged: string[] = [];
  const app = createApp({
    recommenders: async () => recommender,
    log: (event) => logged.push(event),
    origins: "*",
    ...ports,
  });
  return { app, recommender, logged };
}

/** A POST of a JSON text to the recommendations, or to another path. */
export function post(
  body: BodyInit,
  headers: Record<string, string> = { "Content-Type": "application/json" },
  path = "/v1/recommendations",
) {
  return new Request(`http://localhost${path}`, { method: "POST", body, headers });
}

/** A POST to the predictions. */
export function ask(body: unknown) {
  return post(JSON.stringify(body), undefined, "/v1/predictions");
}

function historyIds({ history = [] }: RecommendRequest): string[] {
  return history.map((entry) => (typeof entry === "string" ? entry : entry.itemId));
}
