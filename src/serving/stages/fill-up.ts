import type { Ranking } from "../../kernels/ranking.ts";
import { signalLength } from "../../models/popular-tail.ts";
import { unionOf } from "../../rerankers/candidates.ts";
import { entriesAt } from "../list-places.ts";
import { listPopular } from "./list-popular.ts";
import type { EngineParts, ListState, Stage } from "./stage.ts";

/** Of so many of the newest items of the history similar ones are looked for. */
const NEWEST = 3;

/**
 * What stands behind the items that follow from the history, where they are fewer than were asked for:
 *
 *   popular   popular items, as retrieval gives them; also where a minScore ended the list
 *   none      nothing
 *   similar   items similar to the newest three of the history, which take turns; no popular ones
 *
 * Throws RequestError `unsupported-fill` for `similar` where the model does not know similar items.
 */
export const fillUp: Stage = {
  run: (state, parts) => {
    const { request, foundBy } = state;
    const fill = request.fill ?? (request.minScore ? "none" : "popular");
    if (fill === "popular") return request.minScore ? withPopular(state, parts) : state;
    if (foundBy === "popularity") return fill === "none" ? withList(state, NOTHING, false) : withSimilar(state, parts);
    const own = followingOnly(state);
    return fill === "none" ? own : withSimilar(own, parts);
  },
};

const NOTHING: Ranking = { items: new Uint32Array(0), scores: new Float32Array(0) };

/** The list up to its first popular item. What is advised against is left out as well. */
function followingOnly(state: ListState): ListState {
  const { ranking } = state.list;
  const end = signalLength(ranking);
  if (end === ranking.items.length) return state;
  return withList(
    state,
    entriesAt(
      ranking,
      Array.from({ length: end }, (_, place) => place),
    ),
    false,
  );
}

function withPopular(state: ListState, parts: EngineParts): ListState {
  if (state.goesOn) return state;
  const { ranking } = state.list;
  const missing = state.width - ranking.items.length;
  if (missing <= 0) return state;
  const exclude = joined(state.exclude, ranking.items);
  const popular = listPopular.run({ ...state, exclude, width: missing }, parts).list.ranking;
  return withList(state, joinedList(ranking, popular.items), popular.items.length === missing);
}

function withSimilar(state: ListState, parts: EngineParts): ListState {
  const similar = parts.retrieval?.similar;
  if (!similar) throw parts.unsupported("fill", "similar items");
  if (state.goesOn && state.foundBy !== "popularity") return state;
  const kept = state.foundBy === "popularity" ? NOTHING : state.list.ranking;
  const missing = state.width - kept.items.length;
  if (missing <= 0) return state;
  const { history, filter, boost } = state;
  const newest = history.sequence.length > 0 ? history.sequence : history.items;
  const exclude = joined(state.exclude, kept.items);
  const lists = Array.from(newest.slice(-NEWEST).reverse(), (item) => {
    return similar(item, missing, { filter, boost, exclude: joined(exclude, Uint32Array.of(item)) }).ranking;
  });
  const found = unionOf(lists, missing);
  const filled = withList(state, joinedList(kept, found), found.length === missing);
  const { fallback } = filled;
  // A list of similar items is not that of everybody.
  return {
    ...filled,
    similar: new Set(found),
    fallback: found.length > 0 && fallback === "no-signal" ? undefined : fallback,
  };
}

/** What fills a list up has its last score, or 0 where that is above. */
function joinedList(list: Ranking, more: Uint32Array): Ranking {
  const last = Math.min(0, list.scores.at(-1) ?? 0);
  const length = list.items.length + more.length;
  const ranking = {
    items: new Uint32Array(length),
    scores: new Float32Array(length).fill(last),
    popular: new Uint8Array(length),
  };
  ranking.items.set(list.items);
  ranking.items.set(more, list.items.length);
  ranking.scores.set(list.scores);
  ranking.popular.fill(1, list.items.length);
  return ranking;
}

/** Distinct and ascending. */
function joined(first: Uint32Array, second: Uint32Array): Uint32Array {
  return Uint32Array.from(new Set([...first, ...second])).sort();
}

function withList(state: ListState, ranking: Ranking, goesOn: boolean): ListState {
  return { ...state, list: { ...state.list, ranking }, goesOn };
}
