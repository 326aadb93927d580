import type { ItemIndex } from "../../kernels/item-index.ts";
import type { Ranking } from "../../kernels/ranking.ts";
import type { Examples } from "../examples.ts";
import type { PopularItems } from "../popular-tail.ts";
import { boostedPopular } from "./boost.ts";
import { findSignal, type Quieten } from "./find-signal.ts";
import type { Parts } from "./parts.ts";
import { endBySignal, firstOf, type LikenessLists, type RetrievalOptions, type Retrieved } from "./retrieval.ts";

/** Items of a history that count beside the likes for `best`, the last ones: every example costs a scan's arithmetic. */
export const BEST_HISTORY = 100;

/**
 * Lists by likeness:
 *
 *   average   score(i) = cos(yᵢ, q),   q = 2·mean of likes − mean of dislikes, of unit rows, by how often each counts
 *   best      p(i), n(i) the largest cosines to a like and to a dislike: p where p > n, else −n²
 *
 * Likes are the items of the history, without dislikes, each counting once more by the weight of a like. `best` looks at the likes
 * that the request names and the last BEST_HISTORY items of the history, or the first by index where its order is not known; what
 * they weigh has no part in it. `lanes` are those that are compared.
 */
export function createLikenessLists(index: ItemIndex, popular: PopularItems, lanes: number): LikenessLists {
  const { itemCount, factorCount } = index;
  const ended = (
    options: RetrievalOptions,
    k: number,
    search: (k: number, filter: Uint8Array | undefined) => Ranking,
    quieten: Quieten,
  ): Retrieved => {
    const { boost } = options;
    const length = Math.min(k, itemCount);
    const best = (width: number, filter = options.filter?.mask): Ranking =>
      findSignal({ itemCount, boost, scan: (wider) => search(wider, filter) }, width, quieten);
    const found = best(length);
    const ended = endBySignal(found, boostedPopular(popular, boost), options, best);
    const ranking = found.items.length > length ? firstOf(ended, length) : ended;
    return { ranking, itemsScored: options.filter?.scored ?? itemCount };
  };
  return {
    scan: (strategy, history, k, options) => {
      const { examples, exclude, sequence, boost } = options;
      if (strategy === "average") {
        const { query } = averageOf(index, lanes, history, examples);
        return ended(
          options,
          k,
          (length, filter) => index.scan(query, length, { similarity: "cosine", filter, exclude, boost }),
          (found) => index.quieten(query, found, "cosine"),
        );
      }
      const likes = index.factorsOf(bestLikes(history, sequence, examples));
      const dislikes = index.factorsOf(examples?.dislikes ?? NONE);
      return ended(
        options,
        k,
        (length, filter) => index.scanBest({ likes, dislikes }, length, { filter, exclude, boost }),
        (found) => index.quieten(likes.subarray(0, factorCount), found, "cosine"),
      );
    },
    parts: (strategy, history, wanted, { examples, sequence }) => {
      if (strategy === "average") {
        const { items, shares, length } = averageOf(index, lanes, history, examples);
        const parts = cosines(index, lanes, wanted, items);
        for (let at = 0; at < parts.length; at++) parts[at]! *= length > 0 ? shares[at % items.length]! / length : 0;
        return { items, parts, popularity: new Float64Array(wanted.length) };
      }
      return bestParts(index, lanes, wanted, bestLikes(history, sequence, examples), examples?.dislikes ?? NONE);
    },
  };
}

const NONE = new Uint32Array(0);

/** Items that were chosen and how often each counts. */
function likesOf(history: Uint32Array, examples: Examples | undefined): { items: Uint32Array; counts: Float32Array } {
  if (!examples) return { items: history, counts: new Float32Array(history.length).fill(1) };
  const disliked = new Set(examples.dislikes);
  const isLiked = (item: number): boolean => !disliked.has(item);
  return {
    items: history.filter(isLiked),
    counts: examples.counts.filter((_, place) => isLiked(history[place]!)),
  };
}

/** q, its length, and what each item counts in it: q = Σⱼ sharesⱼ · yⱼ/‖yⱼ‖ in the leading lanes. */
function averageOf(index: ItemIndex, lanes: number, history: Uint32Array, examples: Examples | undefined) {
  const likes = likesOf(history, examples);
  const dislikes = { items: examples?.dislikes ?? NONE, counts: examples?.dislikeCounts ?? new Float32Array(0) };
  const items = Uint32Array.from([...likes.items, ...dislikes.items]);
  const sum = (counts: Float32Array): number => counts.reduce((total, count) => total + count, 0);
  const [ofLikes, ofDislikes] = [sum(likes.counts), sum(dislikes.counts)];
  const shares = Float64Array.from(items, (_, at) =>
    at < likes.items.length
      ? (2 * likes.counts[at]!) / ofLikes
      : -dislikes.counts[at - likes.items.length]! / ofDislikes,
  );
  const rows = unitRows(index, lanes, items);
  const query = new Float64Array(index.factorCount);
  for (const [at, share] of shares.entries()) {
    for (let lane = 0; lane < lanes; lane++) query[lane]! += share * rows[at * index.factorCount + lane]!;
  }
  const length = Math.sqrt(query.reduce((squares, value) => squares + value * value, 0));
  return { items, shares, query: Float32Array.from(query), length };
}

/** The likes of the request, and the last items of the history that are not disliked; ascending. */
function bestLikes(history: Uint32Array, sequence: Uint32Array | undefined, examples: Examples | undefined) {
  const disliked = new Set(examples?.dislikes);
  const known = (sequence?.length ? sequence : history.toReversed()).filter((item) => !disliked.has(item));
  const chosen = new Set([...(examples?.likes ?? []), ...known.subarray(-BEST_HISTORY)]);
  return Uint32Array.from(chosen).sort();
}

function bestParts(
  index: ItemIndex,
  lanes: number,
  wanted: Uint32Array,
  likes: Uint32Array,
  dislikes: Uint32Array,
): Parts {
  const items = Uint32Array.from([...likes, ...dislikes]);
  const likeness = cosines(index, lanes, wanted, items);
  const parts = new Float64Array(likeness.length);
  for (let row = 0; row < wanted.length; row++) {
    const from = row * items.length;
    const nearest = (start: number, end: number): number => {
      let best = -1;
      for (let at = from + start; at < from + end; at++) if (best < 0 || likeness[at]! > likeness[best]!) best = at;
      return best;
    };
    const [p, n] = [nearest(0, likes.length), nearest(likes.length, items.length)];
    if (n < 0 || (p >= 0 && likeness[p]! > likeness[n]!)) parts[p] = likeness[p]!;
    else parts[n] = -(likeness[n]! ** 2);
  }
  return { items, parts, popularity: new Float64Array(wanted.length) };
}

/** cos(yᵢ, yⱼ) in the leading lanes of wanted i and items j: f64[wanted × items]. */
function cosines(index: ItemIndex, lanes: number, wanted: Uint32Array, items: Uint32Array): Float64Array {
  const dots = index.dots(wanted, unitRows(index, lanes, items), items.length);
  const inverse = index.inverseNorms(wanted);
  return Float64Array.from(dots, (dot, at) => dot * inverse[Math.floor(at / items.length)]!);
}

/** Rows of length 1 in the leading lanes, the others 0; rows of zeros stay so. f32[items × factorCount] */
function unitRows(index: ItemIndex, lanes: number, items: Uint32Array): Float32Array {
  const { factorCount } = index;
  const inverse = index.inverseNorms(items);
  return index
    .factorsOf(items)
    .map((value, at) => (at % factorCount < lanes ? value * inverse[Math.floor(at / factorCount)]! : 0));
}
