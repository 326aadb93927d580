import type { Csr } from "../../data/csr.ts";
import { log } from "../../elementary.ts";
import type { TrainingExports } from "../../kernels/training-abi.ts";
import { fixedKernels, trainingHeapBase } from "../../kernels/training-memory.ts";
import { createRandom } from "../../random.ts";
import type { RatingScale } from "../rating-model.ts";
import { type Machine, placeOf, type RbmOptions, rbm } from "./rbm.ts";
import { planRbm, type RbmMap, rbmMemory } from "./train-rbm-memory.ts";
import { valuePrior } from "./train-rbm-prior.ts";

/** Standard deviation of the first weights. */
const INITIAL_DEVIATION = 0.01;
const INITIAL_STREAM = 1;
/** Ratings with which the shares of the values in train stand in for an item's own in its first biases. */
const PRIOR_RATINGS = 10;
/** Keeps the logarithm of a value that an item never has within bounds. */
const LEAST_SHARE = 1e-6;

/** A machine in the kernels' memory that batches of users move. */
export class MachineInTraining {
  readonly #options: RbmOptions;
  readonly #ratings: Csr;
  readonly #scale: RatingScale;
  readonly #values: Float32Array;
  readonly #map: RbmMap;
  readonly #buffer: ArrayBufferLike;
  readonly #kernels: TrainingExports;
  /** Users of the batch with an item, and the item's slot. */
  readonly #counts: Uint32Array;
  readonly #slots: Uint32Array;

  /** Throws KernelError `memory-limit` before anything is copied. */
  constructor(
    module: WebAssembly.Module,
    ratings: Csr,
    options: RbmOptions,
    { scale, values, seed }: { readonly scale: RatingScale; readonly values: Float32Array; readonly seed: number },
  ) {
    this.#options = options;
    this.#ratings = ratings;
    this.#scale = scale;
    this.#values = values;
    const shape = { users: ratings.rowCount, items: ratings.columnCount, interactions: ratings.indices.length };
    this.#map = planRbm(trainingHeapBase(module), shape, options.hidden, values.length);
    const { remedy } = rbmMemory(options, shape);
    const { memory, kernels } = fixedKernels(module, rbm.name, this.#map.byteLength, remedy);
    this.#buffer = memory.buffer;
    this.#kernels = kernels;
    this.#counts = new Uint32Array(ratings.columnCount);
    this.#slots = new Uint32Array(ratings.columnCount);
    this.#loadRatings();
    this.#f32(this.#map.prior, values.length ** 2).set(valuePrior(values.length));
    this.#initialise(seed);
  }

  /** Moves the machine by these users, who have ratings. Returns Σ (r − reconstruction)² over their ratings. */
  train(users: Uint32Array, learningRate: number): number {
    const { hidden, momentum, regularization } = this.#options;
    const { offsets } = this.#ratings;
    const count = this.#values.length;
    const map = this.#map;
    const itemCount = this.#openBatch(users);
    const drift = new Float64Array(hidden);
    let squares = 0;
    for (const user of users) {
      const start = offsets[user]!;
      squares += this.#chain(start, offsets[user + 1]! - start);
      const [data, model] = [this.#f32(map.data, hidden), this.#f32(map.model, hidden)];
      for (let unit = 0; unit < hidden; unit++) drift[unit]! += data[unit]! - model[unit]!;
    }
    this.#kernels.rbmMove(
      ...([itemCount, map.batchItems, map.scales, count, hidden, map.prior, map.gradients, map.biasGradients] as const),
      ...([learningRate, momentum, regularization] as const),
      ...([map.weights, map.velocities, map.itemBiases, map.biasVelocities] as const),
    );
    const biases = this.#f32(map.hiddenBiases, hidden);
    const velocities = new Float64Array(this.#buffer, map.hiddenVelocities, hidden);
    for (let unit = 0; unit < hidden; unit++) {
      velocities[unit] = momentum * velocities[unit]! + drift[unit]! / users.length;
      biases[unit]! += learningRate * velocities[unit]!;
    }
    return squares;
  }

  /** The bytes of what `found` gives, in memory: what is written there is found then. */
  get weights(): Uint8Array {
    return this.#bytes(this.#map.weightsEnd);
  }

  /** The bytes of all that lasts from one batch to the next, weights first: written there, it goes on from them. */
  get state(): Uint8Array {
    return this.#bytes(this.#map.stateEnd);
  }

  /** A copy of the machine as it is now; items without ratings have no weights. */
  found(): Machine {
    const { hidden } = this.#options;
    const { stride } = this.#map;
    const rowCount = this.#ratings.columnCount * this.#values.length;
    const padded = this.#f32(this.#map.weights, rowCount * stride);
    const weights = new Float32Array(rowCount * hidden);
    for (let row = 0; row < rowCount; row++) {
      weights.set(padded.subarray(row * stride, row * stride + hidden), row * hidden);
    }
    return {
      ...{ scale: this.#scale, hidden, values: this.#values, weights },
      itemBiases: this.#f32(this.#map.itemBiases, rowCount).slice(),
      hiddenBiases: this.#f32(this.#map.hiddenBiases, hidden).slice(),
    };
  }

  /** The chain of one user from the ratings start … start + length, and what it adds to the gradients. */
  #chain(start: number, length: number): number {
    const { hidden, steps } = this.#options;
    const map = this.#map;
    const count = this.#values.length;
    const at = (pointer: number): number => pointer + 4 * start;
    this.#kernels.rbmHidden(length, at(map.rows), hidden, map.weights, map.hiddenBiases, map.data);
    let squares = 0;
    let from = map.data;
    for (let step = 1; step <= steps; step++) {
      // The last step writes where the gradients read.
      const to = (steps - step) % 2 === 0 ? map.model : map.turn;
      this.#kernels.rbmReconstruct(
        ...([length, at(map.items), count, hidden, from, map.weights, map.itemBiases] as const),
        ...([map.hiddenBiases, map.probabilities, to] as const),
      );
      if (step === 1) squares = this.#squares(start, length);
      from = to;
    }
    this.#kernels.rbmGradient(
      ...([length, at(map.slots), at(map.chosen), count, hidden, map.data, map.probabilities] as const),
      ...([map.model, map.gradients, map.biasGradients] as const),
    );
    return squares;
  }

  #squares(start: number, length: number): number {
    const count = this.#values.length;
    const probabilities = this.#f32(this.#map.probabilities, length * count);
    let squares = 0;
    for (let entry = 0; entry < length; entry++) {
      let error = this.#ratings.values[start + entry]!;
      for (let value = 0; value < count; value++) error -= probabilities[entry * count + value]! * this.#values[value]!;
      squares += error * error;
    }
    return squares;
  }

  /** Gives the items of a batch their slots with gradients of zero. Returns how many there are. */
  #openBatch(users: Uint32Array): number {
    const { offsets, indices } = this.#ratings;
    const map = this.#map;
    const slots = this.#u32(map.slots, indices.length);
    const items = this.#u32(map.batchItems, this.#counts.length);
    let itemCount = 0;
    for (const user of users) {
      for (let entry = offsets[user]!; entry < offsets[user + 1]!; entry++) {
        const item = indices[entry]!;
        if (this.#counts[item] === 0) {
          items[itemCount] = item;
          this.#slots[item] = itemCount++;
        }
        this.#counts[item]! += 1;
        slots[entry] = this.#slots[item]!;
      }
    }
    const scales = this.#f32(map.scales, itemCount);
    for (let slot = 0; slot < itemCount; slot++) {
      scales[slot] = 1 / Math.sqrt(users.length * this.#counts[items[slot]!]!);
      this.#counts[items[slot]!] = 0;
    }
    this.#f32(map.gradients, itemCount * this.#values.length * map.stride).fill(0);
    this.#f32(map.biasGradients, itemCount * this.#values.length).fill(0);
    return itemCount;
  }

  #loadRatings(): void {
    const { indices, values } = this.#ratings;
    const length = indices.length;
    const chosen = this.#u32(this.#map.chosen, length);
    const rows = this.#u32(this.#map.rows, length);
    this.#u32(this.#map.items, length).set(indices);
    for (let entry = 0; entry < length; entry++) {
      chosen[entry] = placeOf(this.#values, values[entry]!).below;
      rows[entry] = indices[entry]! * this.#values.length + chosen[entry]!;
    }
  }

  /** Draws the first weights of items with ratings; biases begin as the logarithms of the shares of the values. */
  #initialise(seed: number): void {
    const { columnCount, indices } = this.#ratings;
    const count = this.#values.length;
    const { hidden } = this.#options;
    const { stride } = this.#map;
    const weights = this.#f32(this.#map.weights, columnCount * count * stride);
    const biases = this.#f32(this.#map.itemBiases, columnCount * count);
    const rows = this.#u32(this.#map.rows, indices.length);
    const [shares, totals] = [new Float64Array(count), new Float64Array(columnCount)];
    for (const row of rows) {
      shares[row % count]! += 1 / rows.length;
      totals[Math.floor(row / count)]! += 1;
    }
    const sums = Float64Array.from(biases, (_, row) => PRIOR_RATINGS * shares[row % count]!);
    for (const row of rows) sums[row]! += 1;
    const random = createRandom(seed, INITIAL_STREAM);
    for (let row = 0; row < sums.length; row++) {
      const total = totals[Math.floor(row / count)]!;
      biases[row] = log(sums[row]! / (total + PRIOR_RATINGS) + (total === 0 ? 0 : LEAST_SHARE));
      for (let unit = 0; unit < hidden; unit++) {
        const value = INITIAL_DEVIATION * random.nextGaussian();
        if (total > 0) weights[row * stride + unit] = value;
      }
    }
  }

  #bytes(end: number): Uint8Array {
    const { weights } = this.#map;
    return new Uint8Array(this.#buffer, weights, end - weights);
  }

  #f32(pointer: number, length: number): Float32Array {
    return new Float32Array(this.#buffer, pointer, length);
  }

  #u32(pointer: number, length: number): Uint32Array {
    return new Uint32Array(this.#buffer, pointer, length);
  }
}
