import { checkInteger } from "../check.ts";
import { type Csr, rowValues, transpose } from "../data/csr.ts";
import { createLayout, f32Stride } from "../kernels/layout.ts";
import type { TrainingExports } from "../kernels/training-abi.ts";
import { fixedKernels, trainingHeapBase } from "./kernel-memory.ts";
import type { RatingModel } from "./model.ts";
import { type OptionReader, readOptions } from "./options.ts";
import { clipRating, createRatingModel, type RatingScale, ratingScale } from "./rating-model.ts";

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
 * error may rise a little from one epoch to the next; training ends when nobody moves. Clusters begin by lot.
 *
 * Fold-in: a history has a mean, and goes to the cluster with the least error; users of train are no exception. A user without
 * history gets m_i, an item without ratings m_u, both together the global mean.
 *
 * Source: George & Merugu 2005, figure 1; defaults of CoClustering in scikit-surprise.
 */
export interface CoClusteringOptions {
  readonly userClusters: number;
  readonly itemClusters: number;
  readonly epochs: number;
}

export const CO_CLUSTERING_DEFAULTS: CoClusteringOptions = { userClusters: 3, itemClusters: 3, epochs: 20 };

const KIND = "co-clustering";
const MAXIMUM_CLUSTERS = 1024;

const READERS: { readonly [Key in keyof CoClusteringOptions]: OptionReader<CoClusteringOptions[Key]> } = {
  userClusters: (name, value) => checkInteger(name, value, 1, MAXIMUM_CLUSTERS),
  itemClusters: (name, value) => checkInteger(name, value, 1, MAXIMUM_CLUSTERS),
  epochs: (name, value) => checkInteger(name, value, 1, 10_000),
};

/** Completes and checks options. Throws OptionsError for an unknown name, RangeError or TypeError for a bad value. */
export function coClusteringOptions(given: Readonly<Record<string, unknown>>): CoClusteringOptions {
  return readOptions(KIND, CO_CLUSTERING_DEFAULTS, READERS, given);
}

/** One side in the kernels' memory. */
interface Side {
  readonly ratings: Csr;
  readonly means: Float64Array;
  readonly clusterCount: number;
  readonly stride: number;
  readonly clusters: Uint32Array;
  /** What a cluster of the other side and one of this side add together: f32[other clusters × stride]. */
  readonly levels: Float32Array;
  readonly at: { offsets: number; columns: number; rest: number; clusters: number; levels: number };
}

/** Clusters of users and items that epochs improve, and the model that they make. */
export class CoClustering {
  readonly #options: CoClusteringOptions;
  readonly #scale: RatingScale;
  readonly #kernels: TrainingExports;
  readonly #users: Side;
  readonly #items: Side;
  readonly #errors: number;
  readonly #query: { offsets: Uint32Array; columns: Uint32Array; rest: Float32Array; cluster: Uint32Array };

  /**
   * Begins with these clusters, one number a user and one an item. `module` is the module of training kernels. Throws DataError
   * `no-ratings` and `bad-rating`, and KernelError `memory-limit` before anything is copied: 16 bytes a rating.
   */
  constructor(
    module: WebAssembly.Module,
    ratings: Csr,
    options: CoClusteringOptions,
    begin: { readonly users: ArrayLike<number>; readonly items: ArrayLike<number> },
  ) {
    this.#options = options;
    this.#scale = ratingScale(KIND, ratings);
    const byItem = transpose(ratings);
    const { userClusters, itemClusters } = options;
    const layout = createLayout(trainingHeapBase(module));
    const region = ({ rowCount, indices }: Csr, own: number, other: number): Side["at"] => ({
      offsets: layout.region(4 * (rowCount + 1)),
      columns: layout.region(4 * indices.length),
      rest: layout.region(4 * indices.length),
      clusters: layout.region(4 * rowCount),
      levels: layout.region(4 * f32Stride(own) * other),
    });
    const users = region(ratings, userClusters, itemClusters);
    const items = region(byItem, itemClusters, userClusters);
    this.#errors = layout.region(4 * f32Stride(Math.max(userClusters, itemClusters)));
    const query = [8, 4 * ratings.columnCount, 4 * ratings.columnCount, 4].map((bytes) => layout.region(bytes));
    const [offsets = 0, columns = 0, rest = 0, cluster = 0] = query;
    const { memory, kernels } = fixedKernels(module, KIND, layout.end, "leave out rare users and items");
    this.#kernels = kernels;
    this.#query = {
      offsets: new Uint32Array(memory.buffer, offsets, 2),
      columns: new Uint32Array(memory.buffer, columns, ratings.columnCount),
      rest: new Float32Array(memory.buffer, rest, ratings.columnCount),
      cluster: new Uint32Array(memory.buffer, cluster, 1),
    };
    const side = (matrix: Csr, at: Side["at"], own: number, other: number, first: ArrayLike<number>): Side => {
      const clusters = new Uint32Array(memory.buffer, at.clusters, matrix.rowCount);
      clusters.set(first);
      const levels = new Float32Array(memory.buffer, at.levels, f32Stride(own) * other);
      const means = Float64Array.from({ length: matrix.rowCount }, (_, row) => meanOf(rowValues(matrix, row)));
      return { ratings: matrix, means, clusterCount: own, stride: f32Stride(own), clusters, levels, at };
    };
    this.#users = side(ratings, users, userClusters, itemClusters, begin.users);
    this.#items = side(byItem, items, itemClusters, userClusters, begin.items);
    for (const [own, other] of [
      [this.#users, this.#items],
      [this.#items, this.#users],
    ] as const) {
      const { rowCount, indices } = own.ratings;
      new Uint32Array(memory.buffer, own.at.offsets, rowCount + 1).set(own.ratings.offsets);
      new Uint32Array(memory.buffer, own.at.columns, indices.length).set(indices);
      const left = new Float32Array(memory.buffer, own.at.rest, indices.length);
      for (let row = 0; row < rowCount; row++) {
        for (let entry = own.ratings.offsets[row]!; entry < own.ratings.offsets[row + 1]!; entry++) {
          left[entry] = own.ratings.values[entry]! - own.means[row]! - other.means[indices[entry]!]!;
        }
      }
    }
    this.#takeMeans();
  }

  get userClusters(): Uint32Array {
    return this.#users.clusters.slice();
  }

  get itemClusters(): Uint32Array {
    return this.#items.clusters.slice();
  }

  /** Moves users, then items, then takes new means. Returns the squared error before the last, and whether anybody moved. */
  epoch(): { objective: number; moved: boolean } {
    const before = [this.#users.clusters.slice(), this.#items.clusters.slice()];
    this.#assign(this.#users, this.#items);
    const objective = this.#assign(this.#items, this.#users);
    this.#takeMeans();
    const moved = [this.#users, this.#items].some(({ clusters }, side) =>
      clusters.some((cluster, row) => cluster !== before[side]![row]),
    );
    return { objective, moved };
  }

  /** The model of the present clusters. Further epochs would change it. */
  model(): RatingModel {
    const [scale, users, items] = [this.#scale, this.#users, this.#items];
    return createRatingModel({
      kind: KIND,
      options: { ...this.#options },
      itemCount: items.ratings.rowCount,
      predictorOf: (own, given) => {
        if (own.length === 0) return (item) => (this.#isRated(item) ? items.means[item]! : scale.mean);
        const mean = meanOf(given);
        const cluster = this.#foldIn(own, given, mean);
        return (item) => {
          if (!this.#isRated(item)) return clipRating(scale, mean);
          const level = users.levels[items.clusters[item]! * users.stride + cluster]!;
          return clipRating(scale, mean + items.means[item]! + level);
        };
      },
    });
  }

  #isRated(item: number): boolean {
    return this.#items.ratings.offsets[item] !== this.#items.ratings.offsets[item + 1];
  }

  #foldIn(own: Uint32Array, given: Float32Array, mean: number): number {
    const { offsets, columns, rest, cluster } = this.#query;
    let count = 0;
    for (const [place, item] of own.entries()) {
      // An item that nobody has rated says nothing of clusters.
      if (!this.#isRated(item)) continue;
      columns[count] = item;
      rest[count++] = given[place]! - mean - this.#items.means[item]!;
    }
    offsets[1] = count;
    const at = { offsets: offsets.byteOffset, columns: columns.byteOffset, rest: rest.byteOffset };
    this.#run(1, { ...at, clusters: cluster.byteOffset, levels: this.#users.at.levels }, this.#users, this.#items);
    return cluster[0]!;
  }

  #assign(own: Side, other: Side): number {
    return this.#run(own.ratings.rowCount, own.at, own, other);
  }

  #run(rowCount: number, at: Side["at"], own: Side, other: Side): number {
    const { clusterCount, stride } = own;
    return this.#kernels.assignClusters(
      0,
      rowCount,
      at.offsets,
      at.columns,
      at.rest,
      other.at.clusters,
      at.levels,
      clusterCount,
      stride,
      this.#errors,
      at.clusters,
    );
  }

  /** Takes the means C of the present clusters: C_gh − C_g − C_h is what a pair of clusters adds to m_u + m_i. */
  #takeMeans(): void {
    const [users, items] = [this.#users, this.#items];
    const { userClusters, itemClusters } = this.#options;
    const own = new Means(userClusters, this.#scale.mean);
    const other = new Means(itemClusters, this.#scale.mean);
    const both = new Means(userClusters * itemClusters, this.#scale.mean);
    const { offsets, indices, values, rowCount } = users.ratings;
    for (let user = 0; user < rowCount; user++) {
      const g = users.clusters[user]!;
      for (let entry = offsets[user]!; entry < offsets[user + 1]!; entry++) {
        const h = items.clusters[indices[entry]!]!;
        own.add(g, values[entry]!);
        other.add(h, values[entry]!);
        both.add(g * itemClusters + h, values[entry]!);
      }
    }
    for (let g = 0; g < userClusters; g++) {
      for (let h = 0; h < itemClusters; h++) {
        const level = both.of(g * itemClusters + h) - own.of(g) - other.of(h);
        users.levels[h * users.stride + g] = level;
        items.levels[g * items.stride + h] = level;
      }
    }
  }
}

class Means {
  readonly #sums: Float64Array;
  readonly #counts: Uint32Array;
  readonly #meanOfNone: number;

  constructor(size: number, meanOfNone: number) {
    this.#sums = new Float64Array(size);
    this.#counts = new Uint32Array(size);
    this.#meanOfNone = meanOfNone;
  }

  add(place: number, value: number): void {
    this.#sums[place]! += value;
    this.#counts[place]! += 1;
  }

  of(place: number): number {
    return this.#counts[place] === 0 ? this.#meanOfNone : this.#sums[place]! / this.#counts[place]!;
  }
}

function meanOf(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return values.length === 0 ? 0 : sum / values.length;
}
