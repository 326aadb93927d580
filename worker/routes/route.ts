import type { Context } from "hono";
import type * as z from "zod/mini";
import { RequestError } from "../../src/errors.ts";
import type { Recommender } from "../../src/serving/types.ts";
import type { RouteExample } from "../examples/example.ts";
import type { ExampleFacts } from "../examples/facts.ts";
import type { Ports } from "../ports.ts";
import { modelUnavailable, type ProblemKind } from "../problems.ts";
import type { ComponentName } from "../schemas/components.ts";

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
  /** Requests to try, one at least. Each is answered with 200 by the model of these facts, or says what refuses it. */
  readonly examples: (facts: ExampleFacts) => readonly RouteExample[];
  handle(context: Context, ports: Ports): Response | Promise<Response>;
}

/**
 * The engine for this request: the default one, or that of this name. Throws RequestError `unknown-model-name`, and the problem
 * `model-unavailable` when it cannot be loaded.
 */
export async function loadedRecommender({ recommenders, log }: Ports, name?: string): Promise<Recommender> {
  try {
    return await recommenders(name);
  } catch (error) {
    if (error instanceof RequestError) throw error;
    log("model-unavailable", error);
    throw modelUnavailable(error);
  }
}

/** The example of a route that takes nothing. */
export const plainExample: Route["examples"] = () => [{ name: "plain", summary: "Without parameters" }];

/** A JSON answer with its rule for caches. */
export function jsonAnswer(value: unknown, cacheControl: string): Response {
  return Response.json(value, { headers: { "Cache-Control": cacheControl } });
}
