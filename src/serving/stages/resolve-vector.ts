import type { Vectors } from "../../models/retrieval/retrieval.ts";
import { needsVector, vectorLength } from "../../models/sent-vector.ts";
import { badVector, checkBesideVector, userOfVector } from "../sent-vector.ts";
import { isLikeness } from "../strategies.ts";
import type { ListState, Stage } from "./stage.ts";

/**
 * Takes the vector of a request in place of what the history would be folded into; the history still says what is not listed.
 * Throws RequestError `unsupported-vector` for a model that does not score by factors, and as checkBesideVector and
 * userOfVector do.
 */
export const resolveVector: Stage = {
  run: (state, { served, retrieval, unsupported }) => {
    const { request } = state;
    const { retrieve } = served;
    if (request.vector === undefined) {
      return needsVector(served) && !isLikeness(request.strategy) ? { ...state, fallback: "no-vector" } : state;
    }
    const [length, vectors] = [vectorLength(served), retrieval?.vectors];
    if (retrieve.by !== "factors" || length === 0 || !vectors)
      throw unsupported("vector", "factors of users and items");
    checkBesideVector(request);
    const user = userOfVector(retrieve, request.vector, length);
    return { ...state, listByVector: (ready) => search(vectors, user, ready) };
  },
};

/** The best items for a user. Throws RequestError `bad-vector` where scores are beyond f32. */
function search(vectors: Vectors, user: Float32Array, { width, filter, exclude, boost }: ListState) {
  try {
    const list = vectors.search(user, width, { filter, exclude, boost });
    if (list.ranking.scores.every(Number.isFinite)) return list;
  } catch (cause) {
    // The kernels' own checks of a query: its products overflow.
    if (!(cause instanceof RangeError)) throw cause;
  }
  throw badVector("", "numbers whose products with those of the items are within the range of f32", "larger ones");
}
