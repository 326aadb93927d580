import { checkInteger, checkNumber } from "../check.ts";
import { TrainingError } from "../errors.ts";
import { createRandom, mixHashes, shuffle } from "../random.ts";
import type { Batch } from "./batch.ts";
import { type Checkpoint, checkCheckpoint, type EpochLosses, type Identity, type Progress } from "./checkpoint.ts";
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
import { STREAMS } from "./streams.ts";
import { type Examples, splitExamples, type Validation } from "./validation.ts";

/** How a network is trained. Data: it is compared with that of a checkpoint. */
export interface TrainingOptions {
  readonly network: NetworkSpec;
  /** One of losses.ts. */
  readonly loss: string;
  /** One of optimisers.ts, with its options. */
  readonly optimiser: NamedOptions;
  /** One of schedules.ts; without it the rate stays. */
  readonly schedule?: NamedOptions | undefined;
  readonly epochs: number;
  /** Examples a batch; the last one of an epoch has what is left. */
  readonly batchSize: number;
  /** The largest norm of a batch's gradient. */
  readonly clipNorm?: number | undefined;
  /** The share of the examples that is kept from training and validates each epoch. */
  readonly validationShare?: number | undefined;
  /** Stops after so many epochs without improvement. */
  readonly patience?: number | undefined;
  /** What counts as an improvement of the validation. */
  readonly minImprovement?: number | undefined;
  /** What the largest batch has, where its rows are not its examples, or where it has terms, items or candidates. */
  readonly limits?: Partial<Limits> | undefined;
}

/** What a training reads of a TrainingContext. */
export interface LoopContext {
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  /** Training goes on when what it returns is done. */
  readonly onEpoch?: ((report: EpochProgress) => unknown) | undefined;
}

export interface EpochProgress extends EpochLosses {
  readonly epochs: number;
  readonly elapsedMs: number;
  /** Examples a second, in training. */
  readonly rowsPerSecond: number;
}

export interface TrainingReport {
  readonly history: readonly EpochLosses[];
  /** The epoch whose weights the network has now. */
  readonly epoch: number;
  readonly stoppedEarly: boolean;
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

/** A loss so many times the first one's is not going to come back. */
const EXPLODED = 10_000;
/** How long batches follow each other before the event loop has a turn. */
const SLICE_MS = 200;

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
 * Checks everything that can be checked before the first step, and makes the network with its first weights. Each step goes down
 *
 *   1/Σ_t w_t Σ_t w_t ℓ(output_t, target_t)  +  Σ of what layers add, a row  +  Σ l2 ‖p‖²
 *
 * over the terms t of its batch: ℓ and the terms are those of losses.ts (numbers of the output, pairs, or rows), in nats for `bce`,
 * `bpr` and `softmax`, in the unit of targets or its square for `mae` and `mse`; p are the dense parameters and the rows of tables
 * that the batch names, each once. The objective of an epoch is the mean over examples of that before each step, but for dense
 * penalties, which are those at its end. Of epochs with equal validations the first is the best. The network is trained on
 * this thread; on several in Node, with the same result, by a source of withNetworkThreads (threads.node.ts).
 */
export function createTraining(
  options: TrainingOptions,
  examples: Examples,
  validation: Validation | undefined,
  { seed, signal, onEpoch }: LoopContext,
  source: TrainingSource,
): Training {
  const { epochs, batchSize, clipNorm, validationShare, patience, minImprovement = 0 } = options;
  checkInteger("epochs", epochs, 1, 100_000);
  checkInteger("batchSize", batchSize, 1, 10_000_000);
  if (clipNorm !== undefined) checkNumber("clipNorm", clipNorm, 1e-12, 1e12);
  checkNumber("minImprovement", minImprovement, 0, 1e12);
  const { own, validate } = splitExamples(options, examples, validation, seed);
  if (batchSize > own.length) {
    throw new RangeError(
      `batchSize: expected at most the ${own.length} examples there are to train on, got ${batchSize}`,
    );
  }
  const optimiser = optimiserOf(options.optimiser);
  const schedule = scheduleOf(options.schedule ?? { name: "constant" });
  const loss = lossOf(options.loss);
  const plan = planTraining(options, source);
  const math = source.create(plan.bytes);
  const threads = source.share?.(options, plan, math);
  const network = createNetwork(plan, math, threads?.crew);
  network.initialise(seed);
  const kept = createKeptWeights(plan, math);
  const stepsOfEpoch = Math.ceil(own.length / batchSize);
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
  let progress: Progress = { epoch: 0, steps: 0, firstLoss: Number.NaN, best: undefined, history: [] };
  let isBetweenEpochs = true;
  /** When the event loop had its last turn: an epoch may be much shorter than a slice. */
  let sliceMs = performance.now();

  const checkFinite = (what: string, value: number, epoch: number, most = Number.POSITIVE_INFINITY): void => {
    if (Number.isFinite(value) && value <= most) return;
    kept.restore();
    const clip = clipNorm === undefined ? "set clipNorm" : `clipNorm (${clipNorm})`;
    const advice = `lower learningRate (${optimiser.learningRate}) or ${clip}`;
    const message = `${what} is ${value} in epoch ${epoch}; ${advice}; the last good weights are those of step ${kept.step}`;
    throw new TrainingError("diverged", message);
  };
  const checkLoss = (value: number, epoch: number): void =>
    checkFinite("the loss", value, epoch, EXPLODED * Math.max(progress.firstLoss, 1e-3));
  const checkInterrupted = (epoch: number): void => {
    if (!signal?.aborted) return;
    throw new TrainingError("interrupted", `training was interrupted in epoch ${epoch}`, { cause: signal.reason });
  };

  const trainEpoch = async (epoch: number): Promise<number> => {
    const order = shuffle(own.slice(), createRandom(mixHashes(seed, epoch), STREAMS.order));
    let sum = 0;
    let last: Batch | undefined;
    for (let begin = 0; begin < order.length; begin += batchSize) {
      if (performance.now() - sliceMs > SLICE_MS) {
        await new Promise((resolve) => setTimeout(resolve));
        sliceMs = performance.now();
      }
      checkInterrupted(epoch);
      const step = progress.steps + 1;
      const chosen = order.subarray(begin, begin + batchSize);
      last = examples.batch(chosen, createRandom(mixHashes(seed, step), STREAMS.draws));
      const { mean, batch } = network.differentiate(last, loss, { seed: seed >>> 0, step });
      if (step === 1) progress = { ...progress, firstLoss: mean };
      checkLoss(mean, epoch);
      const penalty = touchedPenalty(plan, math, batch);
      if (clipNorm !== undefined) clipGradients(plan, math, batch, clipNorm, threads?.crew);
      const rate = optimiser.learningRate * schedule.factor(step - 1, epochs * stepsOfEpoch, stepsOfEpoch);
      applyGradients(plan, math, optimiser, batch, rate, step, threads?.crew);
      progress = { ...progress, steps: step };
      sum += (mean + penalty) * chosen.length;
    }
    // Weights count as good when they have been tried.
    if (last !== undefined) checkLoss(network.evaluate(last, loss).mean, epoch);
    return sum / order.length + densePenalty(plan, math);
  };

  return {
    network,
    async run() {
      await threads?.ready;
      const isOver = (): boolean => {
        const { epoch, best } = progress;
        return epoch >= epochs || (patience !== undefined && best !== undefined && epoch - best.epoch >= patience);
      };
      while (!isOver()) {
        const epoch = progress.epoch + 1;
        const startedMs = performance.now();
        isBetweenEpochs = false;
        const objective = await trainEpoch(epoch);
        const trainedMs = performance.now() - startedMs;
        const value = validate?.(network);
        if (value !== undefined) checkFinite("the validation", value, epoch);
        const isBest =
          value !== undefined && !(value >= (progress.best?.value ?? Number.POSITIVE_INFINITY) - minImprovement);
        if (isBest || value === undefined) kept.keep(progress.steps);
        const losses = { epoch, objective, validation: value };
        const best = isBest ? { epoch, value } : progress.best;
        progress = { ...progress, epoch, best, history: [...progress.history, losses] };
        isBetweenEpochs = true;
        const rowsPerSecond = Math.round((own.length * 1000) / Math.max(trainedMs, 1e-3));
        await onEpoch?.({ ...losses, epochs, elapsedMs: performance.now() - startedMs, rowsPerSecond });
      }
      kept.restore();
      const { epoch, best, history } = progress;
      return { history, epoch: best?.epoch ?? epoch, stoppedEarly: epoch < epochs };
    },
    save() {
      if (!isBetweenEpochs) {
        throw new TrainingError("mid-epoch", "a training can be saved between epochs only: save it in onEpoch");
      }
      const { begin, end } = plan.state;
      const state = new Uint8Array(math.memory.buffer, begin, end - begin).slice();
      const text = { identity: JSON.stringify(identity), progress: JSON.stringify(progress) };
      return { ...text, state, kept: kept.bytes.slice(), keptStep: kept.step };
    },
    resume(checkpoint) {
      const { begin, end } = plan.state;
      const bytes = { state: end - begin, kept: kept.bytes.length };
      checkCheckpoint(checkpoint, JSON.parse(JSON.stringify(identity)), bytes);
      new Uint8Array(math.memory.buffer, begin, end - begin).set(checkpoint.state);
      kept.bytes.set(checkpoint.kept);
      kept.step = checkpoint.keptStep;
      progress = JSON.parse(checkpoint.progress);
      isBetweenEpochs = true;
    },
  };
}
