import { type Csr, rowValues, transpose } from "../../data/csr.ts";
import { createLayout, f32Stride } from "../../kernels/layout.ts";
import type { TrainingExports } from "../../kernels/training-abi.ts";
import { fixedKernels, trainingHeapBase } from "../../kernels/training-memory.ts";
import { type RatingScale, ratingScale } from "../rating-model.ts";
import { type CoClusteringOptions, coClustering, type ItemClusters, meanOf } from "./co-clustering.ts";

/** What to do where there is too little memory. */
export const CO_CLUSTERING_REMEDY = "leave out rare users and items";

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

/** Clusters of users and items that epochs improve. */
export class CoClustering {
  readonly #options: CoClusteringOptions;
  readonly #scale: RatingScale;
  readonly #kernels: TrainingExports;
  readonly #users: Side;
  readonly #items: Side;
  readonly #errors: number;

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
    this.#scale = ratingScale(coClustering.name, ratings);
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
    const { memory, kernels } = fixedKernels(module, coClustering.name, layout.end, CO_CLUSTERING_REMEDY);
    this.#kernels = kernels;
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

  /** Moves users, then items, then takes new means. Returns the squared error before the last, and whether any row moved. */
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

  /** What predicts by the present clusters. Further epochs do not change it. */
  found(): ItemClusters {
    const [users, items] = [this.#users, this.#items];
    const { userClusters, itemClusters } = this.#options;
    const { offsets } = items.ratings;
    return {
      scale: this.#scale,
      means: items.means,
      clusters: items.clusters.map((cluster, item) => (offsets[item] === offsets[item + 1] ? itemClusters : cluster)),
      levels: Float32Array.from({ length: itemClusters * userClusters }, (_, at) => {
        return users.levels[Math.floor(at / userClusters) * users.stride + (at % userClusters)]!;
      }),
    };
  }

  #assign(own: Side, other: Side): number {
    const { offsets, columns, rest, clusters, levels } = own.at;
    return this.#kernels.assignClusters(
      0,
      own.ratings.rowCount,
      offsets,
      columns,
      rest,
      other.at.clusters,
      levels,
      own.clusterCount,
      own.stride,
      this.#errors,
      clusters,
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
