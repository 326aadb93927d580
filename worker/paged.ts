import type { output } from "zod/mini";
import { DEFAULT_K, MAXIMUM_OFFSET } from "../src/serving/limits.ts";
import type { Recommender, RecommendRequest } from "../src/serving/types.ts";
import { recommendationAnswer } from "./answer.ts";
import type { Ports } from "./ports.ts";
import type { recommendationsAnswer } from "./schemas/answers.ts";

/** A request as a route has validated it: for the items of the catalogue, or for the order of `items`. */
export type PagedRequest = RecommendRequest & {
  readonly items?: readonly string[] | undefined;
  readonly cursor?: string | undefined;
};

/**
 * The page of a personal list that a request asks for, with the cursor of the next where this one is full. Pages of one list have one
 * recommendation id. Throws what opening a cursor throws.
 */
export async function pagedAnswer(
  recommender: Recommender,
  { cursor, ...request }: PagedRequest,
  { cursors }: Pick<Ports, "cursors">,
): Promise<output<typeof recommendationsAnswer>> {
  const { version } = recommender.manifest;
  const place = cursor === undefined ? undefined : await cursors.open(cursor, request, version);
  const recommendationId = place?.recommendationId ?? crypto.randomUUID();
  const offset = place?.offset ?? request.offset ?? 0;
  const { items } = request;
  // A later present would let what was shown rise between two pages of one list.
  const now = request.rotation && request.now === undefined ? (place?.now ?? Date.now() / 1000) : undefined;
  const wanted = {
    ...request,
    ...(place ? { offset } : {}),
    ...(now === undefined ? {} : { now }),
    ...(request.explore ? { recommendationId } : {}),
  };
  const response = items ? recommender.rank({ ...wanted, items }) : recommender.recommend(wanted);
  const answer = recommendationAnswer(recommender, response, recommendationId);
  const next = offset + response.items.length;
  const k = request.k ?? items?.length ?? DEFAULT_K;
  if (response.items.length < Math.max(1, k) || next > MAXIMUM_OFFSET) return answer;
  return { ...answer, next: await cursors.seal({ version, recommendationId, offset: next, now }, request) };
}
