import type { Ranking } from "../kernels/ranking.ts";

/** The entries of a list at these places, in their order. Copies. */
export function entriesAt({ items, scores, popular }: Ranking, places: ArrayLike<number>): Ranking {
  const length = places.length;
  const taken = { items: new Uint32Array(length), scores: new Float32Array(length), popular: new Uint8Array(length) };
  for (let at = 0; at < length; at++) {
    const place = places[at]!;
    taken.items[at] = items[place]!;
    taken.scores[at] = scores[place]!;
    taken.popular[at] = popular?.[place] ?? 0;
  }
  return popular ? taken : { items: taken.items, scores: taken.scores };
}

/** Where the runs of equal marks (`popular`) begin, and the length of the list: what follows, what is popular, what is advised against. */
export function runsOf({ items, popular }: Ranking): number[] {
  const starts = [0];
  for (let place = 1; place < items.length; place++) {
    if (popular !== undefined && popular[place] !== popular[place - 1]) starts.push(place);
  }
  if (items.length > 0) starts.push(items.length);
  return starts;
}
