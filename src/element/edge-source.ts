import type { Model } from "../client.ts";
import { RequestError } from "../errors.ts";
import { MAXIMUM_K } from "../serving/limits.ts";
import type { RecommendedItem } from "../serving/types.ts";
import { knownFields } from "./known-fields.ts";
import type { ListAnswer, ListSource } from "./list-source.ts";
import { sharedByKey } from "./shared.ts";
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
  let columns: Promise<Model["columns"]> | undefined;
  /** Asked for once; a failure is forgotten. */
  const readColumns = async (): Promise<Model["columns"]> => {
    columns ??= client.model().then((model) => model.columns);
    try {
      return await columns;
    } catch (error) {
      columns = undefined;
      throw error;
    }
  };
  return {
    from: "edge",
    answer: async ({ request, similarTo, usualFields }: Wish, signal): Promise<ListAnswer> => {
      const fields = (usualFields && (await knownFields(usualFields, await readColumns()))) ?? request.fields ?? [];
      signal.throwIfAborted();
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
