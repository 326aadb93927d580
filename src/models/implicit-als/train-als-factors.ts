import { checkInteger, checkLength } from "../../check.ts";
import { type Csr, transpose } from "../../data/csr.ts";
import { largestValue } from "../../data/value-scale.ts";
import { TrainingError } from "../../errors.ts";
import { createLayout, f32Stride } from "../../kernels/layout.ts";
import { trainingHeapBase } from "../../kernels/training-memory.ts";
import { createRandom } from "../../random.ts";
import type { TrainingContext } from "../../training/context.ts";
import { BLOCK_ROWS } from "../../training/factor-sweeps-memory.ts";
import { trainingMemory } from "../../training/shared-memory.ts";
import { createThreadPool, inlinePool, type ThreadPool } from "../../training/thread-pool.ts";
import {
  IMPLICIT_ALS_DEFAULTS,
  type ImplicitAlsOptions,
  observedWeight,
  rowRegularization,
  weightShift,
} from "./implicit-als.ts";
import { type AlsMemoryMap, type AlsSide, alsShapeOf, GRAM_PARTS, planAlsMemory } from "./train-als-memory.ts";
import { ALS_TASKS, type AlsTask, createRunner } from "./train-als-tasks.ts";

/** What training leaves: factors without padding, and the scaled Gram matrix that fold-in needs. */
export interface AlsFactors {
  /** f32[users × factors], solved against the item factors of the epoch before. */
  readonly userFactors: Float32Array;
  /** f32[items × factors] */
  readonly itemFactors: Float32Array;
  /** α₀·YᵀY, f32[factors × factors] */
  readonly gram: Float32Array;
  readonly objective: number;
}

/**
 * Fits implicit ALS (objective: implicit-als.ts) to a users × items matrix. Each epoch solves all users, then all
 * items; the objective falls from epoch to epoch, but for solver=cg. Threads share one memory and take rows in blocks; every
 * row's solution depends only on the other side, so the result is the same for any number of threads.
 * `initialItemFactors`, f32[items × factors], are where it starts; random ones where they are left out.
 *
 * Throws TrainingError: `no-interactions`; `singular` when normal equations have no unique solution; `diverged` when the
 * objective is not finite; `interrupted`; `thread-failed`.
 */
export async function trainAlsFactors(
  threadedModule: WebAssembly.Module,
  interactions: Csr,
  options: ImplicitAlsOptions,
  context: TrainingContext,
  initialItemFactors?: Float32Array,
): Promise<AlsFactors> {
  const threads = checkInteger("threads", context.threads, 1, 64);
  if (interactions.indices.length === 0) throw new TrainingError("no-interactions", "there is nothing to train on");
  const layout = createLayout(trainingHeapBase(threadedModule));
  const map = planAlsMemory(layout, alsShapeOf(interactions), options, threads);
  const memory = trainingMemory(layout.end);
  const training = new AlsTraining(memory, map, options);
  training.load(interactions, context.seed, initialItemFactors);

  const setups = Array.from({ length: threads }, (_, threadIndex) => {
    return { module: threadedModule, memory, map, threadIndex };
  });
  const first = setups[0];
  const pool: ThreadPool<AlsTask> =
    threads === 1 && first ? inlinePool(createRunner(first)) : await createThreadPool(ALS_TASKS, setups);
  try {
    return await training.run(pool, context);
  } finally {
    await pool.close();
  }
}

/** Confidence times value up to which the equations can be solved in f32 with the usual regularisation. */
const LARGE_STRENGTH = 1000;

class AlsTraining {
  readonly #memory: WebAssembly.Memory;
  readonly #map: AlsMemoryMap;
  readonly #options: ImplicitAlsOptions;
  #largestValue = 0;

  constructor(memory: WebAssembly.Memory, map: AlsMemoryMap, options: ImplicitAlsOptions) {
    this.#memory = memory;
    this.#map = map;
    this.#options = options;
  }

  load(interactions: Csr, seed: number, initialItemFactors: Float32Array | undefined): void {
    this.#loadSide(this.#map.users, interactions);
    this.#loadSide(this.#map.items, transpose(interactions));
    const { factorCount, stride, items } = this.#map;
    const factors = this.#f32(items.factors, items.rowCount * stride);
    if (initialItemFactors) {
      checkLength("initialItemFactors", initialItemFactors.length, items.rowCount * factorCount);
    }
    const random = createRandom(seed, 1);
    const deviation = this.#options.initialScale / Math.sqrt(factorCount);
    for (let row = 0; row < items.rowCount; row++) {
      for (let factor = 0; factor < factorCount; factor++) {
        factors[row * stride + factor] = initialItemFactors
          ? initialItemFactors[row * factorCount + factor]!
          : random.nextGaussian() * deviation;
      }
    }
  }

  #loadSide(side: AlsSide, matrix: Csr): void {
    const entries = matrix.indices.length;
    new Uint32Array(this.#memory.buffer, side.offsets, side.rowCount + 1).set(matrix.offsets);
    new Uint32Array(this.#memory.buffer, side.indices, entries).set(matrix.indices);
    this.#largestValue = largestValue(matrix.values);
    const weights = this.#f32(side.values, entries);
    for (let entry = 0; entry < entries; entry++) weights[entry] = observedWeight(this.#options, matrix.values[entry]!);
    const regularization = this.#f32(side.regularization, side.rowCount);
    for (let row = 0; row < side.rowCount; row++) {
      const count = matrix.offsets[row + 1]! - matrix.offsets[row]!;
      regularization[row] = rowRegularization(this.#options, count, matrix.columnCount);
    }
  }

  async run(pool: ThreadPool<AlsTask>, context: TrainingContext): Promise<AlsFactors> {
    const { users, items } = this.#map;
    const { solver } = this.#options;
    const cgSteps = solver === "cg" ? this.#options.cgSteps : 0;
    const blockSize = solver === "block" ? f32Stride(this.#options.blockSize) : 0;
    const shift = weightShift(this.#options);
    const phase = async (kind: AlsTask["kind"], side: AlsTask["side"]): Promise<void> => {
      if (context.signal?.aborted) {
        throw new TrainingError("interrupted", "training was interrupted; nothing was written", {
          cause: context.signal.reason,
        });
      }
      new Int32Array(this.#memory.buffer, this.#map.counters, 2).fill(0);
      await pool.run({ kind, side, cgSteps, blockSize, shift });
      if (kind === "gram") this.#sumGram(this.#map[side]);
      if (kind === "sweep") this.#checkSingular(side);
    };
    const started = performance.now();
    let objective = Number.POSITIVE_INFINITY;
    await phase("gram", "items");
    for (let epoch = 1; epoch <= this.#options.epochs; epoch++) {
      await phase("sweep", "users");
      await phase("gram", "users");
      await phase("sweep", "items");
      await phase("gram", "items");
      await phase("loss", "users");
      await phase("loss", "items");
      objective = this.#objective();
      if (!Number.isFinite(objective)) {
        throw new TrainingError("diverged", `objective ${objective} in epoch ${epoch}; ${this.#advice()}`);
      }
      const elapsedMs = performance.now() - started;
      context.onEpoch?.({ epoch, epochs: this.#options.epochs, objective, elapsedMs });
    }
    const { factorCount } = this.#map;
    return {
      userFactors: this.#withoutPadding(users.factors, users.rowCount, factorCount),
      itemFactors: this.#withoutPadding(items.factors, items.rowCount, factorCount),
      gram: this.#withoutPadding(items.gram, factorCount, factorCount),
      objective,
    };
  }

  #checkSingular(side: "users" | "items"): void {
    const singular = new Int32Array(this.#memory.buffer, this.#map.counters, 2)[1]!;
    if (singular > 0) {
      throw new TrainingError(
        "singular",
        `the equations of ${singular} ${side} have no unique solution; ${this.#advice()}`,
      );
    }
  }

  /** What helps: beside weights as large as these, no regularisation does in f32. */
  #advice(): string {
    const { weighting, confidence, regularization } = this.#options;
    const strength = confidence * this.#largestValue;
    if (weighting !== "linear" || strength <= LARGE_STRENGTH) {
      return `increase regularization (now ${regularization}, by default ${IMPLICIT_ALS_DEFAULTS.regularization})`;
    }
    const lower = Number((LARGE_STRENGTH / this.#largestValue).toPrecision(1));
    return `the largest value, ${Number(this.#largestValue.toPrecision(3))}, weighs too much: use weighting=log, or confidence=${lower} (now ${confidence})`;
  }

  /** Adds the parts in order, in f64, and scales by α₀. */
  #sumGram(side: AlsSide): void {
    const size = this.#map.stride ** 2;
    const parts = this.#f32(side.gramParts, GRAM_PARTS * size);
    const gram = this.#f32(side.gram, size);
    for (let at = 0; at < size; at++) {
      let sum = 0;
      for (let part = 0; part < GRAM_PARTS; part++) sum += parts[part * size + at]!;
      gram[at] = sum * this.#options.unobservedWeight;
    }
  }

  /** Σ_u Σ_i (xᵤ·yᵢ)² is the inner product of the two Gram matrices; each is stored times α₀. */
  #objective(): number {
    const { users, items, stride } = this.#map;
    const userGram = this.#f32(users.gram, stride ** 2);
    const itemGram = this.#f32(items.gram, stride ** 2);
    let unobserved = 0;
    for (let at = 0; at < userGram.length; at++) unobserved += userGram[at]! * itemGram[at]!;
    let total = unobserved / this.#options.unobservedWeight;
    for (const side of [users, items]) {
      const blocks = Math.ceil(side.rowCount / BLOCK_ROWS);
      for (const loss of new Float64Array(this.#memory.buffer, side.losses, blocks)) total += loss;
    }
    return total;
  }

  #withoutPadding(pointer: number, rowCount: number, columnCount: number): Float32Array {
    const { stride } = this.#map;
    const padded = this.#f32(pointer, rowCount * stride);
    const values = new Float32Array(rowCount * columnCount);
    for (let row = 0; row < rowCount; row++) {
      values.set(padded.subarray(row * stride, row * stride + columnCount), row * columnCount);
    }
    return values;
  }

  #f32(pointer: number, length: number): Float32Array {
    return new Float32Array(this.#memory.buffer, pointer, length);
  }
}
