import { checkInteger, checkNumber } from "../check.ts";
import { TrainingError } from "../errors.ts";
import { createRandom, mixHashes, shuffle } from "../random.ts";
import { nextTurn, SLICE_MS } from "../training/steps.ts";
import type { Batch } from "./batch.ts";
import type { EpochLosses, Progress } from "./checkpoint.ts";
import type { NamedOptions } from "./optimisers.ts";
import { scheduleOf } from "./schedules.ts";
import { STREAMS } from "./streams.ts";
import { type Examples, type Judgeable, type Split, splitExamples, type Validation } from "./validation.ts";

/** How long a training is and how it goes on. */
export interface EpochOptions {
  /** One of losses.ts. */
  readonly loss: string;
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

/** What epochs move: a network in the memory of kernels (training.ts), or one of tfjs (tfjs/training.ts). */
export interface Stepper<Judged extends Judgeable> {
  readonly network: Judged;
  readonly learningRate: number;
  /**
   * A step: `check` hears the mean loss before anything moves, and throws where it is none. Returns that mean, and the
   * penalties of what the batch touches.
   */
  step(
    batch: Batch,
    step: number,
    rate: number,
    check: (mean: number) => void,
  ): { readonly mean: number; readonly penalty: number };
  /** The mean loss of a batch, without training. */
  lossOf(batch: Batch): number;
  /** The penalties that `step` leaves out, at the end of an epoch. */
  penalty(): number;
  /** A copy of the weights: the best, or the last good ones. */
  readonly kept: { keep(step: number): void; restore(): void; readonly step: number };
}

/** Epochs over examples, each in an order of its own. */
export interface Epochs {
  /** Trains the epochs that are left. Errors: those of Training.run. */
  run(): Promise<TrainingReport>;
  /** Where it stands; between epochs it may be set. */
  progress: Progress;
  isBetween: boolean;
}

/** A loss so many times the first one's is not going to come back. */
const EXPLODED = 10_000;

/** Checks how long a training is, and divides the examples. Throws RangeError, TypeError, OptionsError. */
export function checkEpochs<Judged extends Judgeable>(
  options: EpochOptions,
  examples: Examples,
  validation: Validation<Judged> | undefined,
  seed: number,
): Split<Judged> {
  const { epochs, batchSize, clipNorm, minImprovement = 0 } = options;
  checkInteger("epochs", epochs, 1, 100_000);
  checkInteger("batchSize", batchSize, 1, 10_000_000);
  if (clipNorm !== undefined) checkNumber("clipNorm", clipNorm, 1e-12, 1e12);
  checkNumber("minImprovement", minImprovement, 0, 1e12);
  const split = splitExamples(options, examples, validation, seed);
  if (batchSize > split.own.length) {
    throw new RangeError(
      `batchSize: expected at most the ${split.own.length} examples there are to train on, got ${batchSize}`,
    );
  }
  return split;
}

/** The one loop of all networks: orders, draws, validation, early stopping, and losses that are none. */
export function createEpochs<Judged extends Judgeable>(
  options: EpochOptions,
  examples: Examples,
  { own, validate }: Split<Judged>,
  stepper: Stepper<Judged>,
  { seed, signal, onEpoch }: LoopContext,
): Epochs {
  const { epochs, batchSize, clipNorm, patience, minImprovement = 0 } = options;
  const { learningRate, kept } = stepper;
  const schedule = scheduleOf(options.schedule ?? { name: "constant" });
  const stepsOfEpoch = Math.ceil(own.length / batchSize);
  let progress: Progress = { epoch: 0, steps: 0, firstLoss: Number.NaN, best: undefined, history: [] };
  let isBetween = true;
  /** When the event loop had its last turn: an epoch may be much shorter than a slice. */
  let sliceMs = performance.now();

  const checkFinite = (what: string, value: number, epoch: number, most = Number.POSITIVE_INFINITY): void => {
    if (Number.isFinite(value) && value <= most) return;
    kept.restore();
    const clip = clipNorm === undefined ? "set clipNorm" : `clipNorm (${clipNorm})`;
    const advice = `lower learningRate (${learningRate}) or ${clip}`;
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
        await nextTurn();
        sliceMs = performance.now();
      }
      checkInterrupted(epoch);
      const step = progress.steps + 1;
      const chosen = order.subarray(begin, begin + batchSize);
      last = examples.batch(chosen, createRandom(mixHashes(seed, step), STREAMS.draws));
      const rate = learningRate * schedule.factor(step - 1, epochs * stepsOfEpoch, stepsOfEpoch);
      const { mean, penalty } = stepper.step(last, step, rate, (loss) => {
        if (step === 1) progress = { ...progress, firstLoss: loss };
        checkLoss(loss, epoch);
      });
      progress = { ...progress, steps: step };
      sum += (mean + penalty) * chosen.length;
    }
    // Weights count as good when they have been tried.
    if (last !== undefined) checkLoss(stepper.lossOf(last), epoch);
    return sum / order.length + stepper.penalty();
  };

  return {
    get progress() {
      return progress;
    },
    set progress(now: Progress) {
      progress = now;
    },
    get isBetween() {
      return isBetween;
    },
    set isBetween(now: boolean) {
      isBetween = now;
    },
    async run() {
      const isOver = (): boolean => {
        const { epoch, best } = progress;
        return epoch >= epochs || (patience !== undefined && best !== undefined && epoch - best.epoch >= patience);
      };
      while (!isOver()) {
        const epoch = progress.epoch + 1;
        const startedMs = performance.now();
        isBetween = false;
        const objective = await trainEpoch(epoch);
        const trainedMs = performance.now() - startedMs;
        const value = validate?.(stepper.network);
        if (value !== undefined) checkFinite("the validation", value, epoch);
        const isBest =
          value !== undefined && !(value >= (progress.best?.value ?? Number.POSITIVE_INFINITY) - minImprovement);
        if (isBest || value === undefined) kept.keep(progress.steps);
        const losses = { epoch, objective, validation: value };
        const best = isBest ? { epoch, value } : progress.best;
        progress = { ...progress, epoch, best, history: [...progress.history, losses] };
        isBetween = true;
        const rowsPerSecond = Math.round((own.length * 1000) / Math.max(trainedMs, 1e-3));
        await onEpoch?.({ ...losses, epochs, elapsedMs: performance.now() - startedMs, rowsPerSecond });
      }
      kept.restore();
      const { epoch, best, history } = progress;
      return { history, epoch: best?.epoch ?? epoch, stoppedEarly: epoch < epochs };
    },
  };
}
