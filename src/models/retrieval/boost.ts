import type { Ranking } from "../../kernels/ranking.ts";
import { type PopularItems, popularItems } from "../popular-tail.ts";

/** A score with its boost b > 0: s · b where s ≥ 0, s / b below, so that a boost above 1 raises every item. Rounded to f32. */
function boosted(score: number, boost: number): number {
  return Math.fround(score < 0 ? score / boost : score * boost);
}

/** The scores of all items with their boosts, f32[items], as the kernels round. Without boosts the scores themselves. */
export function boostedScores(scores: Float32Array, boost: Float32Array | undefined): Float32Array {
  if (!boost) return scores;
  const raised = new Float32Array(scores.length);
  for (let item = 0; item < scores.length; item++) raised[item] = boosted(scores[item]!, boost[item]!);
  return raised;
}

/** What the scores of a list were before the boosts, but for their last bit. */
export function unboosted({ items, scores }: Ranking, boost: Float32Array): Float32Array {
  return scores.map((score, place) => (score < 0 ? score * boost[items[place]!]! : score / boost[items[place]!]!));
}

/** What popular items are by boost, as long as the boost is kept. */
const known = new WeakMap<Float32Array, { readonly of: PopularItems; readonly items: PopularItems }>();

/**
 * The items by popularity with their boosts; without boosts as they are. They are put in order when they are first looked at:
 * most lists end before their popular items begin.
 */
export function boostedPopular(popular: PopularItems, boost: Float32Array | undefined): PopularItems {
  if (!boost) return popular;
  const made = known.get(boost);
  if (made?.of === popular) return made.items;
  let ordered: PopularItems | undefined;
  const inOrder = (): PopularItems => {
    ordered ??= popularItems(boostedScores(popular.popularity, boost));
    return ordered;
  };
  const items: PopularItems = {
    get popularity() {
      return inOrder().popularity;
    },
    get order() {
      return inOrder().order;
    },
    get places() {
      return inOrder().places;
    },
  };
  known.set(boost, { of: popular, items });
  return items;
}
