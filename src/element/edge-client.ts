import { RequestError } from "../errors.ts";
import type { RecommendedItem } from "../serving/types.ts";

/** A list as the service answers it (docs/http.md). */
interface EdgeAnswer {
  readonly recommendationId: string;
  readonly items: readonly RecommendedItem[];
  readonly fallback?: { readonly reason: string };
  readonly unknownItemIds: readonly string[];
}

/** What the element asks a service. */
export interface EdgeClient {
  recommend(request: object, options: { readonly signal: AbortSignal }): Promise<EdgeAnswer>;
  similar(itemId: string, request: object, options: { readonly signal: AbortSignal }): Promise<EdgeAnswer>;
  model(): Promise<{
    readonly columns: {
      readonly categories: readonly string[];
      readonly numbers: readonly string[];
      readonly texts?: readonly string[];
    };
  }>;
}

/** Rejects with RequestError: the code of the service's problem, `unreachable` or `unexpected-answer`. */
export function createClient(baseUrl: URL): EdgeClient {
  const base = baseUrl.href.replace(/\/?$/, "/");
  const call = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(base + path, init).catch((cause: unknown) => {
      init.signal?.throwIfAborted();
      throw new RequestError("unreachable", `${base}: expected an answer, got none: ${cause}`, { cause });
    });
    const answer = await response.json().catch((cause: unknown) => {
      init.signal?.throwIfAborted();
      const expected = `${base + path}: expected JSON of a NearEdge service`;
      throw new RequestError("unexpected-answer", `${expected}, got status ${response.status}`, { cause });
    });
    if (!response.ok) throw new RequestError(answer.code ?? "unexpected-answer", answer.detail ?? response.statusText);
    return answer;
  };
  return {
    recommend: (request, { signal }) =>
      call("v1/recommendations", {
        ...{ method: "POST", headers: { "content-type": "application/json" } },
        ...{ body: JSON.stringify(request), signal },
      }),
    similar: (itemId, request, { signal }) => {
      const query = Object.entries(request).map(([name, value]): [string, string] => [
        name,
        name === "filter" ? JSON.stringify(value) : String(value),
      ]);
      return call(`v1/items/${encodeURIComponent(itemId)}/similar?${new URLSearchParams(query)}`, { signal });
    },
    model: () => call("v1/model"),
  };
}
