import type { SimilarRequest } from "../../src/serving/types.ts";
import { type Answer, type Failure, toAnswer, toFailure } from "./answer.ts";
import type { EdgeClient } from "./edge-client.ts";
import type { Session } from "./session.ts";

/** A list or the reason why there is none. */
export type Outcome = { readonly answer: Answer } | { readonly failure: Failure };

/** Lists that start from one item: what is like it, and what people have together with it. */
export type ItemListKind = "similar" | "boughtTogether";

/** A list from this browser at once where it has the engine, from the edge later where the visitor wants the edge. */
export type ItemLookup = (
  kind: ItemListKind,
  itemId: string,
  signal: AbortSignal,
) => { readonly browser: Outcome | undefined; readonly edge: Promise<Outcome> | undefined };

const LIST_LENGTH = 10;

/** Makes the look-up over the session's engine and the edge. */
export function createItemLookup(session: Session, edge: EdgeClient): ItemLookup {
  return (kind, itemId, signal) => {
    const request: SimilarRequest = { itemId, k: LIST_LENGTH };
    const wantsEdge = session.snapshot().preferences.where !== "browser";
    const recommender = session.recommender();
    return {
      browser: recommender && inBrowser(() => toAnswer(recommender[kind](request), recommender.manifest.version)),
      edge: wantsEdge
        ? edge[kind](request, signal).then(
            (answer) => ({ answer }),
            (thrown: unknown) => ({ failure: toFailure(thrown) }),
          )
        : undefined,
    };
  };
}

function inBrowser(compute: () => Answer): Outcome {
  try {
    return { answer: compute() };
  } catch (thrown) {
    return { failure: toFailure(thrown) };
  }
}
