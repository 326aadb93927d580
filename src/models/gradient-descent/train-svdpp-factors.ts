import type { Csr } from "../../data/csr.ts";
import { instantiateTrainingKernels } from "../../kernels/instantiate-training.ts";
import { createLayout, f32Stride } from "../../kernels/layout.ts";
import { trainingHeapBase } from "../../kernels/training-memory.ts";
import { createRandom, shuffle } from "../../random.ts";
import type { TrainingContext } from "../../training/context.ts";
import { type Phases, runInline, runInPool } from "../../training/phases.ts";
import { trainingMemory } from "../../training/shared-memory.ts";
import { inlinePool } from "../../training/thread-pool.ts";
import { ratingScale } from "../rating-model.ts";
import { type DataShape, shapeOf } from "../train-model.ts";
import { penaltyScale } from "./biased-mf.ts";
import { type SvdppFactors, type SvdppOptions, svdpp } from "./svdpp.ts";
import { SETTINGS, type SgdSide, sgdSide } from "./train-sgd-memory.ts";
import { countBySide, drawRows, type PaddedRows, penaltyOf, STREAMS, takeRows } from "./train-sgd-rows.ts";
import { createSchedule } from "./train-sgd-schedule.ts";

/** Where everything lies: 8 bytes a rating, and the factors. */
interface SvdppMemoryMap {
  readonly factorCount: number;
  readonly stride: number;
  readonly users: SgdSide;
  readonly items: SgdSide;
  /** y, f32[items × stride] */
  readonly implicit: number;
  /** u32[users + 1] */
  readonly offsets: number;
  /** (item u32, rating f32) by user. */
  readonly ratings: number;
  /** u32[users]: in which order they are visited. */
  readonly order: number;
  readonly settings: number;
  readonly scratch: number;
}

/** Users visited between two chances to interrupt. */
const USERS_A_TURN = 4096;

/** What is done next: the steps of some users in order, or the error of a range of users. */
type SvdppTask = {
  readonly kind: "pass" | "squares";
  readonly start: number;
  readonly end: number;
  readonly seed: number;
};

/**
 * Trains SVD++ (objective: svdpp.ts) on ratings, users × items. Each epoch visits all users in a new random order. It
 * takes one thread: users share the implicit factors of their items, so that no two can be visited at the same time.
 *
 * Throws DataError `no-ratings` or `bad-rating`; KernelError `memory-limit` before anything starts; TrainingError
 * `diverged`, `interrupted`.
 */
export async function trainSvdppFactors(
  module: WebAssembly.Module,
  ratings: Csr,
  options: SvdppOptions,
  context: TrainingContext,
): Promise<SvdppFactors> {
  const training = new SvdppTraining(module, ratings, options, context);
  return runInPool(training.phases(), inlinePool(training.run), context.signal);
}

/** The same without a turn of the event loop: it cannot be interrupted. */
export function trainSvdppFactorsInline(
  module: WebAssembly.Module,
  ratings: Csr,
  options: SvdppOptions,
  context: TrainingContext,
): SvdppFactors {
  const training = new SvdppTraining(module, ratings, options, context);
  return runInline(training.phases(), training.run);
}

class SvdppTraining {
  readonly run: (task: SvdppTask) => void;
  readonly #memory: WebAssembly.Memory;
  readonly #map: SvdppMemoryMap;
  readonly #options: SvdppOptions;
  readonly #context: TrainingContext;
  readonly #mean: number;
  readonly #ratings: Float32Array;
  readonly #userCounts: Uint32Array;
  readonly #itemCounts: Uint32Array;
  readonly #userRows: PaddedRows;
  readonly #itemRows: PaddedRows;
  readonly #implicitRows: PaddedRows;
  #squares = 0;

  constructor(module: WebAssembly.Module, ratings: Csr, options: SvdppOptions, context: TrainingContext) {
    this.#mean = ratingScale(svdpp.name, ratings).mean;
    this.#ratings = ratings.values;
    this.#options = options;
    this.#context = context;
    const { map, byteLength } = planSvdppMemory(trainingHeapBase(module), shapeOf(ratings), options.factors);
    this.#map = map;
    this.#memory = trainingMemory(byteLength);
    const { userCounts, itemCounts } = countBySide(ratings, ratings.columnCount);
    this.#userCounts = userCounts;
    this.#itemCounts = itemCounts;
    const { rowCount, columnCount } = ratings;
    const rows = { memory: this.#memory, factorCount: map.factorCount, stride: map.stride, places: undefined };
    this.#userRows = { ...rows, pointer: map.users.factors, rowCount };
    this.#itemRows = { ...rows, pointer: map.items.factors, rowCount: columnCount };
    this.#implicitRows = { ...rows, pointer: map.implicit, rowCount: columnCount };
    const { initialMean, initialDeviation } = options;
    drawRows(this.#userRows, context.seed, STREAMS.users, initialMean, initialDeviation);
    drawRows(this.#itemRows, context.seed, STREAMS.items, initialMean, initialDeviation);
    drawRows(this.#implicitRows, context.seed, STREAMS.implicit, initialMean, initialDeviation);
    this.#load(ratings);
    this.run = this.#createRunner(module);
  }

  #load(ratings: Csr): void {
    const { buffer } = this.#memory;
    new Uint32Array(buffer, this.#map.offsets, ratings.rowCount + 1).set(ratings.offsets);
    const items = new Uint32Array(buffer, this.#map.ratings, 2 * ratings.indices.length);
    const values = new Float32Array(buffer, this.#map.ratings, 2 * ratings.indices.length);
    for (let entry = 0; entry < ratings.indices.length; entry++) {
      items[2 * entry] = ratings.indices[entry]!;
      values[2 * entry + 1] = ratings.values[entry]!;
    }
    const { frequencyRegularization } = this.#options;
    const scaleOf = (count: number): number => penaltyScale(frequencyRegularization, count);
    new Float32Array(buffer, this.#map.users.scales, ratings.rowCount).set(
      Float32Array.from(this.#userCounts, scaleOf),
    );
    new Float32Array(buffer, this.#map.items.scales, ratings.columnCount).set(
      Float32Array.from(this.#itemCounts, scaleOf),
    );
  }

  #createRunner(module: WebAssembly.Module): (task: SvdppTask) => void {
    const { users, items, implicit, offsets, ratings, order, settings, scratch, stride } = this.#map;
    const kernels = instantiateTrainingKernels(module, this.#memory);
    const factors = [users.factors, items.factors, implicit, stride, users.biases, items.biases] as const;
    return ({ kind, start, end, seed }) => {
      this.#squares +=
        kind === "squares"
          ? kernels.svdppSquares(start, end, offsets, ratings, ...factors, settings, scratch)
          : kernels.svdppPass(
              order + 4 * start,
              end - start,
              seed,
              offsets,
              ratings,
              ...factors,
              users.scales,
              items.scales,
              settings,
              scratch,
            );
    };
  }

  *phases(): Phases<SvdppTask, SvdppFactors> {
    const { epochs } = this.#options;
    const schedule = createSchedule(svdpp.name, this.#options, this.#ratings, svdpp.options.learningRate.default);
    const random = createRandom(this.#context.seed, STREAMS.order);
    const order = Uint32Array.from(this.#userCounts.keys());
    const started = performance.now();
    let objective = Number.NaN;
    for (let epoch = 1; epoch <= epochs; epoch++) {
      this.#loadSettings(schedule.learningRate);
      const seed = random.nextUint32();
      new Uint32Array(this.#memory.buffer, this.#map.order, order.length).set(shuffle(order, random));
      const squares = yield* this.#everyUser("pass", seed);
      const isWanted = schedule.needsObjective || this.#context.onEpoch !== undefined || epoch === epochs;
      if (isWanted) objective = (yield* this.#everyUser("squares", seed)) + this.#penalties();
      schedule.finish(epoch, squares, isWanted ? objective : undefined);
      this.#context.onEpoch?.({ epoch, epochs, objective, elapsedMs: performance.now() - started });
    }
    const biases = ({ rowCount, biases }: SgdSide): Float32Array =>
      new Float32Array(this.#memory.buffer, biases, rowCount).slice();
    return {
      mean: this.#mean,
      userFactors: takeRows(this.#userRows, this.#userCounts),
      itemFactors: takeRows(this.#itemRows, this.#itemCounts),
      implicitFactors: takeRows(this.#implicitRows, this.#itemCounts),
      userBiases: biases(this.#map.users),
      itemBiases: biases(this.#map.items),
      objective,
    };
  }

  /** Σ e² over all users, some at a time. */
  *#everyUser(kind: SvdppTask["kind"], seed: number): Generator<SvdppTask, number, void> {
    const userCount = this.#map.users.rowCount;
    this.#squares = 0;
    for (let start = 0; start < userCount; start += USERS_A_TURN) {
      yield { kind, start, end: Math.min(userCount, start + USERS_A_TURN), seed };
    }
    return this.#squares;
  }

  #loadSettings(learningRate: number): void {
    const { userRegularization, itemRegularization, biasRegularization, implicitRegularization } = this.#options;
    const settings = [
      this.#mean,
      learningRate,
      learningRate,
      userRegularization,
      itemRegularization,
      biasRegularization,
      implicitRegularization,
    ];
    new Float32Array(this.#memory.buffer, this.#map.settings, SETTINGS).set(settings);
  }

  /** The penalty of the implicit factors stands once for each rating of each user who has the item. */
  #penalties(): number {
    const { userRegularization, itemRegularization, biasRegularization, implicitRegularization } = this.#options;
    const { users, items, implicit, stride } = this.#map;
    const y = new Float32Array(this.#memory.buffer, implicit, items.rowCount * stride);
    const squares = Float64Array.from({ length: items.rowCount }, (_, item) => {
      let sum = 0;
      for (let at = item * stride; at < (item + 1) * stride; at++) sum += y[at]! ** 2;
      return sum;
    });
    const offsets = new Uint32Array(this.#memory.buffer, this.#map.offsets, users.rowCount + 1);
    const scales = new Float32Array(this.#memory.buffer, users.scales, users.rowCount);
    const rated = new Uint32Array(this.#memory.buffer, this.#map.ratings, 2 * offsets[users.rowCount]!);
    let implicitPenalty = 0;
    for (let user = 0; user < users.rowCount; user++) {
      let sum = 0;
      for (let entry = offsets[user]!; entry < offsets[user + 1]!; entry++) sum += squares[rated[2 * entry]!]!;
      implicitPenalty += this.#userCounts[user]! * scales[user]! * sum;
    }
    return (
      penaltyOf(this.#userRows, users, this.#userCounts, userRegularization, biasRegularization) +
      penaltyOf(this.#itemRows, items, this.#itemCounts, itemRegularization, biasRegularization) +
      implicitRegularization * implicitPenalty
    );
  }
}

/** Draws up the memory. */
export function planSvdppMemory(
  heapBase: number,
  { users, items, interactions }: DataShape,
  factorCount: number,
): { map: SvdppMemoryMap; byteLength: number } {
  const stride = f32Stride(factorCount);
  const layout = createLayout(heapBase);
  const map: SvdppMemoryMap = {
    factorCount,
    stride,
    users: sgdSide(layout, users, stride),
    items: sgdSide(layout, items, stride),
    implicit: layout.region(items * stride * 4),
    offsets: layout.region((users + 1) * 4),
    ratings: layout.region(interactions * 8),
    order: layout.region(users * 4),
    settings: layout.region(SETTINGS * 4),
    scratch: layout.region(2 * stride * 4),
  };
  return { map, byteLength: layout.end };
}
