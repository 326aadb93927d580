import { type Csr, transpose } from "../../data/csr.ts";
import { instantiateTrainingKernels } from "../../kernels/instantiate-training.ts";
import { createLayout, f32Stride } from "../../kernels/layout.ts";
import { trainingHeapBase } from "../../kernels/training-memory.ts";
import type { TrainingContext } from "../../training/context.ts";
import { type Phases, runInline, runInPool } from "../../training/phases.ts";
import { trainingMemory } from "../../training/shared-memory.ts";
import { inlinePool } from "../../training/thread-pool.ts";
import { ratingScale } from "../rating-model.ts";
import { type DataShape, shapeOf } from "../train-model.ts";
import type { BiasedMfOptions } from "./biased-mf.ts";
import { type FunkFactors, type FunkMfOptions, funkMf, initialMeanOf } from "./funk-mf.ts";
import { type SgdVariant, trainSgd, trainSgdInline } from "./train-sgd.ts";
import { countBySide, drawRows, type PaddedRows, STREAMS, takeRows } from "./train-sgd-rows.ts";
import { createSchedule } from "./train-sgd-schedule.ts";

const KIND = funkMf.name;
const USUAL_RATE = funkMf.options.learningRate.default;
const FUNK_MF: SgdVariant = { kind: KIND, errorWeight: 2, usualRate: USUAL_RATE };

/**
 * Trains a plain factorisation of ratings (users × items; objective: funk-mf.ts). update=sequential runs on threads as
 * trainSgd does; vectorised on one. Errors as trainSgd.
 */
export async function trainFunkMfFactors(
  module: WebAssembly.Module,
  ratings: Csr,
  options: FunkMfOptions,
  context: TrainingContext,
): Promise<FunkFactors> {
  if (options.update === "sequential") {
    return trainSgd(module, ratings, sequentialOptions(ratings, options), context, FUNK_MF);
  }
  const training = new BatchTraining(module, ratings, options, context);
  return runInPool(training.phases(), inlinePool(training.run), context.signal);
}

/** The same on this thread, without a turn of the event loop: it cannot be interrupted. */
export function trainFunkMfFactorsInline(
  module: WebAssembly.Module,
  ratings: Csr,
  options: FunkMfOptions,
  context: TrainingContext,
): FunkFactors {
  if (options.update === "sequential") {
    return trainSgdInline(module, ratings, sequentialOptions(ratings, options), context, FUNK_MF);
  }
  const training = new BatchTraining(module, ratings, options, context);
  return runInline(training.phases(), training.run);
}

/** The biased model without its biases. */
function sequentialOptions(ratings: Csr, options: FunkMfOptions): BiasedMfOptions {
  const initialMean = initialMeanOf(options, ratingScale(KIND, ratings).mean);
  return { ...options, initialMean, biasRegularization: 0, frequencyRegularization: false, biases: false };
}

type Side = "users" | "items";

interface BatchTask {
  readonly side: Side;
  readonly learningRate: number;
  /** λ of this side. */
  readonly penalty: number;
}

interface BatchSide {
  readonly matrix: Csr;
  readonly rows: PaddedRows;
  readonly offsets: number;
  readonly indices: number;
  readonly values: number;
}

/** Where a side lies in kernel memory. */
interface BatchPlaces {
  readonly factors: number;
  readonly offsets: number;
  readonly indices: number;
  readonly values: number;
}

/** Draws up the memory of update=vectorised: the ratings by users and by items, and the factors. */
export function planBatchMemory(heapBase: number, { users, items, interactions }: DataShape, factorCount: number) {
  const stride = f32Stride(factorCount);
  const layout = createLayout(heapBase);
  const side = (rowCount: number): BatchPlaces => ({
    factors: layout.region(rowCount * stride * 4),
    offsets: layout.region((rowCount + 1) * 4),
    indices: layout.region(interactions * 4),
    values: layout.region(interactions * 4),
  });
  const places = { users: side(users), items: side(items) };
  return { places, scratch: layout.region(stride * 4), byteLength: layout.end };
}

class BatchTraining {
  readonly run: (task: BatchTask) => void;
  readonly #options: FunkMfOptions;
  readonly #context: TrainingContext;
  readonly #sides: Readonly<Record<Side, BatchSide>>;
  readonly #counts: ReturnType<typeof countBySide>;
  #squares = 0;

  constructor(module: WebAssembly.Module, ratings: Csr, options: FunkMfOptions, context: TrainingContext) {
    const { mean } = ratingScale(KIND, ratings);
    this.#options = options;
    this.#context = context;
    this.#counts = countBySide(ratings, ratings.columnCount);
    const stride = f32Stride(options.factors);
    const entries = ratings.indices.length;
    const byItem = transpose(ratings);
    const { places, scratch, byteLength } = planBatchMemory(
      trainingHeapBase(module),
      shapeOf(ratings),
      options.factors,
    );
    const memory = trainingMemory(byteLength);
    const load = (matrix: Csr, { factors, offsets, indices, values }: BatchPlaces): BatchSide => {
      new Uint32Array(memory.buffer, offsets, matrix.rowCount + 1).set(matrix.offsets);
      new Uint32Array(memory.buffer, indices, entries).set(matrix.indices);
      new Float32Array(memory.buffer, values, entries).set(matrix.values);
      const shape = { rowCount: matrix.rowCount, factorCount: options.factors, stride, places: undefined };
      return { matrix, rows: { memory, pointer: factors, ...shape }, offsets, indices, values };
    };
    this.#sides = { users: load(ratings, places.users), items: load(byItem, places.items) };
    const initialMean = initialMeanOf(options, mean);
    drawRows(this.#sides.users.rows, context.seed, STREAMS.users, initialMean, options.initialDeviation);
    drawRows(this.#sides.items.rows, context.seed, STREAMS.items, initialMean, options.initialDeviation);
    const kernels = instantiateTrainingKernels(module, memory);
    this.run = ({ side, learningRate, penalty }) => {
      const own = this.#sides[side];
      const other = this.#sides[side === "users" ? "items" : "users"];
      this.#squares = kernels.sgdBatchRows(
        0,
        own.rows.rowCount,
        own.offsets,
        own.indices,
        own.values,
        own.rows.pointer,
        other.rows.pointer,
        stride,
        learningRate,
        penalty,
        scratch,
      );
    };
  }

  *phases(): Phases<BatchTask, FunkFactors> {
    const { epochs, userRegularization, itemRegularization } = this.#options;
    const { users, items } = this.#sides;
    const schedule = createSchedule(KIND, this.#options, users.matrix.values, USUAL_RATE);
    const started = performance.now();
    let objective = Number.NaN;
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const { learningRate } = schedule;
      // The kernel takes half of the gradient.
      yield { side: "users", learningRate: 2 * learningRate, penalty: userRegularization / 2 };
      yield { side: "items", learningRate: 2 * learningRate, penalty: itemRegularization / 2 };
      const squares = this.#squares;
      const isWanted = schedule.needsObjective || this.#context.onEpoch !== undefined || epoch === epochs;
      if (isWanted) {
        // A sweep whose step is zero only measures.
        yield { side: "users", learningRate: 0, penalty: 0 };
        objective =
          this.#squares +
          (userRegularization * sumOfSquares(users.rows) + itemRegularization * sumOfSquares(items.rows)) / 2;
      }
      schedule.finish(epoch, squares, isWanted ? objective : undefined);
      this.#context.onEpoch?.({ epoch, epochs, objective, elapsedMs: performance.now() - started });
    }
    return {
      userFactors: takeRows(users.rows, this.#counts.userCounts),
      itemFactors: takeRows(items.rows, this.#counts.itemCounts),
      objective,
    };
  }
}

/** Σ ‖x‖² over all rows; the padding is zero. */
function sumOfSquares({ memory, pointer, rowCount, stride }: PaddedRows): number {
  let sum = 0;
  for (const value of new Float32Array(memory.buffer, pointer, rowCount * stride)) sum += value ** 2;
  return sum;
}
