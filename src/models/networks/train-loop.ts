import { NearEdgeError, OptionsError, TrainingError } from "../../errors.ts";
import type { EpochOptions } from "../../neural/epochs.ts";
import type { Network } from "../../neural/network.ts";
import type { NetworkSpec } from "../../neural/network-spec.ts";
import type { NamedOptions } from "../../neural/optimisers.ts";
import type { Limits } from "../../neural/plan.ts";
import { withNetworkThreads } from "../../neural/threads.ts";
import {
  createTraining,
  planTraining,
  type TrainingOptions,
  type TrainingReport,
  type TrainingSource,
} from "../../neural/training.ts";
import type { Examples, Validation } from "../../neural/validation.ts";
import type { TrainingContext } from "../../training/context.ts";
import { checkEstimate, type MemoryEstimate } from "../train-model.ts";
import type { LoopOptions } from "./loop-options.ts";
import { checkpointKeeper } from "./train-checkpoints.ts";

/** A network to train. */
export interface NetworkJob {
  /** Name of the model, in messages. */
  readonly model: string;
  readonly options: LoopOptions;
  readonly network: NetworkSpec;
  readonly loss: string;
  /** What the largest batch has beside `batchSize` rows. */
  readonly limits?: Partial<Limits> | undefined;
  /** Weights to begin with, by parameter; without them the seed draws all. */
  readonly weights?: ReadonlyMap<string, Float32Array> | undefined;
}

export interface TrainedNetwork {
  /** With the weights of the best epoch, or the last one without validation. */
  readonly network: Network;
  readonly report: TrainingReport;
  /** Mean loss and penalties of the epoch whose weights these are. */
  readonly objective: number;
}

/** Constants of the kernels, and scratch of all threads, at most. */
const CONSTANT_BYTES = 1 << 20;

/**
 * Trains a network with the kernels, on the threads of the context where they pay. Goes on from a checkpoint where the context
 * has one; an interrupted training leaves the last whole epoch there. Errors: RangeError, OptionsError and TrainingError as
 * createTraining and Training.run.
 */
export function trainNetwork(
  job: NetworkJob,
  examples: Examples,
  context: TrainingContext,
  validation?: Validation,
): Promise<TrainedNetwork> {
  return withNetworkThreads(context, (source) => trainOn(source, job, examples, context, validation));
}

async function trainOn(
  source: TrainingSource,
  job: NetworkJob,
  examples: Examples,
  context: TrainingContext,
  validation: Validation | undefined,
): Promise<TrainedNetwork> {
  const { seed, signal, onEpoch, onPhase } = context;
  const keeper = checkpointKeeper(job.model, examples.fingerprint, context);
  const batchSize = batchOf(job.options, examples.count);
  if (batchSize < job.options.batchSize) {
    onPhase?.(
      `${job.model}: batchSize ${job.options.batchSize} is more than there are: all ${batchSize} examples a batch`,
    );
  }
  // What the data are is known now: texts, the longest histories.
  checkEstimate(job.model, networkMemory(job, examples.count, 0), context);
  const options = trainingOptions(job, examples.count);
  const initialise = (network: Network): void => {
    for (const [parameter, values] of job.weights ?? []) network.setWeights(parameter, values);
  };
  try {
    if (job.options.epochs === 0) {
      const { network } = createTraining({ ...options, epochs: 1 }, examples, validation, { seed }, source, initialise);
      return { network, report: { history: [], epoch: 0, stoppedEarly: false }, objective: Number.NaN };
    }
    const training = createTraining(
      options,
      examples,
      validation,
      {
        seed,
        signal,
        onEpoch: async (report) => {
          onEpoch?.(report);
          await keeper.note(training.save);
        },
      },
      source,
      initialise,
    );
    await keeper.resume(options.epochs, training.resume);
    const report = await training.run();
    return { network: training.network, report, objective: objectiveOf(report) };
  } catch (error) {
    throw named(job.model, error);
  } finally {
    await keeper.keep();
  }
}

/** The objective of the epoch whose weights are taken. */
export const objectiveOf = ({ history, epoch: taken }: Pick<TrainingReport, "history" | "epoch">): number =>
  history.find(({ epoch }) => epoch === taken)?.objective ?? Number.NaN;

/** An error of data or options with the model's name before its message: several may be trained. */
function named(model: string, error: unknown): unknown {
  const isOf = (code: string): boolean => error instanceof NearEdgeError && error.code === code;
  if (error instanceof TrainingError && isOf("diverged")) {
    return new TrainingError("diverged", `${model}: ${error.message}`, { cause: error });
  }
  if (error instanceof OptionsError && isOf("no-validation")) {
    return new OptionsError("no-validation", `${model}: ${error.message}`, { cause: error });
  }
  return error;
}

/** The numbers of examples: all of them, those that train, and their order in an epoch. */
const ORDER_BYTES = 12;

/** Memory of a training with so many examples; `heapBytes` are those beside the network's own. */
export function networkMemory(job: NetworkJob, exampleCount: number, heapBytes: number): MemoryEstimate {
  const plan = planTraining(trainingOptions(job, exampleCount), { realBytes: 4, base: CONSTANT_BYTES });
  const remedy = "use smaller layers or a smaller batchSize, or leave out rare users and items";
  // The best weights are kept beside those that are trained.
  const { begin, weightsEnd, end } = plan.state;
  const kept = weightsEnd - begin;
  return {
    kernelBytes: plan.bytes,
    heapBytes: heapBytes + kept + ORDER_BYTES * exampleCount,
    // A copy of the state and of the kept weights, and the file that is written.
    checkpointBytes: 2 * (end - begin + kept),
    remedy,
  };
}

/** Examples a step, of which there are at most those that train. */
export function batchOf(
  { batchSize, validationShare }: Pick<LoopOptions, "batchSize" | "validationShare">,
  exampleCount: number,
): number {
  return Math.max(1, Math.min(batchSize, Math.floor(exampleCount * (1 - validationShare))));
}

function trainingOptions(job: NetworkJob, exampleCount: number): TrainingOptions {
  const { network, limits } = job;
  return { ...epochOptions(job, exampleCount), network, optimiser: loopOptimiser(job.options), limits };
}

/** How long a training is, whatever it trains. */
export function epochOptions(
  { options, loss }: Pick<NetworkJob, "options" | "loss">,
  exampleCount: number,
): EpochOptions {
  const { epochs, clipNorm, validationShare, patience, minImprovement } = options;
  return {
    loss,
    schedule: { name: options.learningRateSchedule },
    epochs,
    batchSize: batchOf(options, exampleCount),
    clipNorm: clipNorm > 0 ? clipNorm : undefined,
    validationShare: validationShare > 0 ? validationShare : undefined,
    patience: patience > 0 ? patience : undefined,
    minImprovement,
  };
}

export function loopOptimiser({ optimiser, learningRate, momentum, weightDecay }: LoopOptions): NamedOptions {
  if (optimiser === "sgd") return { name: optimiser, learningRate, momentum };
  if (optimiser === "adamw") return { name: optimiser, learningRate, decay: weightDecay };
  return { name: optimiser, learningRate };
}
