import { defineModel } from "../define-model.ts";
import { integer, type OptionsOf } from "../option-specs.ts";
import { clipRating, type RatingScale } from "../rating-model.ts";
import { servedByRatings } from "../served-by-ratings.ts";
import { readScale, type ServedRatings, scaleState } from "../served-ratings.ts";
import { type ModelState, type StateReader, stateOf } from "../state.ts";

const MAXIMUM_CLUSTERS = 1024;

/**
 * Co-clustering: users and items each belong to one cluster, and a pair of clusters has a mean of its own.
 *
 *   r̂_ui = C_gh + (m_u − C_g) + (m_i − C_h),   g = the cluster of u, h = the cluster of i, clipped to the range of train
 *
 *   min over the clusters  Σ_(u,i)∈S (r_ui − r̂_ui)²
 *
 * m_u, m_i = means of a user's and an item's ratings; C_gh, C_g, C_h = means of the ratings of a pair of clusters, a cluster
 * of users, a cluster of items, and the global mean where there are none. An epoch takes the means C, moves every user to the
 * cluster with the least error, then every item. The means are not the minimisers of the error given the clusters, so the
 * error may rise a little from one epoch to the next; training ends when no row moves. Clusters begin at random.
 *
 * Fold-in: a history has a mean, and goes to the cluster with the least error; users of train are no exception. A user without
 * history gets m_i, an item without ratings m_u, both together the global mean.
 * Items of one cluster are similar, the more so the nearer their means are: 1 / (1 + |m_i − m_j|); others are not.
 *
 * Source: George & Merugu 2005, figure 1; defaults of CoClustering in scikit-surprise.
 */
const specs = {
  userClusters: integer(1, MAXIMUM_CLUSTERS, 3),
  itemClusters: integer(1, MAXIMUM_CLUSTERS, 3),
  epochs: integer(1, 10_000, 20),
};

/** The options of co-clustering. */
export type CoClusteringOptions = OptionsOf<typeof specs>;

export const coClustering = defineModel({
  name: "co-clustering",
  summary: "means of clusters of users and items",
  learnsFrom: "ratings",
  options: specs,
  restore: (given, state, context) =>
    servedByRatings(restoreCoClustering(given, state, context.itemCount), state, context),
});

/** What predicts, once every row has a cluster. */
export interface ItemClusters {
  readonly scale: RatingScale;
  /** m_i, f64[items]; 0 where an item has no ratings. */
  readonly means: Float64Array;
  /** u32[items]; the number of clusters where an item has no ratings. */
  readonly clusters: Uint32Array;
  /** f32[item clusters × user clusters]: C_gh − C_g − C_h, what a pair of clusters adds to m_u + m_i. */
  readonly levels: Float32Array;
}

/** Predictions by these clusters. O(history · user clusters) a user, O(1) an item. */
export function servedCoClustering(
  { userClusters, itemClusters }: CoClusteringOptions,
  { scale, means, clusters, levels }: ItemClusters,
): ServedRatings {
  const isRated = (item: number): boolean => clusters[item]! < itemClusters;
  return {
    scale,
    predictorOf: (own, given) => {
      if (own.length === 0) return (item) => (isRated(item) ? means[item]! : scale.mean);
      const mean = meanOf(given);
      // An item without ratings says nothing of clusters.
      const places = [...own.keys()].filter((place) => isRated(own[place]!));
      const rest = Float32Array.from(places, (place) => given[place]! - mean - means[own[place]!]!);
      const columnClusters = Uint32Array.from(places, (place) => clusters[own[place]!]!);
      const cluster = nearestCluster(rest, columnClusters, levels, userClusters);
      return (item) => {
        if (!isRated(item)) return clipRating(scale, mean);
        return clipRating(scale, mean + means[item]! + levels[clusters[item]! * userClusters + cluster]!);
      };
    },
    similarTo: (item) => {
      const scores = new Float32Array(clusters.length);
      if (!isRated(item)) return scores;
      for (let other = 0; other < scores.length; other++) {
        if (clusters[other] === clusters[item]) scores[other] = 1 / (1 + Math.abs(means[other]! - means[item]!));
      }
      return scores;
    },
  };
}

/** The cluster with the least squared error, the lowest where several tie; rounded as assembly/co-clustering.ts rounds. */
export function nearestCluster(
  rest: Float32Array,
  columnClusters: Uint32Array,
  levels: Float32Array,
  clusterCount: number,
): number {
  const errors = new Float32Array(clusterCount);
  for (let place = 0; place < rest.length; place++) {
    const start = columnClusters[place]! * clusterCount;
    for (let cluster = 0; cluster < clusterCount; cluster++) {
      const error = Math.fround(rest[place]! - levels[start + cluster]!);
      errors[cluster]! += Math.fround(error * error);
    }
  }
  let best = 0;
  for (let cluster = 1; cluster < clusterCount; cluster++) if (errors[cluster]! < errors[best]!) best = cluster;
  return best;
}

/** What an artefact keeps. */
export function coClusteringState({ scale, means, clusters, levels }: ItemClusters): ModelState {
  return stateOf({ scale: scaleState(scale), itemMeans: means, itemClusters: clusters, levels });
}

/** Predictions by the clusters that were kept. */
function restoreCoClustering(options: CoClusteringOptions, state: StateReader, itemCount: number): ServedRatings {
  const { userClusters, itemClusters } = options;
  return servedCoClustering(options, {
    scale: readScale(state),
    means: state.f64("itemMeans", itemCount),
    clusters: state.u32("itemClusters", itemCount, itemClusters + 1),
    levels: state.f32("levels", itemClusters * userClusters),
  });
}

/** The mean of ratings; 0 where there are none. */
export function meanOf(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return values.length === 0 ? 0 : sum / values.length;
}
