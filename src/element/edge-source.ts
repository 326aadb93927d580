import { RequestError } from "../errors.ts";
import { MAXIMUM_K } from "../serving/limits.ts";
import type { RecommendedItem } from "../serving/types.ts";
import type { ListAnswer, ListSource } from "./list-source.ts";
import { sharedByKey } from "./shared.ts";
import { usualFieldsOf } from "./usual-fields.ts";
import { seenIds, type Wish } from "./wish.ts";

/** The service at an address, one for all elements of a page. */
export const edgeSources = sharedByKey<ListSource>();

/** Lists of the service at `base`. The client's code is fetched by the first call. Rejects as its methods do. */
export async function openEdge(base: string): Promise<ListSource> {
  const { createClient } = await import("../client.ts");
  if (!URL.canParse(base, document.baseURI)) {
    throw new RequestError("bad-attribute", `attribute edge: expected the address of a service, got ${base}`);
  }
  const client = createClient(new URL(base, document.baseURI));
  let model: ReturnType<typeof client.model> | undefined;
  /** Asked for once; a failure is forgotten. */
  const knownColumns = async () => {
    model ??= client.model();
    try {
      return (await model).columns;
    } catch (error) {
      model = undefined;
      throw error;
    }
  };
  return {
    from: "edge",
    answer: async ({ request, similarTo, usualFields }: Wish, signal): Promise<ListAnswer> => {
      const usual = usualFields && (await usualFieldsOf(usualFields, await knownColumns()));
      signal.throwIfAborted();
      const fields = usual ?? request.fields ?? [];
      const complete = { ...request, ...(fields.length > 0 ? { fields } : {}) };
      const answer = await (similarTo === undefined
        ? client.recommend(complete, { signal })
        : client.similar(similarTo, similarRequest(complete), { signal }));
      const seen = new Set(similarTo === undefined ? [] : seenIds(request));
      // Fields are absent or have a value: JSON knows no undefined.
      const items = answer.items as readonly RecommendedItem[];
      return {
        items: items.filter(({ itemId }) => !seen.has(itemId)).slice(0, request.k),
        fallback: answer.fallback?.reason,
        unknownItemIds: answer.unknownItemIds,
        recommendationId: answer.recommendationId,
        from: "edge",
      };
    },
  };
}

/** What a request for similar items takes: it names nothing to be left out, so it is for so many more. */
function similarRequest(request: Wish["request"]) {
  const { k, fields, diversity, filter } = request;
  return {
    k: Math.min(MAXIMUM_K, k + seenIds(request).length),
    ...(fields ? { fields } : {}),
    ...(diversity ? { diversity } : {}),
    ...(filter ? { filter } : {}),
  };
}
