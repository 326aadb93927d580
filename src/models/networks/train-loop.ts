import type { Checkpoint, Progress } from "../../neural/checkpoint.ts";
import { decodeCheckpoint, encodeCheckpoint } from "../../neural/checkpoint-bytes.ts";
import type { EpochOptions } from "../../neural/epochs.ts";
import type { Network } from "../../neural/network.ts";
import type { NetworkSpec } from "../../neural/network-spec.ts";
import type { NamedOptions } from "../../neural/optimisers.ts";
import type { Limits } from "../../neural/plan.ts";
import { withNetworkThreads } from "../../neural/threads.node.ts";
import {
  createTraining,
  planTraining,
  type TrainingOptions,
  type TrainingReport,
  type TrainingSource,
} from "../../neural/training.ts";
import type { Examples, Validation } from "../../neural/validation.ts";
import type { TrainingContext } from "../../training/context.ts";
import type { MemoryEstimate } from "../train-model.ts";
import type { LoopOptions } from "./loop-options.ts";

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
/** How long training goes on before it is kept again. */
const KEEP_EVERY_MS = 10_000;

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
  { seed, signal, onEpoch, onPhase, checkpoints }: TrainingContext,
  validation: Validation | undefined,
): Promise<TrainedNetwork> {
  const name = `${job.model}-${examples.fingerprint}`;
  let latest: Checkpoint | undefined;
  let keptMs = performance.now();
  const keep = async (): Promise<void> => {
    if (latest) await checkpoints?.save(name, encodeCheckpoint(latest));
    [latest, keptMs] = [undefined, performance.now()];
  };
  const batchSize = batchOf(job.options, examples.count);
  if (batchSize < job.options.batchSize) {
    onPhase?.(
      `${job.model}: batchSize ${job.options.batchSize} is more than there are: all ${batchSize} examples a batch`,
    );
  }
  const options = trainingOptions(job, examples.count);
  const initialise = (network: Network): void => {
    for (const [parameter, values] of job.weights ?? []) network.setWeights(parameter, values);
  };
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
        if (!checkpoints) return;
        latest = training.save();
        if (performance.now() - keptMs > KEEP_EVERY_MS) await keep();
      },
    },
    source,
    initialise,
  );
  const found = await checkpoints?.load(name);
  if (found) {
    const checkpoint = decodeCheckpoint(found);
    training.resume(checkpoint);
    const { epoch, history }: Progress = JSON.parse(checkpoint.progress);
    onPhase?.(`${job.model}: goes on after epoch ${epoch} of ${options.epochs}`);
    // Once more, for those who keep them.
    for (const losses of history) onEpoch?.({ ...losses, epochs: options.epochs, elapsedMs: 0 });
  }
  try {
    const report = await training.run();
    const objective = report.history.find(({ epoch }) => epoch === report.epoch)?.objective ?? Number.NaN;
    return { network: training.network, report, objective };
  } finally {
    await keep();
  }
}

/** Memory of a training with so many examples; `heapBytes` are those beside the network's own. */
export function networkMemory(job: NetworkJob, exampleCount: number, heapBytes: number): MemoryEstimate {
  const plan = planTraining(trainingOptions(job, exampleCount), { realBytes: 4, base: CONSTANT_BYTES });
  const remedy = "use smaller layers or a smaller batchSize, or leave out rare users and items";
  // The best weights are kept beside those that are trained.
  const kept = plan.state.weightsEnd - plan.state.begin;
  return { kernelBytes: plan.bytes, heapBytes: heapBytes + kept, remedy };
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
