import { checkNumber } from "../../check.ts";
import { exp } from "../../elementary.ts";
import { RequestError } from "../../errors.ts";
import type { Rotation, Showing } from "../list-options.ts";
import { entriesAt, runsOf } from "../list-places.ts";
import { scaledScore } from "../scaled-score.ts";
import type { EngineParts, ListRequest, Stage } from "./stage.ts";

/** How many showings of an item count, from the newest. */
const COUNTED_SHOWINGS = 8;
/** The least factor of an item, so that what was shown just now at a rate of 1 keeps its order. */
const LEAST_FACTOR = 0.001;

/**
 * Lets items sink that were shown: the score of each is multiplied by Π (1 − rate · 2^(−age / halfLife)) over its last 8
 * showings, by at least 0.001; behind a head, whose scores are logits, its odds are. Items marked as popular stay behind what
 * follows from the history. Throws RequestError `bad-rotation` for showings without a present (`now`) or after it, RangeError
 * for numbers beyond their limits.
 */
export const rotate: Stage = {
  // So many more can rise into the list.
  width: (request, parts, wanted) => (request.rotation ? wanted + shownItems(request, parts).size : 0),
  run: (state, parts) => {
    const { request, list, reranked } = state;
    if (!request.rotation || !request.shown || request.shown.length === 0) return state;
    const factors = factorsOf(request.rotation, shownItems(request, parts), presentOf(request));
    const { ranking } = list;
    const isSunk = (item: number): boolean => factors.has(item);
    if (!ranking.items.some(isSunk)) return state;
    const scores = Float64Array.from(ranking.items, (item, place) => {
      const factor = factors.get(item);
      const score = ranking.scores[place]!;
      return factor === undefined ? score : scaledScore(score, factor, reranked && ranking.popular?.[place] !== 1);
    });
    const places = Array.from(ranking.items, (_, place) => place);
    const runs = runsOf(ranking);
    let least = Number.POSITIVE_INFINITY;
    const ordered = runs.slice(1).flatMap((end, run) => {
      const own = places.slice(runs[run], end);
      own.sort((a, b) => scores[b]! - scores[a]! || ranking.items[a]! - ranking.items[b]!);
      // Logits sink without bound, and no item may have a higher score than those before it.
      for (const place of own) scores[place] = Math.min(scores[place]!, least);
      least = Math.min(least, scores[own.at(-1)!]!);
      return own;
    });
    const sunk = { ...ranking, scores: Float32Array.from(scores) };
    // Items that were not retrieved may belong before those that sank to the end: so much of the order is not known.
    const unknown = state.goesOn ? ranking.items.filter(isSunk).length : 0;
    return { ...state, list: { ...list, ranking: entriesAt(sunk, ordered.slice(0, ordered.length - unknown)) } };
  },
};

/** The times of showings by item. */
function shownItems({ shown = [] }: ListRequest, { artefact }: EngineParts): Map<number, Showing[]> {
  const showings = new Map<number, Showing[]>();
  for (const showing of shown) {
    const item = artefact.items.itemIds.indexOf(showing.itemId);
    if (item === undefined) continue;
    const own = showings.get(item);
    if (own) own.push(showing);
    else showings.set(item, [showing]);
  }
  return showings;
}

function presentOf({ now, shown = [] }: ListRequest): number {
  if (now === undefined) {
    throw new RequestError("bad-rotation", "now: expected the present in seconds since 1970, beside `rotation`");
  }
  const [late] = shown.filter(({ at }) => !(at <= now));
  if (late === undefined) return now;
  const expected = `shown: expected times up to the present, ${now} (seconds since 1970)`;
  throw new RequestError("bad-rotation", `${expected}, got ${late.at} for ${JSON.stringify(late.itemId)}`);
}

function factorsOf(
  { rate, halfLife }: Rotation,
  showings: ReadonlyMap<number, readonly Showing[]>,
  now: number,
): Map<number, number> {
  checkNumber("rotation.rate", rate, 0, 1);
  checkNumber("rotation.halfLife", halfLife, Number.MIN_VALUE, Number.MAX_VALUE);
  return new Map(
    Array.from(showings, ([item, own]) => {
      const newest = own.map(({ at }) => at).sort((a, b) => b - a);
      const factor = newest.slice(0, COUNTED_SHOWINGS).reduce((product, at) => {
        return product * (1 - rate * exp(-Math.LN2 * ((now - at) / halfLife)));
      }, 1);
      return [item, Math.max(LEAST_FACTOR, factor)];
    }),
  );
}
