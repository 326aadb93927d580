import { type Csr, rowIndices, rowValues } from "../../data/csr.ts";
import type { KnnRatingOptions } from "./knn-rating-options.ts";
import type { Weighed } from "./nearest-users.ts";
import type { UserRows } from "./user-rows.ts";

/**
 * What the k users nearest to one user say of items, where rows are taken as full: all of them speak of every item, who
 * has not rated it through their own mean m. With the deviation d = r − m of a rating from the mean of its user,
 *
 *   Σ_N s·r' = Σ_N s·m + Σ_(v in N, rated) s·d          Σ_N s·(r' − m) = Σ_(v in N, rated) s·d
 *
 * where r' is r or, where nothing was rated, m. So no matrix of users by items is written out. N is the same for every
 * item: the greatest similarities above 0, of equal ones the lower index. The row that holds exactly what the person gave is
 * taken for the person's own, which their history is fetched from, and is left out; where several do, the first. Users
 * without ratings have no row.
 */
export interface NearestOfAll {
  /** Chooses N by the similarities of the person to all users, f64[users]; it is read now and may be overwritten then. */
  choose(similarities: Float64Array, items: Uint32Array, given: Float32Array): void;
  /** What N says of an item. O(raters of the item). */
  weigh(item: number): Weighed;
}

/** Bytes a user. */
export const NEAREST_OF_ALL_BYTES = 16;

/** What these options ask for over ratings (users × items); undefined unless rows are full. */
export function nearestOfAll(options: KnnRatingOptions, ratings: Csr, rows: UserRows): NearestOfAll | undefined {
  return options.imputation === "full-rows" ? createNearestOfAll(options, ratings, rows) : undefined;
}

function createNearestOfAll({ neighbours: k, kind }: KnnRatingOptions, ratings: Csr, rows: UserRows): NearestOfAll {
  const { byItem, deviations, means } = rows;
  const near = new Float64Array(ratings.rowCount);
  const sorted = new Float64Array(ratings.rowCount);
  let found = 0;
  let weight = 0;
  let ofMeans = 0;
  return {
    choose: (similarities, items, given) => {
      for (let user = 0; user < sorted.length; user++) {
        const isEmpty = ratings.offsets[user] === ratings.offsets[user + 1];
        sorted[user] = isEmpty ? 0 : similarities[user]!;
      }
      const own = ownRow(ratings, byItem, items, given);
      if (own !== undefined) sorted[own] = 0;
      near.set(sorted);
      sorted.sort();
      // The k-th greatest; whatever is above it is in N, and of its equals as many as there are places left.
      const bound = Math.max(sorted[sorted.length - k] ?? 0, 0);
      let above = 0;
      for (let at = sorted.length - 1; at >= 0 && sorted[at]! > bound; at--) above++;
      let places = bound > 0 ? k - above : 0;
      found = 0;
      weight = 0;
      ofMeans = 0;
      for (let user = 0; user < near.length; user++) {
        const similarity = near[user]!;
        if (!(similarity > bound) && !(similarity === bound && places-- > 0)) {
          near[user] = 0;
          continue;
        }
        found++;
        weight += similarity;
        ofMeans += similarity * means[user]!;
      }
    },
    weigh: (item) => {
      let total = kind === "basic" ? ofMeans : 0;
      for (let at = byItem.offsets[item]!; at < byItem.offsets[item + 1]!; at++) {
        total += near[byItem.indices[at]!]! * deviations[at]!;
      }
      return { found, weight, total };
    },
  };
}

/** The first row that holds these ratings and no others. O(raters of the first item, and a row each where sizes agree). */
function ownRow(ratings: Csr, byItem: Csr, items: Uint32Array, given: Float32Array): number | undefined {
  const [first] = items;
  if (first === undefined) return undefined;
  return rowIndices(byItem, first).find((user) => {
    const own = rowIndices(ratings, user);
    const values = rowValues(ratings, user);
    return (
      own.length === items.length &&
      items.every((item, place) => own[place] === item) &&
      given.every((value, place) => values[place] === value)
    );
  });
}
