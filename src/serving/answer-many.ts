import { begin, divided, responseOf, widened } from "./answer.ts";
import type { EngineParts, ListRequest, ListState, Stage } from "./stages/stage.ts";
import type { RecommendResponse } from "./types.ts";

/** `answer` for requests that differ only in their users, in their order: each stage takes all of them before the next does. */
export function answerMany(
  stages: readonly Stage[],
  requests: readonly ListRequest[],
  parts: EngineParts,
): RecommendResponse[] {
  const [resolving, listing] = divided(stages);
  const all = (own: readonly Stage[], begun: readonly ListState[]): readonly ListState[] =>
    own.reduce(
      (states, stage) => stage.runMany?.(states, parts) ?? states.map((state) => stage.run(state, parts)),
      begun,
    );
  const resolved = all(
    resolving,
    requests.map((request) => begin(request, stages, parts)),
  );
  return all(listing, resolved).map((state, place) => {
    return responseOf(widened(listing, resolved[place]!, state, parts), parts);
  });
}
