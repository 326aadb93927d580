import { TrainingError } from "../errors.ts";
import { type Checkpoint, checkCheckpoint, type Identity } from "./checkpoint.ts";
import {
  checkEpochs,
  createEpochs,
  type EpochOptions,
  type LoopContext,
  type Stepper,
  type TrainingReport,
} from "./epochs.ts";
import { applyGradients, clipGradients } from "./gradient-work.ts";
import type { Crew } from "./jobs.ts";
import { createKeptWeights } from "./kept-weights.ts";
import { lossOf } from "./losses.ts";
import type { MathSource, NeuralMath } from "./math.ts";
import { createNetwork, type Network } from "./network.ts";
import type { NetworkSpec } from "./network-spec.ts";
import { densePenalty, type NamedOptions, optimiserOf, touchedPenalty } from "./optimisers.ts";
import { type Limits, type Plan, planNetwork } from "./plan.ts";
import { scheduleOf } from "./schedules.ts";
import type { Examples, Validation } from "./validation.ts";

export type { EpochProgress, LoopContext, TrainingReport } from "./epochs.ts";

/** How a network is trained. Data: it is compared with that of a checkpoint. */
export interface TrainingOptions extends EpochOptions {
  readonly network: NetworkSpec;
  /** One of optimisers.ts, with its options. */
  readonly optimiser: NamedOptions;
  /** What the largest batch has, where its rows are not its examples, or where it has terms, items or candidates. */
  readonly limits?: Partial<Limits> | undefined;
}

export interface Training {
  readonly network: Network;
  /**
   * Trains the epochs that are left. With validation the network has the weights of the best epoch then. Throws
   * TrainingError `interrupted`, `thread-failed`, or `diverged` with the last good weights in the network.
   */
  run(): Promise<TrainingReport>;
  /** Between epochs: before `run`, in `onEpoch`, after `run`. */
  save(): Checkpoint;
  /** Goes on from a checkpoint. Throws where it is of other options or other data. */
  resume(checkpoint: Checkpoint): void;
}

/** Where a training computes. */
export interface TrainingSource extends MathSource {
  /** Lets threads take part in a training in this memory, where they pay; they are the source's, and so is their end. */
  readonly share?: (options: TrainingOptions, plan: Plan, math: NeuralMath) => Threads;
}

/** Threads that take part in a training. */
export interface Threads {
  readonly crew: Crew;
  /** Rejects with TrainingError `thread-failed`. */
  readonly ready: Promise<unknown>;
}

/** The memory of a training: what `createTraining` asks of its source, and the weights it keeps. */
export function planTraining(options: TrainingOptions, { realBytes, base }: Omit<MathSource, "create">): Plan {
  const { states } = optimiserOf(options.optimiser);
  const loss = lossOf(options.loss);
  const limits = { rows: options.batchSize, ...options.limits };
  const plan = planNetwork(options.network, limits, { targets: loss.targets, states }, { realBytes, base });
  loss.check?.(plan.output.shape.width);
  return plan;
}

/**
 * Checks everything that can be checked before the first step, and makes the network with its first weights, drawn by the seed
 * or as `initialise` sets them afterwards. Each step goes down
 *
 *   1/Σ_t w_t Σ_t w_t ℓ(output_t, target_t)  +  Σ of what layers add, a row  +  Σ l2 ‖p‖²
 *
 * over the terms t of its batch: ℓ and the terms are those of losses.ts (numbers of the output, pairs, or rows), in nats for `bce`,
 * `bpr` and `softmax`, in the unit of targets or its square for `mae` and `mse`; p are the dense parameters and the rows of tables
 * that the batch names, each once. The objective of an epoch is the mean over examples of that before each step, but for dense
 * penalties, which are those at its end. Of epochs with equal validations the first is the best. The network is trained on
 * this thread; on several in Node, with the same result, by a source of withNetworkThreads (threads.ts).
 */
export function createTraining(
  options: TrainingOptions,
  examples: Examples,
  validation: Validation | undefined,
  context: LoopContext,
  source: TrainingSource,
  initialise?: (network: Network) => void,
): Training {
  const { epochs, batchSize, clipNorm, validationShare, patience, minImprovement = 0 } = options;
  const { seed } = context;
  const split = checkEpochs(options, examples, validation, seed);
  const optimiser = optimiserOf(options.optimiser);
  const schedule = scheduleOf(options.schedule ?? { name: "constant" });
  const loss = lossOf(options.loss);
  const plan = planTraining(options, source);
  const math = source.create(plan.bytes);
  const threads = source.share?.(options, plan, math);
  const network = createNetwork(plan, math, threads?.crew);
  network.initialise(seed);
  initialise?.(network);
  const kept = createKeptWeights(plan, math);
  const identity: Identity = {
    network: options.network,
    loss: loss.name,
    optimiser: optimiser.options,
    schedule: schedule.options,
    epochs,
    batchSize,
    clipNorm,
    validationShare,
    patience,
    minImprovement,
    seed,
    realBytes: math.realBytes,
    data: [examples.count, examples.fingerprint],
    validation:
      validation === undefined ? "none" : "examples" in validation ? validation.examples.fingerprint : "measure",
  };
  const stepper: Stepper<Network> = {
    network,
    kept,
    learningRate: optimiser.learningRate,
    step: (given, step, rate, check) => {
      const { mean, batch } = network.differentiate(given, loss, { seed: seed >>> 0, step });
      check(mean);
      const penalty = touchedPenalty(plan, math, batch);
      if (clipNorm !== undefined) clipGradients(plan, math, batch, clipNorm, threads?.crew);
      applyGradients(plan, math, optimiser, batch, rate, step, threads?.crew);
      return { mean, penalty };
    },
    lossOf: (given) => network.evaluate(given, loss).mean,
    penalty: () => densePenalty(plan, math),
  };
  const loop = createEpochs(options, examples, split, stepper, context);

  return {
    network,
    async run() {
      await threads?.ready;
      return loop.run();
    },
    save() {
      if (!loop.isBetween) {
        throw new TrainingError("mid-epoch", "a training can be saved between epochs only: save it in onEpoch");
      }
      const { begin, end } = plan.state;
      const state = new Uint8Array(math.memory.buffer, begin, end - begin).slice();
      const text = { identity: JSON.stringify(identity), progress: JSON.stringify(loop.progress) };
      return { ...text, state, kept: kept.bytes.slice(), keptStep: kept.step };
    },
    resume(checkpoint) {
      const { begin, end } = plan.state;
      const bytes = { state: end - begin, kept: kept.bytes.length };
      checkCheckpoint(checkpoint, JSON.parse(JSON.stringify(identity)), bytes);
      new Uint8Array(math.memory.buffer, begin, end - begin).set(checkpoint.state);
      kept.bytes.set(checkpoint.kept);
      kept.step = checkpoint.keptStep;
      loop.progress = JSON.parse(checkpoint.progress);
      loop.isBetween = true;
    },
  };
}
