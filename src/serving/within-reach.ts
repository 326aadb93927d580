import type { Ranking } from "../kernels/ranking.ts";
import { LEAST, type PopularItems } from "../models/popular-tail.ts";
import { onlyItems } from "./filter.ts";
import { competitors, type Retrieval, type RetrievalOptions } from "./retrieval.ts";

/**
 * Lists of a search that cannot tell by scores which items a history reaches: it is asked for those alone, and the others
 * stand by popularity between what it scores above 0 and what below (models/popular-tail.ts). Where all are reached, its lists
 * come back as they are. `reached` gives u8[items], undefined for all.
 */
export function withinReach<R extends Omit<Retrieval, "sentWeight" | "predict">>(
  lists: R,
  reached: (history: Uint32Array, given: Float32Array) => Uint8Array | undefined,
  popular: PopularItems,
): R {
  const scan: R["scan"] = (history, given, k, options) => {
    const reach = reached(history, given);
    if (reach === undefined) return lists.scan(history, given, k, options);
    const { isOut } = competitors(options, reach.length);
    const within = Uint32Array.from(reach.keys()).filter((item) => reach[item] === 1 && !isOut(item));
    const filter = onlyItems(within, reach.length);
    const found = within.length === 0 ? undefined : lists.scan(history, given, k, { ...options, filter });
    return {
      ...{ itemsScored: filter.scored, reranked: false, itemsReranked: 0, ...found },
      ranking: joined(found?.ranking, reach, k, options, popular),
    };
  };
  const { scanBatch } = lists;
  return {
    ...lists,
    get memoryBytes() {
      return lists.memoryBytes;
    },
    scan,
    scanBatch:
      scanBatch &&
      ((rows, k, options) => {
        if (rows.every(({ history, weights }) => reached(history, weights) === undefined))
          return scanBatch(rows, k, options);
        return rows.map(({ history, weights, exclude }) => scan(history, weights, k, { ...options, exclude }));
      }),
  };
}

const NOTHING: Ranking = { items: new Uint32Array(0), scores: new Float32Array(0) };

/** The list of what is reached, with the other items among it: above 0, by popularity, below 0. */
function joined(
  { items, scores, popular: marks }: Ranking = NOTHING,
  reach: Uint8Array,
  k: number,
  options: RetrievalOptions,
  { order, popularity }: PopularItems,
): Ranking {
  const { isOut } = competitors(options, reach.length);
  const isMarked = (place: number): boolean => marks?.[place] === 1;
  const places = [...items.keys()];
  const liked = places.filter((place) => !isMarked(place) && scores[place]! > 0);
  const silent = new Set(places.filter(isMarked).map((place) => items[place]!));
  const level = order.filter((item) => silent.has(item) || (reach[item] === 0 && !isOut(item)));
  const disliked = places.filter((place) => !isMarked(place) && !(scores[place]! > 0));
  const length = Math.min(k, liked.length + level.length + disliked.length);
  const end = Math.min(length, liked.length + level.length);
  const unit = liked.length === 0 && end === length ? 1 : LEAST;
  const take = (from: Float32Array | Uint32Array, between: ArrayLike<number>): number[] =>
    [...liked.map((place) => from[place]!), ...Array.from(between), ...disliked.map((place) => from[place]!)].slice(
      0,
      length,
    );
  return {
    items: Uint32Array.from(take(items, level)),
    scores: Float32Array.from(
      take(
        scores,
        Float32Array.from(level, (item) => popularity[item]! * unit),
      ),
    ),
    popular: new Uint8Array(length).fill(1, liked.length, end),
  };
}
