import { checkInteger } from "../../check.ts";
import { type Csr, transpose } from "../../data/csr.ts";
import { valueScaleAdvice } from "../../data/value-scale.ts";
import { TrainingError } from "../../errors.ts";
import { createLayout } from "../../kernels/layout.ts";
import { trainingHeapBase } from "../../kernels/training-memory.ts";
import { createRandom, type Random } from "../../random.ts";
import type { TrainingContext } from "../../training/context.ts";
import { BLOCK_ROWS, planSweeps, type SweepsMap, sweepsMemory } from "../../training/factor-sweeps-memory.ts";
import { trainingMemory } from "../../training/shared-memory.ts";
import { checkInterrupted, runWork } from "../../training/steps.ts";
import { createThreadPool, inlinePool } from "../../training/thread-pool.ts";
import { type DataShape, type MemoryEstimate, shapeOf } from "../train-model.ts";
import {
  countSweepBlocks,
  createRunner,
  RATING_SWEEPS_TASKS,
  type RatingSweepKind,
  type RatingSweepsSetup,
  type RatingSweepsTask,
} from "./train-rating-sweeps-tasks.ts";

/**
 * What is to be minimised over X and Y, by half-sweeps of one kind:
 *
 *   Σ_(u,i)∈S (t_ui − xᵤ·yᵢ)²  +  Σ_u penaltyOfUser(|S_u|) ‖xᵤ‖²  +  Σ_i penaltyOfItem(|S_i|) ‖yᵢ‖²
 */
export interface RatingSweepsPlan {
  readonly model: string;
  readonly kind: RatingSweepKind;
  readonly factors: number;
  readonly epochs: number;
  /** λ of a row with so many ratings. */
  readonly penaltyOfUser: (count: number) => number;
  readonly penaltyOfItem: (count: number) => number;
  /** Draws one initial factor. */
  readonly drawInitial: (random: Random) => number;
  /** What to increase where training fails, with its value. */
  readonly remedy: string;
  /** f32, the ratings that the targets come from, for advice where training fails. Default: the targets. */
  readonly ratings?: Float32Array;
}

/** What training leaves, without padding. */
export interface RatingFactors {
  /** f32[users × factors], solved against the item factors. */
  readonly userFactors: Float32Array;
  /** f32[items × factors] */
  readonly itemFactors: Float32Array;
  /** The sum above for these factors. */
  readonly objective: number;
}

/**
 * Fits the factors to targets (users × items). Each epoch moves all items, then all users; every row depends on the other
 * side alone, so the result is the same for any number of threads, and for trainRatingFactorsInline.
 *
 * Throws TrainingError: `no-interactions`; `singular`; `diverged`; `interrupted`; `thread-failed`. KernelError
 * `memory-limit` where the ratings and factors do not fit, before anything is allocated.
 */
export async function trainRatingFactors(
  threadedModule: WebAssembly.Module,
  targets: Csr,
  plan: RatingSweepsPlan,
  context: TrainingContext,
): Promise<RatingFactors> {
  const threads = checkInteger("threads", context.threads, 1, 64);
  const training = new RatingSweepsTraining(threadedModule, targets, plan, context.seed, threads);
  const setups = Array.from({ length: threads }, (_, threadIndex) => training.setup(threadIndex));
  const blocking = threads === 1;
  const pool = blocking
    ? inlinePool(createRunner(training.setup(0)))
    : await createThreadPool<RatingSweepsSetup, RatingSweepsTask>(RATING_SWEEPS_TASKS, setups);
  const counter = training.counter;
  try {
    for (const task of training.phases(context)) {
      const total = training.countBlocks(task);
      await runWork({ counter, total, blocking, run: (end) => pool.run(task, end) }, context);
    }
    return training.result();
  } finally {
    await pool.close();
  }
}

/** What such a training takes. */
export function ratingSweepsMemory(
  { factors }: { readonly factors: number },
  shape: DataShape,
  threads: number,
): MemoryEstimate {
  const layout = createLayout(0);
  planSweeps(layout, shape, factors, threads);
  return sweepsMemory(layout, factors, shape);
}

/** The same on the calling thread, without a turn of the event loop. */
export function trainRatingFactorsInline(
  threadedModule: WebAssembly.Module,
  targets: Csr,
  plan: RatingSweepsPlan,
  context: TrainingContext,
): RatingFactors {
  const training = new RatingSweepsTraining(threadedModule, targets, plan, context.seed, 1);
  const run = createRunner(training.setup(0));
  for (const task of training.phases(context)) run(task);
  return training.result();
}

/** The memory of one training, and the order of its phases. Threads and the calling thread run the same phases. */
class RatingSweepsTraining {
  readonly #module: WebAssembly.Module;
  readonly #memory: WebAssembly.Memory;
  readonly #map: SweepsMap;
  readonly #plan: RatingSweepsPlan;
  readonly #targets: Float32Array;
  #objective = Number.POSITIVE_INFINITY;

  constructor(module: WebAssembly.Module, targets: Csr, plan: RatingSweepsPlan, seed: number, threads: number) {
    if (targets.indices.length === 0) throw new TrainingError("no-interactions", "there is nothing to train on");
    const layout = createLayout(trainingHeapBase(module));
    this.#module = module;
    this.#map = planSweeps(layout, shapeOf(targets), plan.factors, threads);
    this.#plan = plan;
    this.#targets = targets.values;
    this.#memory = trainingMemory(layout.end);
    this.#load("users", targets, plan.penaltyOfUser, createRandom(seed, 2));
    this.#load("items", transpose(targets), plan.penaltyOfItem, createRandom(seed, 1));
  }

  setup(threadIndex: number): RatingSweepsSetup {
    return { module: this.#module, memory: this.#memory, map: this.#map, threadIndex };
  }

  /** i32[1]: the next block that a thread takes. */
  get counter(): Int32Array {
    return new Int32Array(this.#memory.buffer, this.#map.counters, 1);
  }

  countBlocks(task: RatingSweepsTask): number {
    return countSweepBlocks(this.#map, task);
  }

  #load(name: "users" | "items", matrix: Csr, penaltyOf: (count: number) => number, random: Random): void {
    const { factorCount, stride, [name]: side } = this.#map;
    const { buffer } = this.#memory;
    new Uint32Array(buffer, side.offsets, side.rowCount + 1).set(matrix.offsets);
    new Uint32Array(buffer, side.indices, matrix.indices.length).set(matrix.indices);
    this.#f32(side.values, matrix.values.length).set(matrix.values);
    const regularization = this.#f32(side.regularization, side.rowCount);
    const factors = this.#f32(side.factors, side.rowCount * stride);
    for (let row = 0; row < side.rowCount; row++) {
      const count = matrix.offsets[row + 1]! - matrix.offsets[row]!;
      regularization[row] = penaltyOf(count);
      for (let factor = 0; factor < factorCount; factor++) {
        // Drawn for every row, so that a row's start does not depend on who else has ratings.
        const value = this.#plan.drawInitial(random);
        factors[row * stride + factor] = count === 0 ? 0 : value;
      }
    }
  }

  /** Yields one task after another; each must have run before the next is asked for. */
  *phases(context: TrainingContext): Generator<RatingSweepsTask, void> {
    const { kind, epochs, model } = this.#plan;
    const started = performance.now();
    const counters = new Int32Array(this.#memory.buffer, this.#map.counters, 2);
    for (let epoch = 1; epoch <= epochs; epoch++) {
      for (const task of [
        { kind, side: "items" },
        { kind, side: "users" },
        { kind: "loss", side: "users" },
        { kind: "loss", side: "items" },
      ] as const) {
        checkInterrupted(context.signal);
        counters.fill(0);
        yield task;
        this.#checkSingular(counters[1]!, task.side);
      }
      this.#objective = this.#sumLosses();
      if (!Number.isFinite(this.#objective)) {
        throw new TrainingError(
          "diverged",
          `${model}: objective ${this.#objective} in epoch ${epoch} of ${epochs}; ${this.#advice()}`,
        );
      }
      const elapsedMs = performance.now() - started;
      context.onEpoch?.({ epoch, epochs, objective: this.#objective, elapsedMs });
    }
  }

  result(): RatingFactors {
    return {
      userFactors: this.#withoutPadding("users"),
      itemFactors: this.#withoutPadding("items"),
      objective: this.#objective,
    };
  }

  #checkSingular(singular: number, side: string): void {
    if (singular === 0) return;
    const { model } = this.#plan;
    throw new TrainingError(
      "singular",
      `${model}: the equations of ${singular} ${side} have no unique solution; ${this.#advice()}`,
    );
  }

  #advice(): string {
    return valueScaleAdvice(this.#plan.ratings ?? this.#targets) ?? `increase ${this.#plan.remedy}`;
  }

  #sumLosses(): number {
    let total = 0;
    for (const side of [this.#map.users, this.#map.items]) {
      const blocks = Math.ceil(side.rowCount / BLOCK_ROWS);
      for (const loss of new Float64Array(this.#memory.buffer, side.losses, blocks)) total += loss;
    }
    return total;
  }

  #withoutPadding(name: "users" | "items"): Float32Array {
    const { factorCount, stride, [name]: side } = this.#map;
    const padded = this.#f32(side.factors, side.rowCount * stride);
    const values = new Float32Array(side.rowCount * factorCount);
    for (let row = 0; row < side.rowCount; row++) {
      values.set(padded.subarray(row * stride, row * stride + factorCount), row * factorCount);
    }
    return values;
  }

  #f32(pointer: number, length: number): Float32Array {
    return new Float32Array(this.#memory.buffer, pointer, length);
  }
}
