import { RequestError } from "../../src/errors.ts";
import type { Capabilities } from "../../src/serving/capabilities.ts";
import type {
  Prediction,
  PredictRequest,
  Reason,
  RecommendedItem,
  RecommendRequest,
  SimilarRequest,
} from "../../src/serving/types.ts";
import { type Answer, type Ratings, toRatings } from "./answer.ts";

/** Asks the worker at the edge. All reject with RequestError; an aborted call rejects with the signal's reason. */
export interface EdgeClient {
  recommend(request: RecommendRequest, signal: AbortSignal): Promise<Answer>;
  similar(request: SimilarRequest, signal: AbortSignal): Promise<Answer>;
  boughtTogether(request: SimilarRequest, signal: AbortSignal): Promise<Answer>;
  /** Ratings of the items that the edge knows. */
  predict(request: PredictRequest, signal: AbortSignal): Promise<Ratings>;
  /** What of the page's fields the edge's model honours. */
  abilities(signal: AbortSignal): Promise<Abilities>;
}

/** Abilities of a model that the page shows controls for. */
export type Abilities = Pick<Capabilities, "explain" | "diversity" | "history" | "similar" | "boughtTogether">;

export interface EdgeClientOptions {
  readonly fetch: typeof fetch;
  /** Address that the paths of version 1 are relative to, without a slash at the end; empty for the page's own origin. */
  readonly origin: string;
  readonly timeoutMs: number;
}

/** Makes a client of the HTTP interface. Errors: `edge-unreachable`, `edge-timeout`, `edge-answer`, or the worker's own code. */
export function createEdgeClient({ fetch, origin, timeoutMs }: EdgeClientOptions): EdgeClient {
  const ask = async (path: string, init: RequestInit, signal: AbortSignal): Promise<unknown> => {
    const timeout = AbortSignal.timeout(timeoutMs);
    const response = await fetch(`${origin}${path}`, { ...init, signal: AbortSignal.any([signal, timeout]) }).catch(
      (cause: unknown) => {
        signal.throwIfAborted();
        throw timeout.aborted ? timeoutError(timeoutMs) : unreachable(cause);
      },
    );
    const body: unknown = await response.json().catch(() => undefined);
    signal.throwIfAborted();
    if (!response.ok) throw problemError(response.status, body);
    return body;
  };
  const post = (path: string, body: object, signal: AbortSignal) =>
    ask(
      path,
      {
        method: "POST",
        headers: { "content-type": "application/json", accept: "application/json" },
        body: JSON.stringify(body),
      },
      signal,
    );
  const get = (path: string, signal: AbortSignal) => ask(path, { headers: { accept: "application/json" } }, signal);
  const listBeside = async (kind: string, { itemId, k }: SimilarRequest, signal: AbortSignal): Promise<Answer> => {
    const query = k === undefined ? "" : `?k=${k}`;
    return parseAnswer(await get(`/v1/items/${encodeURIComponent(itemId)}/${kind}${query}`, signal));
  };
  return {
    recommend: async (request, signal) => parseAnswer(await post("/v1/recommendations", request, signal)),
    similar: (request, signal) => listBeside("similar", request, signal),
    boughtTogether: (request, signal) => listBeside("bought-together", request, signal),
    abilities: async (signal) => parseAbilities(await get("/v1/model", signal)),
    predict: async ({ history, items }, signal) =>
      parsePredictions(await post("/v1/predictions", { history, items }, signal)),
  };
}

function timeoutError(timeoutMs: number): RequestError {
  return new RequestError("edge-timeout", `The edge did not answer within ${Math.round(timeoutMs / 1000)} s.`);
}

function unreachable(cause: unknown): RequestError {
  return new RequestError("edge-unreachable", "The edge could not be reached.", { cause });
}

/** Reads an RFC 9457 problem document; falls back to the status. */
function problemError(status: number, body: unknown): RequestError {
  const problem = isRecord(body) ? body : {};
  const code = typeof problem.code === "string" ? problem.code : `http-${status}`;
  const words = [problem.detail, problem.title].find((text) => typeof text === "string" && text !== "");
  return new RequestError(code, typeof words === "string" ? words : `The edge answered with status ${status}.`);
}

function itemsOf(body: unknown): readonly unknown[] {
  if (!isRecord(body) || !Array.isArray(body.items)) throw answerError("an object with a list `items`");
  return body.items;
}

function parsePredictions(body: unknown): Ratings {
  return toRatings(
    itemsOf(body).map((item): Prediction => {
      if (!isRecord(item) || typeof item.itemId !== "string" || typeof item.predictedRating !== "number") {
        throw answerError("items with `itemId` and `predictedRating`");
      }
      return { itemId: item.itemId, predictedRating: item.predictedRating };
    }),
  );
}

function parseAnswer(answer: unknown): Answer {
  const items = itemsOf(answer).map(parseItem);
  const body = isRecord(answer) ? answer : {};
  const model = isRecord(body.model) ? body.model : {};
  const fallback = isRecord(body.fallback) ? body.fallback.reason : undefined;
  const work = isRecord(body.work) ? body.work : {};
  return {
    items,
    fallback: typeof fallback === "string" ? fallback : undefined,
    reranked: body.reranked === true,
    unknownItemIds: Array.isArray(body.unknownItemIds)
      ? body.unknownItemIds.filter((itemId) => typeof itemId === "string")
      : [],
    work: Object.fromEntries(Object.entries(work).filter(([, count]) => typeof count === "number")),
    version: typeof model.version === "string" ? model.version : "",
  };
}

function parseItem(item: unknown): RecommendedItem {
  if (!isRecord(item) || typeof item.itemId !== "string" || typeof item.score !== "number") {
    throw answerError("items with `itemId` and `score`");
  }
  const { itemId, score, source, title, because } = item;
  return {
    itemId,
    score,
    ...(source === "popular" ? { source } : {}),
    ...(typeof title === "string" ? { title } : {}),
    ...(Array.isArray(because) ? { because: because.flatMap(parseReason) } : {}),
  };
}

function parseReason(reason: unknown): Reason[] {
  if (!isRecord(reason) || typeof reason.share !== "number") return [];
  const { itemId, source, share } = reason;
  if (typeof itemId === "string") return [{ itemId, share }];
  return source === "popularity" ? [{ source, share }] : [];
}

function parseAbilities(answer: unknown): Abilities {
  const { explain, diversity, history, similar, boughtTogether } =
    isRecord(answer) && isRecord(answer.capabilities) ? answer.capabilities : {};
  const kinds = ["factors", "weights", "categories"] as const;
  return {
    explain: explain === true,
    diversity: kinds.find((kind) => kind === diversity) ?? "none",
    history: history !== false,
    similar: similar !== false,
    boughtTogether: boughtTogether === true,
  };
}

function answerError(expected: string): RequestError {
  return new RequestError("edge-answer", `The edge's answer could not be understood: expected ${expected}.`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
