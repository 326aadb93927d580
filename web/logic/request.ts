import type { Capabilities } from "../../src/serving/capabilities.ts";
import { MAXIMUM_EXAMPLES, MAXIMUM_HISTORY } from "../../src/serving/limits.ts";
import type { Filter, FilterCondition, RecommendRequest } from "../../src/serving/types.ts";
import type { Preferences } from "./preferences.ts";

/** What of a model's abilities a request depends on. */
export type Able = Pick<Capabilities, "explain" | "diversity" | "history">;

/**
 * The request that says what the visitor said; the same for the browser and the edge. Of more likes or dislikes than a request may
 * have the latest count; older dislikes are still left out of lists.
 */
export function toRequest(preferences: Preferences, { explain, diversity, history }: Able): RecommendRequest {
  const { likes, dislikes, k, rerank } = preferences;
  const filter = toFilter(preferences);
  const older = dislikes.slice(0, -MAXIMUM_EXAMPLES);
  return {
    history: likes.slice(-MAXIMUM_HISTORY),
    ...(dislikes.length === 0 ? {} : { dislikes: dislikes.slice(-MAXIMUM_EXAMPLES) }),
    ...(older.length === 0 ? {} : { exclude: older }),
    k,
    rerank,
    // Item vectors whose users bring a vector of their own: a page has none, but what is like the likes.
    ...(!history && diversity === "factors" ? { strategy: "average" } : {}),
    ...(preferences.diversity > 0 && diversity !== "none" ? { diversity: preferences.diversity } : {}),
    ...(explain ? { explain } : {}),
    ...(filter ? { filter } : {}),
  };
}

/** The visitor's filters, or undefined where none is set. */
function toFilter({ choices, ranges }: Pick<Preferences, "choices" | "ranges">): Filter | undefined {
  const conditions: [string, FilterCondition][] = [
    ...Array.from(choices, ([column, values]): [string, FilterCondition] => [column, values]),
    ...Array.from(ranges, ([column, { min, max }]): [string, FilterCondition] => [
      column,
      { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) },
    ]),
  ];
  // Unlike an assignment, fromEntries keeps a column called __proto__.
  return conditions.length === 0 ? undefined : Object.fromEntries(conditions);
}
