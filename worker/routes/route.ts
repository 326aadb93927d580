import type { Context } from "hono";
import type * as z from "zod/mini";
import type { Recommender } from "../../src/serving/types.ts";
import { modelUnavailable, type ProblemKind } from "../problems.ts";
import type { ComponentName } from "../schemas/components.ts";

/** What the routes need from their surroundings. */
export interface Dependencies {
  /** The engine; loads it at the first call. A rejection is answered with 503, and the next request calls again. */
  readonly recommender: () => Promise<Recommender>;
  /** Receives what an operator should know: failures of the model and unforeseen errors. */
  readonly log: (event: string, error: unknown) => void;
}

/** One route: how it is served and how it is documented, in one place. */
export interface Route {
  readonly method: "GET" | "POST";
  /** In the notation of OpenAPI: `/v1/items/{itemId}/similar`. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  /** Path parameters: name and meaning. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: z.ZodMiniObject;
  /** Schema of the JSON body; undefined for a route without one. */
  readonly body: ComponentName | undefined;
  /** Schema of the answer, or the media type of one that is not described by a schema. */
  readonly answer: { readonly schema: ComponentName } | { readonly mediaType: string };
  /** Problems beside those that every route can have. */
  readonly problems: readonly ProblemKind[];
  handle(context: Context, dependencies: Dependencies): Response | Promise<Response>;
}

/** The engine for this request. Throws the problem `model-unavailable` when it cannot be loaded. */
export async function loadedRecommender(dependencies: Dependencies): Promise<Recommender> {
  try {
    return await dependencies.recommender();
  } catch (error) {
    dependencies.log("model-unavailable", error);
    throw modelUnavailable(error);
  }
}

/** A JSON answer with its rule for caches. */
export function jsonAnswer(value: unknown, cacheControl: string): Response {
  return Response.json(value, { headers: { "Cache-Control": cacheControl } });
}
