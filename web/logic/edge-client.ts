import { RequestError } from "../../src/errors.ts";
import type { RecommendedItem, RecommendRequest, SimilarRequest } from "../../src/serving/types.ts";
import type { Answer } from "./answer.ts";

/** Asks the worker at the edge. Both reject with RequestError; an aborted call rejects with the signal's reason. */
export interface EdgeClient {
  recommend(request: RecommendRequest, signal: AbortSignal): Promise<Answer>;
  similar(request: SimilarRequest, signal: AbortSignal): Promise<Answer>;
}

export interface EdgeClientOptions {
  readonly fetch: typeof fetch;
  /** Address that the paths of version 1 are relative to, without a slash at the end; empty for the page's own origin. */
  readonly origin: string;
  readonly timeoutMs: number;
}

/** Makes a client of the HTTP interface. Errors: `edge-unreachable`, `edge-timeout`, `edge-answer`, or the worker's own code. */
export function createEdgeClient({ fetch, origin, timeoutMs }: EdgeClientOptions): EdgeClient {
  const ask = async (path: string, init: RequestInit, signal: AbortSignal): Promise<Answer> => {
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
    return parseAnswer(body);
  };
  return {
    recommend: ({ history, exclude, k, rerank, filter }, signal) =>
      ask(
        "/v1/recommendations",
        {
          method: "POST",
          headers: { "content-type": "application/json", accept: "application/json" },
          body: JSON.stringify({ history, exclude, k, rerank, filter }),
        },
        signal,
      ),
    similar: ({ itemId, k }, signal) =>
      ask(
        `/v1/items/${encodeURIComponent(itemId)}/similar${k === undefined ? "" : `?k=${k}`}`,
        { headers: { accept: "application/json" } },
        signal,
      ),
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

function parseAnswer(body: unknown): Answer {
  if (!isRecord(body) || !Array.isArray(body.items)) throw answerError("an object with a list `items`");
  const model = isRecord(body.model) ? body.model : {};
  const fallback = isRecord(body.fallback) ? body.fallback.reason : undefined;
  const work = isRecord(body.work) ? body.work : {};
  return {
    items: body.items.map(parseItem),
    fallback: typeof fallback === "string" ? fallback : undefined,
    reranked: body.reranked === true,
    unknownItemIds: Array.isArray(body.unknownItemIds)
      ? body.unknownItemIds.filter((itemId) => typeof itemId === "string")
      : [],
    itemsScored: typeof work.itemsScored === "number" ? work.itemsScored : undefined,
    version: typeof model.version === "string" ? model.version : "",
  };
}

function parseItem(item: unknown): RecommendedItem {
  if (!isRecord(item) || typeof item.itemId !== "string" || typeof item.score !== "number") {
    throw answerError("items with `itemId` and `score`");
  }
  const { itemId, score, title } = item;
  return typeof title === "string" ? { itemId, score, title } : { itemId, score };
}

function answerError(expected: string): RequestError {
  return new RequestError("edge-answer", `The edge's answer could not be understood: expected ${expected}.`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
