import type { Retrieval, Retrieved } from "../../models/retrieval/retrieval.ts";
import { foldingIn } from "../history.ts";
import { isLikeness } from "../strategies.ts";
import { found, retrieve, scoresOf } from "./retrieve.ts";
import type { ListState, Stage } from "./stage.ts";

const NO_SCORES = new Float32Array(0);

/** `retrieve`, with one search for requests that differ only in their users, where the retrieval has one. */
export const retrieveMany: Stage = {
  ...retrieve,
  runMany: (states, parts) => {
    // Vectors, examples and other strategies are searched one by one.
    const waiting = states.filter(
      ({ fallback, request, history, listByVector }) =>
        !(
          listByVector ||
          fallback ||
          request.attributes ||
          request.explore ||
          history.examples ||
          isLikeness(request.strategy)
        ),
    );
    const lists = scanMany(waiting, parts.retrieval);
    return states.map((state) => {
      const list = lists.get(state);
      return list ? found(state, "history", list) : retrieve.run(state, parts);
    });
  },
};

/** Lists by one search for all of them; none where the retrieval has no such search. */
function scanMany(waiting: readonly ListState[], retrieval: Retrieval | undefined): Map<ListState, Retrieved> {
  const [first] = waiting;
  const scanBatch = retrieval?.scanBatch;
  if (!first || !scanBatch) return new Map();
  const rows = waiting.map(({ history: { items, weights, sequence }, exclude }) => {
    return { history: items, weights, exclude, sequence };
  });
  const circumstances = { hasSentValues: waiting.some(({ history }) => history.hasSentValues) };
  const lists = foldingIn(
    circumstances,
    () => scanBatch(rows, first.width, { filter: first.filter, boost: first.boost }),
    () => NO_SCORES,
  );
  return new Map(waiting.map((state, row) => [state, foldingIn(state.history, () => lists[row]!, scoresOf)]));
}
