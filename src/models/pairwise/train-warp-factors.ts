import { checkLength } from "../../check.ts";
import type { Csr } from "../../data/csr.ts";
import { TrainingError } from "../../errors.ts";
import { f32Stride, type Layout } from "../../kernels/layout.ts";
import { createRandom, type Random } from "../../random.ts";
import type { TrainingContext } from "../../training/context.ts";
import { checkInterrupted, nextTurn } from "../../training/steps.ts";
import { type DataShape, shapeOf } from "../train-model.ts";
import type { PairwiseFactors } from "./train-bpr-factors.ts";
import {
  checkObjective,
  createPairwiseMemory,
  loadInteractions,
  type PairwiseMemory,
  type PlacedInteractions,
  planInteractions,
  readRows,
} from "./train-pairwise-memory.ts";
import { rankLosses, type WarpOptions, warp } from "./warp.ts";

/** Features beside or instead of the identity: rows × features, finite values. Left out: each row is its own feature. */
export interface WarpFeatures {
  readonly users?: Csr | undefined;
  readonly items?: Csr | undefined;
}

/** Interactions that the printed objective is measured on: the same in every epoch. Each looks at every item. */
const PROBE_INTERACTIONS = 200;
/** Interactions between two looks at the signal. */
const CHUNK = 65_536;
/** Streams of chance. */
const FACTORS_STREAM = 21;
const STEPS_STREAM = 22;
const PROBE_STREAM = 23;

/** One side in memory, and the five words that describe it to the kernels. */
interface PlacedSide {
  readonly words: number;
  readonly offsets: number;
  readonly features: number;
  readonly values: number;
  readonly embeddings: number;
  readonly squares: number;
  /** Where the sums of the features of each row are written. */
  readonly rows: number;
}

interface WarpMap {
  readonly interactions: PlacedInteractions;
  readonly users: PlacedSide;
  readonly items: PlacedSide;
  readonly state: number;
  readonly losses: number;
  readonly probe: number;
  readonly scratch: number;
}

/** Draws up the memory of a training. Features other than the rows themselves add their entries and embeddings. */
export function planWarp(layout: Layout, options: WarpOptions, shape: DataShape, features: WarpFeatures = {}): WarpMap {
  const stride = f32Stride(options.factors + 1);
  return {
    interactions: planInteractions(layout, shape),
    users: planSide(layout, features.users, shape.users, stride, options),
    items: planSide(layout, features.items, shape.items, stride, options),
    state: layout.region(8),
    losses: layout.region(options.maxSampled * 4),
    probe: layout.region(PROBE_INTERACTIONS * 4),
    scratch: layout.region(5 * stride * 4),
  };
}

/**
 * Fits WARP (objective: warp.ts) to a users × items matrix, on one thread: each step moves what the next one reads,
 * so the result is that of the seed alone. Memory: eight bytes an interaction, the features, the embeddings, as much again
 * for adagrad, and the factors of all rows.
 *
 * The objective in reports is the mean over a fixed sample of interactions, with every item looked at and without
 * penalties; steps are random, so it need not fall in every epoch. Throws TrainingError `no-interactions`, `diverged`,
 * `interrupted`; RangeError for features of another number of rows or not finite; KernelError `memory-limit`.
 */
export async function trainWarpFactors(
  module: WebAssembly.Module,
  interactions: Csr,
  options: WarpOptions,
  context: TrainingContext,
  features: WarpFeatures = {},
): Promise<PairwiseFactors> {
  if (interactions.indices.length === 0) throw new TrainingError("no-interactions", "there is nothing to train on");
  checkFeatures("userFeatures", features.users, interactions.rowCount);
  checkFeatures("itemFeatures", features.items, interactions.columnCount);
  const stride = f32Stride(options.factors + 1);
  const plan = (layout: Layout): WarpMap => planWarp(layout, options, shapeOf(interactions), features);
  const training = new WarpTraining(createPairwiseMemory(module, plan), interactions, options, stride);
  training.load(context.seed, features);
  return training.run(context);
}

function checkFeatures(name: string, features: Csr | undefined, rowCount: number): void {
  if (features === undefined) return;
  checkLength(`${name} rows`, features.rowCount, rowCount);
  if (!features.values.every(Number.isFinite)) throw new RangeError(`${name}: expected finite values`);
}

function planSide(
  layout: Layout,
  features: Csr | undefined,
  rowCount: number,
  stride: number,
  { learningRateSchedule }: WarpOptions,
): PlacedSide {
  const entries = features?.indices.length ?? 0;
  const bytes = (features?.columnCount ?? rowCount) * stride * 4;
  const embeddings = layout.region(bytes);
  return {
    words: layout.region(20),
    offsets: features ? layout.region((rowCount + 1) * 4) : 0,
    features: layout.region(entries * 4),
    values: layout.region(entries * 4),
    embeddings,
    squares: learningRateSchedule === "adagrad" ? layout.region(bytes) : 0,
    rows: features ? layout.region(rowCount * stride * 4) : embeddings,
  };
}

class WarpTraining {
  readonly #at: PairwiseMemory<WarpMap>;
  readonly #interactions: Csr;
  readonly #options: WarpOptions;
  readonly #stride: number;
  #userFeatureCount = 0;

  constructor(at: PairwiseMemory<WarpMap>, interactions: Csr, options: WarpOptions, stride: number) {
    this.#at = at;
    this.#interactions = interactions;
    this.#options = options;
    this.#stride = stride;
  }

  load(seed: number, features: WarpFeatures): void {
    this.#userFeatureCount = features.users?.columnCount ?? 0;
    const { memory, map } = this.#at;
    const { rowCount, columnCount, indices } = this.#interactions;
    loadInteractions(memory, map.interactions, this.#interactions);
    const random = createRandom(seed, FACTORS_STREAM);
    // A user without features of their own is their own: the partner of the bias then lies in the embedding.
    this.#loadSide(map.users, features.users, rowCount, features.users ? 0 : 1, random);
    this.#loadSide(map.items, features.items, columnCount, 0, random);
    const losses = rankLosses(columnCount, this.#options.maxSampled);
    new Float32Array(memory.buffer, map.losses, losses.length).set(losses);
    const probe = createRandom(seed, PROBE_STREAM);
    const entries = Uint32Array.from({ length: PROBE_INTERACTIONS }, () => probe.nextInteger(indices.length));
    new Uint32Array(memory.buffer, map.probe, entries.length).set(entries);
    const steps = createRandom(seed, STEPS_STREAM);
    new Uint32Array(memory.buffer, map.state, 2).set([steps.nextUint32(), steps.nextUint32()]);
  }

  #loadSide(side: PlacedSide, features: Csr | undefined, rowCount: number, last: number, random: Random): void {
    const { buffer } = this.#at.memory;
    const { factors, initialScale } = this.#options;
    const count = features?.columnCount ?? rowCount;
    const words = [side.offsets, side.features, side.values, side.embeddings, side.squares];
    new Uint32Array(buffer, side.words, words.length).set(words);
    if (features) {
      new Uint32Array(buffer, side.offsets, rowCount + 1).set(features.offsets);
      new Uint32Array(buffer, side.features, features.indices.length).set(features.indices);
      new Float32Array(buffer, side.values, features.values.length).set(features.values);
    }
    const deviation = initialScale / Math.sqrt(factors);
    const embeddings = new Float32Array(buffer, side.embeddings, count * this.#stride);
    for (let row = 0; row < count; row++) {
      const start = row * this.#stride;
      for (let factor = 0; factor < factors; factor++) embeddings[start + factor] = random.nextGaussian() * deviation;
      embeddings[start + factors] = last;
    }
    if (side.squares !== 0) new Float32Array(buffer, side.squares, embeddings.length).fill(1);
  }

  async run({ signal, onEpoch }: TrainingContext): Promise<PairwiseFactors> {
    const { factors, epochs, learningRate, learningRateSchedule } = this.#options;
    const { rowCount, columnCount, indices } = this.#interactions;
    const { memory, map } = this.#at;
    const started = performance.now();
    const first = this.#objective();
    let objective = first;
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const share = learningRateSchedule === "linear" ? (epochs - epoch + 1) / epochs : 1;
      for (let done = 0; done < indices.length; done += CHUNK) {
        await nextTurn();
        checkInterrupted(signal);
        this.#sweep(Math.min(CHUNK, indices.length - done), learningRate * share);
      }
      objective = this.#objective();
      checkObjective("warp", objective, first, epoch, this.#options, warp.readOptions({}).learningRate);
      onEpoch?.({ epoch, epochs, objective, elapsedMs: performance.now() - started });
    }
    return {
      factorCount: factors,
      userFactors: readRows(memory, map.users.rows, rowCount, this.#stride, factors),
      itemFactors: readRows(memory, map.items.rows, columnCount, this.#stride, factors + 1),
      attributeFactors: this.#attributeFactors(),
      objective,
    };
  }

  /** Features of users behind the users themselves, as features.ts lays them out. */
  #attributeFactors(): Float32Array | undefined {
    const { memory, map } = this.#at;
    const { rowCount } = this.#interactions;
    const count = this.#userFeatureCount - rowCount;
    if (count <= 0) return undefined;
    const from = map.users.embeddings + rowCount * this.#stride * 4;
    return readRows(memory, from, count, this.#stride, this.#options.factors);
  }

  #sweep(count: number, rate: number): void {
    const { kernels, map } = this.#at;
    const { factors, userRegularization, itemRegularization, maxSampled, sampling } = this.#options;
    kernels.warpSweep(
      map.state,
      count,
      this.#interactions.indices.length,
      map.interactions.owners,
      map.interactions.offsets,
      map.interactions.indices,
      this.#interactions.columnCount,
      sampling === "popularity" ? 1 : 0,
      map.users.words,
      map.items.words,
      this.#stride,
      factors,
      rate,
      userRegularization,
      itemRegularization,
      map.losses,
      maxSampled,
      map.scratch,
    );
  }

  /** Sums the features of every row, and measures the objective on the fixed sample. */
  #objective(): number {
    const { kernels, memory, map } = this.#at;
    const { rowCount, columnCount } = this.#interactions;
    const stride = this.#stride;
    for (const [side, rows] of [[map.users, rowCount] as const, [map.items, columnCount] as const]) {
      if (side.rows !== side.embeddings) kernels.sumFeatures(side.words, 0, rows, stride, side.rows);
    }
    const partner = new Float32Array(memory.buffer, map.users.rows, rowCount * stride);
    for (let at = this.#options.factors; at < partner.length; at += stride) partner[at] = 1;
    const { owners, offsets, indices } = map.interactions;
    const sum = kernels.warpLoss(
      map.probe,
      PROBE_INTERACTIONS,
      owners,
      offsets,
      indices,
      columnCount,
      map.users.rows,
      map.items.rows,
      stride,
    );
    return sum / PROBE_INTERACTIONS;
  }
}
