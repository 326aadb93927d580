import { type Answer, type Failure, toAnswer, toFailure } from "./answer.ts";
import type { EdgeClient } from "./edge-client.ts";
import type { Session } from "./session.ts";

/** A list or the reason why there is none. */
export type Outcome = { readonly answer: Answer } | { readonly failure: Failure };

/**
 * Works like one work: from this browser at once where it has the engine, from the edge later where the visitor wants the edge.
 */
export type SimilarLookup = (
  itemId: string,
  signal: AbortSignal,
) => { readonly browser: Outcome | undefined; readonly edge: Promise<Outcome> | undefined };

const SIMILAR_COUNT = 10;

/** Makes the look-up over the session's engine and the edge. */
export function createSimilarLookup(session: Session, edge: EdgeClient): SimilarLookup {
  return (itemId, signal) => {
    const request = { itemId, k: SIMILAR_COUNT };
    const wantsEdge = session.snapshot().preferences.where !== "browser";
    const recommender = session.recommender();
    return {
      browser: recommender && inBrowser(() => toAnswer(recommender.similar(request), recommender.manifest.version)),
      edge: wantsEdge
        ? edge.similar(request, signal).then(
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
