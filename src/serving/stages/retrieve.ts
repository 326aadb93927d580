import { RequestError } from "../../errors.ts";
import { isAllPopular } from "../../models/popular-tail.ts";
import type { Retrieval, RetrievalOptions, Retrieved } from "../../models/retrieval/retrieval.ts";
import type { UserDraw } from "../../models/retrieval/user-of-rows.ts";
import type { GivenAttributes } from "../../models/served-model.ts";
import { foldingIn, type History, NO_HISTORY } from "../history.ts";
import { isLikeness } from "../strategies.ts";
import { listPopular } from "./list-popular.ts";
import type { EngineParts, ListState, Stage } from "./stage.ts";

/**
 * Finds the best items that the filter and the exclusions leave: by the vector of the request; by the history; without either
 * by the attributes of the user, where the model knows any of them; else by popularity. Throws RequestError
 * `unknown-attribute`, and as foldingIn does.
 */
export const retrieve: Stage = {
  searches: true,
  run: (state, parts) => {
    const { retrieval } = parts;
    const { request, fallback, listByVector } = state;
    if (listByVector) return found(state, "vector", listByVector(state));
    const known = request.attributes && scanAttributes(state, request.attributes, parts);
    const draw = parts.drawUser?.(request, parts);
    if (retrieval && !fallback) return found(state, "history", listBy(retrieval, state, draw));
    return known ? found(state, "attributes", known) : listPopular.run(state, parts);
  },
};

/** The best items by the strategy of the request. */
function listBy(
  retrieval: Retrieval,
  { request: { strategy }, history, width, filter, exclude, boost }: ListState,
  draw: UserDraw | undefined,
): Retrieved {
  const { likeness } = retrieval;
  if (!isLikeness(strategy) || !likeness) {
    return scanHistory(retrieval, history, width, { filter, exclude, boost, draw });
  }
  const { items, sequence, examples } = history;
  return foldingIn(
    history,
    () => likeness.scan(strategy, items, width, { filter, exclude, boost, sequence, examples }),
    scoresOf,
  );
}

/** The best items for a history. Throws as foldingIn does. */
export function scanHistory(retrieval: Retrieval, history: History, k: number, options: RetrievalOptions): Retrieved {
  const { filter, exclude, boost, draw } = options;
  const { items, weights, sequence, examples } = history;
  const search = () => retrieval.scan(items, weights, k, { filter, exclude, boost, sequence, examples, draw });
  return foldingIn(history, search, scoresOf);
}

const NO_SCORES = new Float32Array(0);
export const scoresOf = ({ ranking }: Retrieved): Float32Array => ranking.scores;

/** Throws RequestError `unknown-attribute` where the model learned from none. */
function scanAttributes(
  { width, filter, exclude, boost }: ListState,
  given: GivenAttributes,
  { retrieval, artefact }: EngineParts,
): Retrieved | undefined {
  const scan = retrieval?.scanAttributes;
  if (scan) {
    return foldingIn(
      NO_HISTORY,
      () => scan(given, width, { filter, exclude, boost }),
      (list) => (list ? scoresOf(list) : NO_SCORES),
    );
  }
  const [name] = Object.keys(given);
  if (name === undefined) return undefined;
  const { kind } = artefact.manifest.model;
  const message = `attributes.${name}: the model (${kind}) did not learn from attributes of users; leave them out`;
  throw new RequestError("unknown-attribute", message);
}

/** The state with a list that follows from something, which may turn out to be the popular items. */
export function found(state: ListState, foundBy: ListState["foundBy"], list: Retrieved): ListState {
  const fallback = isAllPopular(list.ranking, state.depth) ? "no-signal" : undefined;
  return { ...state, foundBy, list, fallback, goesOn: list.ranking.items.length >= state.width };
}
