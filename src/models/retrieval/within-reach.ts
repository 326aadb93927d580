import type { Ranking } from "../../kernels/ranking.ts";
import { LEAST, type PopularItems } from "../popular-tail.ts";
import { type CompiledFilter, onlyItems } from "./item-mask.ts";
import { competitors, type RetrievalOptions, type Retrieved } from "./retrieval.ts";

/**
 * The list of a search that cannot tell by scores which items a history reaches: it searches those alone, and the others stand
 * by popularity between what it scores above 0 and what below (models/popular-tail.ts). `reached` is u8[items].
 */
export function listWithin(
  reached: Uint8Array,
  k: number,
  options: RetrievalOptions,
  popular: PopularItems,
  search: (filter: CompiledFilter) => Retrieved,
): Retrieved {
  const { isOut } = competitors(options, reached.length);
  const within = Uint32Array.from(reached.keys()).filter((item) => reached[item] === 1 && !isOut(item));
  const filter = onlyItems(within, reached.length);
  const found = within.length === 0 ? undefined : search(filter);
  return {
    itemsScored: filter.scored,
    ...found,
    ranking: joined(found?.ranking, reached, k, options, popular),
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
