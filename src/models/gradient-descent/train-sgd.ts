import { checkInteger } from "../../check.ts";
import type { Csr } from "../../data/csr.ts";
import { trainingHeapBase } from "../../kernels/training-memory.ts";
import { createRandom, shuffle } from "../../random.ts";
import type { TrainingContext } from "../../training/context.ts";
import { type Phases, runInline, runInPool } from "../../training/phases.ts";
import { trainingMemory } from "../../training/shared-memory.ts";
import { createThreadPool, inlinePool } from "../../training/thread-pool.ts";
import { ratingScale } from "../rating-model.ts";
import { shapeOf } from "../train-model.ts";
import { type BiasedFactors, type BiasedMfOptions, biasedMf, penaltyScale } from "./biased-mf.ts";
import { ENTRY_BYTES, planSgdMemory, SETTINGS, type SgdMemoryMap } from "./train-sgd-memory.ts";
import { countBySide, drawRows, type PaddedRows, penaltyOf, STREAMS, takeRows } from "./train-sgd-rows.ts";
import { createSchedule } from "./train-sgd-schedule.ts";
import { cutIntoStrata, type Strata } from "./train-sgd-strata.ts";
import { createRunner, SGD_TASKS, type SgdTask } from "./train-sgd-tasks.ts";

/** A model that is trained by the steps of biased-mf. */
export interface SgdVariant {
  /** Its name in errors. */
  readonly kind: string;
  /** The default learning rate of the kind. */
  readonly usualRate: number;
  /** What the error stands with in a step: 1 for half the gradient; 2 for all of it, against half the penalties. */
  readonly errorWeight: 1 | 2;
}

const BIASED_MF: SgdVariant = {
  kind: biasedMf.name,
  errorWeight: 1,
  usualRate: biasedMf.options.learningRate.default,
};

/**
 * Trains a factorisation of ratings (users × items; objective: biased-mf.ts) by stochastic gradient descent. Each
 * epoch visits every rating once, in a new random order: block by block where the table is large (train-sgd-strata.ts), where
 * threads take the blocks of a stratum at the same time. The result is the same for any number of threads. `variant` says
 * what is trained, where that is not biased-mf.
 *
 * Throws DataError `no-ratings` or `bad-rating`; KernelError `memory-limit` before anything starts; TrainingError
 * `diverged`, `interrupted`, `thread-failed`.
 */
export async function trainSgd(
  module: WebAssembly.Module,
  ratings: Csr,
  options: BiasedMfOptions,
  context: TrainingContext,
  variant = BIASED_MF,
): Promise<BiasedFactors> {
  const threads = checkInteger("threads", context.threads, 1, 64);
  const training = new SgdTraining(module, ratings, options, context, variant);
  // No stratum has more blocks than parts: further threads would have nothing to do.
  const setups = Array.from({ length: Math.min(threads, training.map.parts) }, () => training.setup);
  const pool =
    setups.length === 1
      ? inlinePool(createRunner(training.setup))
      : await createThreadPool<typeof training.setup, SgdTask>(SGD_TASKS, setups);
  try {
    return await runInPool(training.phases(), pool, context.signal);
  } finally {
    await pool.close();
  }
}

/** The same on this thread, without a turn of the event loop: it cannot be interrupted. */
export function trainSgdInline(
  module: WebAssembly.Module,
  ratings: Csr,
  options: BiasedMfOptions,
  context: TrainingContext,
  variant = BIASED_MF,
): BiasedFactors {
  const training = new SgdTraining(module, ratings, options, context, variant);
  return runInline(training.phases(), createRunner(training.setup));
}

class SgdTraining {
  readonly map: SgdMemoryMap;
  readonly setup: {
    readonly module: WebAssembly.Module;
    readonly memory: WebAssembly.Memory;
    readonly map: SgdMemoryMap;
  };
  readonly #memory: WebAssembly.Memory;
  readonly #options: BiasedMfOptions;
  readonly #context: TrainingContext;
  readonly #variant: SgdVariant;
  readonly #mean: number;
  readonly #ratings: Float32Array;
  readonly #userCounts: Uint32Array;
  readonly #itemCounts: Uint32Array;
  readonly #userRows: PaddedRows;
  readonly #itemRows: PaddedRows;

  constructor(
    module: WebAssembly.Module,
    ratings: Csr,
    options: BiasedMfOptions,
    context: TrainingContext,
    variant: SgdVariant,
  ) {
    const { mean } = ratingScale(variant.kind, ratings);
    this.#variant = variant;
    this.#mean = options.biases ? mean : 0;
    this.#ratings = ratings.values;
    this.#options = options;
    this.#context = context;
    const { map, byteLength } = planSgdMemory(trainingHeapBase(module), shapeOf(ratings), options.factors);
    this.map = map;
    this.#memory = trainingMemory(byteLength);
    this.setup = { module, memory: this.#memory, map };
    const { userCounts, itemCounts } = countBySide(ratings, ratings.columnCount);
    this.#userCounts = userCounts;
    this.#itemCounts = itemCounts;
    const strata = this.#loadRatings(ratings);
    const rows = { memory: this.#memory, factorCount: map.factorCount, stride: map.stride };
    this.#userRows = { ...rows, pointer: map.users.factors, rowCount: ratings.rowCount, places: strata.userPlaces };
    this.#itemRows = { ...rows, pointer: map.items.factors, rowCount: ratings.columnCount, places: strata.itemPlaces };
    const { initialMean, initialDeviation } = options;
    drawRows(this.#userRows, context.seed, STREAMS.users, initialMean, initialDeviation);
    drawRows(this.#itemRows, context.seed, STREAMS.items, initialMean, initialDeviation);
    this.#loadScales(this.#userRows, map.users.scales, userCounts);
    this.#loadScales(this.#itemRows, map.items.scales, itemCounts);
  }

  #loadRatings(ratings: Csr): Strata {
    const { map } = this;
    const words = (map.ratingCount * ENTRY_BYTES) / 4;
    const entries = new Uint32Array(this.#memory.buffer, map.entries, words);
    const values = new Float32Array(this.#memory.buffer, map.entries, words);
    const strata = cutIntoStrata(ratings, map.parts, (entry, place, userPlace, itemPlace) => {
      entries[3 * place] = userPlace;
      entries[3 * place + 1] = itemPlace;
      values[3 * place + 2] = ratings.values[entry]!;
    });
    new Uint32Array(this.#memory.buffer, map.blockOffsets, strata.blockOffsets.length).set(strata.blockOffsets);
    return strata;
  }

  #loadScales({ places, rowCount }: PaddedRows, pointer: number, counts: Uint32Array): void {
    const scales = new Float32Array(this.#memory.buffer, pointer, rowCount);
    for (let row = 0; row < rowCount; row++) {
      scales[places?.[row] ?? row] = penaltyScale(this.#options.frequencyRegularization, counts[row]!);
    }
  }

  *phases(): Phases<SgdTask, BiasedFactors> {
    const { map } = this;
    const { epochs } = this.#options;
    const { kind, usualRate } = this.#variant;
    const schedule = createSchedule(kind, this.#options, this.#ratings, usualRate);
    const order = createRandom(this.#context.seed, STREAMS.order);
    const strata = Uint32Array.from({ length: map.parts }, (_, stratum) => stratum);
    const started = performance.now();
    let objective = Number.NaN;
    for (let epoch = 1; epoch <= epochs; epoch++) {
      this.#loadSettings(schedule.learningRate);
      const seed = order.nextUint32();
      for (const stratum of shuffle(strata, order)) {
        this.#resetCounter();
        yield { kind: "pass", stratum, seed };
      }
      const squares = this.#sumSquares();
      const isWanted = schedule.needsObjective || this.#context.onEpoch !== undefined || epoch === epochs;
      if (isWanted) {
        this.#resetCounter();
        yield { kind: "squares" };
        objective = this.#sumSquares() + this.#penalties();
      }
      schedule.finish(epoch, squares, isWanted ? objective : undefined);
      this.#context.onEpoch?.({ epoch, epochs, objective, elapsedMs: performance.now() - started });
    }
    return {
      mean: this.#mean,
      userFactors: takeRows(this.#userRows, this.#userCounts),
      itemFactors: takeRows(this.#itemRows, this.#itemCounts),
      userBiases: this.#takeBiases(this.#userRows, map.users.biases),
      itemBiases: this.#takeBiases(this.#itemRows, map.items.biases),
      objective,
    };
  }

  #loadSettings(learningRate: number): void {
    const { errorWeight } = this.#variant;
    const { biases, userRegularization, itemRegularization, biasRegularization } = this.#options;
    const rate = errorWeight * learningRate;
    const penalties = [userRegularization, itemRegularization, biasRegularization].map(
      (penalty) => penalty / errorWeight,
    );
    const settings = new Float32Array(this.#memory.buffer, this.map.settings, SETTINGS);
    settings.set([this.#mean, rate, biases ? rate : 0, ...penalties]);
  }

  #resetCounter(): void {
    new Int32Array(this.#memory.buffer, this.map.counter, 1)[0] = 0;
  }

  /** Added in the order of the blocks, so that the sum does not depend on the threads. */
  #sumSquares(): number {
    let sum = 0;
    for (const squares of new Float64Array(this.#memory.buffer, this.map.squares, this.map.parts ** 2)) sum += squares;
    return sum;
  }

  #penalties(): number {
    const { userRegularization, itemRegularization, biasRegularization } = this.#options;
    const sum =
      penaltyOf(this.#userRows, this.map.users, this.#userCounts, userRegularization, biasRegularization) +
      penaltyOf(this.#itemRows, this.map.items, this.#itemCounts, itemRegularization, biasRegularization);
    return sum / this.#variant.errorWeight;
  }

  #takeBiases({ places, rowCount }: PaddedRows, pointer: number): Float32Array {
    const biases = new Float32Array(this.#memory.buffer, pointer, rowCount);
    return Float32Array.from({ length: rowCount }, (_, row) => biases[places?.[row] ?? row]!);
  }
}
