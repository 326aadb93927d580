import { KernelError } from "../errors.ts";
import type { Lists } from "../serving/lists.ts";
import { keptFetch } from "./kept-fetch.ts";
import type { ListSource } from "./list-source.ts";
import { sharedByKey } from "./shared.ts";
import { usualFieldsOf } from "./usual-fields.ts";
import { seenIds, type Wish } from "./wish.ts";

/** The engine of a folder, one for all elements of a page. */
export const localSources = sharedByKey<ListSource>();

/**
 * Lists of an engine in this page, for the artefact in a folder. The engine's code is fetched by the first call. With `keeps` the
 * files are kept for times without a network. Rejects as openLists does, and with KernelError `insecure-page`.
 */
export async function openLocal(folder: string, keeps: boolean, signal: AbortSignal): Promise<ListSource> {
  if (!globalThis.isSecureContext) {
    const expected = "expected a page over https or from localhost, where browsers check files by sha-256";
    throw new KernelError("insecure-page", `${expected}, got ${location.origin}; give the element an edge`);
  }
  const { openLists } = await import("../open-lists.ts");
  const lists = await openLists(folder, { signal, ...(keeps ? { fetch: keptFetch(folder) } : {}) });
  return {
    from: "local",
    answer: async (wish) => {
      const { items, fallback, unknownItemIds } = await answerBy(lists, wish);
      return { items, fallback, unknownItemIds, recommendationId: randomId(), from: "local" };
    },
  };
}

async function answerBy(lists: Lists, { request, similarTo, usualFields }: Wish) {
  const usual = usualFields && (await usualFieldsOf(usualFields, lists.manifest.columns));
  const fields = usual ?? request.fields ?? [];
  const complete = { ...request, ...(fields.length > 0 ? { fields } : {}) };
  if (similarTo === undefined) return lists.recommend(complete);
  const { k, diversity, filter } = request;
  return lists.similar({ ...{ itemId: similarTo, k, diversity, filter }, fields, exclude: seenIds(request) });
}

/** 128 random bits, hexadecimal. */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
