import { AdamOptimizer, dispose, type NamedTensorMap } from "@tensorflow/tfjs-core";
import { TrainingError } from "../../errors.ts";
import { requireWasmBackend } from "../../neural/backend.ts";
import { createRandom, type Random, shuffle } from "../../random.ts";
import { checkExamples, type HeadExamples } from "../examples.ts";
import type { TrainedReranker } from "../trainable-reranker.ts";
import { judgeCandidates, type ListQuality } from "../validation.ts";
import { type BatchMaker, createBatchMaker } from "./batches.ts";
import { judgeWeights } from "./judge-weights.ts";
import { type HeadOptions, type ResolvedHeadOptions, resolveHeadOptions } from "./options.ts";
import { createParameters, disposeParameters, type HeadParameters, readParameters } from "./parameters.ts";
import { measureScales } from "./scales.ts";
import { lossAndGradients, type MakeMask } from "./training-step.ts";
import { initialWeights, weightsToTensors } from "./weights.ts";

/** Streams of the seed: each use of randomness has its own. */
const STREAMS = { weights: 301, order: 302, negatives: 303, dropout: 304 } as const;

/** Training has failed when the loss is this many times what it was at the start, or is not a number at all. */
const DIVERGED = 1000;

/** State of training after an epoch. */
export interface HeadProgress {
  readonly epoch: number;
  /** Epochs at most; training may stop earlier. */
  readonly epochs: number;
  /** Mean loss of the epoch's steps, penalty included. */
  readonly loss: number;
  readonly validation: ListQuality["metrics"];
}

export interface TrainHeadOptions extends HeadOptions {
  /** Name of the kind, for the manifest. */
  readonly kind: string;
  readonly seed: number;
  readonly onProgress?: ((progress: HeadProgress) => void) | undefined;
  /** Ends training with TrainingError `interrupted`. */
  readonly signal?: AbortSignal | undefined;
}

export interface TrainedHead extends TrainedReranker {
  /** Epochs run. */
  readonly epochs: number;
  /** The epoch whose weights were kept; 0 is retrieval's own order, kept when no epoch beat it. */
  readonly bestEpoch: number;
}

/**
 * Trains a head of dense layers to put a person's hidden items first among the retrieved candidates; the WASM backend must have been
 * started. Objective in training-step.ts and loss.ts, network in weights.ts. Adam over batches of groups, stopped when
 * validation nDCG@10 has not risen for `patience` epochs; the best epoch's weights are kept. The same examples, options
 * and seed give the same bits.
 *
 * Throws TypeError, RangeError, OptionsError or DataError for bad options or examples, KernelError `backend-missing`,
 * TrainingError `head-diverged` when the loss explodes or is not finite and `interrupted` when `signal` says so.
 * O(epochs · groups · (positives + negatives) · weights).
 */
export async function trainHead(examples: HeadExamples, options: TrainHeadOptions): Promise<TrainedHead> {
  const resolved = resolveHeadOptions(options, examples.groupsTrain.length);
  checkExamples(examples);
  requireWasmBackend();
  const { kind, seed, signal, onProgress } = options;
  const scales = measureScales(examples);
  const batches = createBatchMaker(examples, scales, resolved.negatives);
  const start = initialWeights(resolved.hidden, scales, createRandom(seed, STREAMS.weights));
  const retrieval = judgeCandidates(examples, undefined);
  let best = { epoch: 0, weights: start, quality: retrieval };
  let [epoch, lastRise, highest] = [0, 0, 0];
  const parameters = createParameters(start);
  const optimizer = new AdamOptimizer(resolved.learningRate, 0.9, 0.999, 1e-7);
  const run = createEpoch({ parameters, optimizer, batches, resolved, seed, signal });
  try {
    while (epoch < resolved.epochs && epoch - lastRise < resolved.patience) {
      epoch++;
      const loss = await run(epoch);
      const weights = readParameters(parameters, start);
      const quality = judgeWeights(examples, weights);
      const reached = quality.metrics["ndcg@10"];
      if (reached > best.quality.metrics["ndcg@10"]) best = { epoch, weights, quality };
      // The first epochs may fall below retrieval and climb over it later: patience compares epochs with each other.
      if (reached > highest) [highest, lastRise] = [reached, epoch];
      onProgress?.({ epoch, epochs: resolved.epochs, loss, validation: quality.metrics });
    }
  } finally {
    disposeParameters(parameters);
    optimizer.dispose();
  }
  const { hidden, ...numbers } = resolved;
  return {
    manifest: {
      kind,
      options: { ...numbers, seed, bestEpoch: best.epoch },
      candidateCount: examples.candidateCount,
      hidden,
      features: examples.featureNames,
      validation: { lists: retrieval.users, retrieval: retrieval.metrics, head: best.quality.metrics },
    },
    weights: weightsToTensors(best.weights),
    gains: best.quality.ndcg.map((value, user) => value - retrieval.ndcg[user]!),
    epochs: epoch,
    bestEpoch: best.epoch,
  };
}

interface EpochContext {
  readonly parameters: HeadParameters;
  readonly optimizer: AdamOptimizer;
  readonly batches: BatchMaker;
  readonly resolved: ResolvedHeadOptions;
  readonly seed: number;
  readonly signal: AbortSignal | undefined;
}

/** Makes the function that runs one epoch and returns its mean loss. */
function createEpoch(context: EpochContext): (epoch: number) => Promise<number> {
  const { parameters, optimizer, batches, resolved, seed, signal } = context;
  const order = createRandom(seed, STREAMS.order);
  const negatives = createRandom(seed, STREAMS.negatives);
  const makeMask =
    resolved.dropout === 0 ? undefined : dropoutMask(resolved.dropout, createRandom(seed, STREAMS.dropout));
  const groups = batches.groups.slice();
  let firstLoss: number | undefined;
  return async (epoch) => {
    shuffle(groups, order);
    let [lossSum, steps] = [0, 0];
    for (let first = 0; first < groups.length; first += resolved.batchGroups) {
      // Lets timers and the signal's sender have their turn.
      await new Promise((resolve) => setTimeout(resolve));
      if (signal?.aborted) {
        throw new TrainingError("interrupted", `head training was interrupted in epoch ${epoch}`, {
          cause: signal.reason,
        });
      }
      const batch = batches.make(groups.subarray(first, first + resolved.batchGroups), negatives);
      const { loss, gradients } = lossAndGradients(parameters, batch, resolved.regularization, makeMask);
      applyAndDispose(optimizer, gradients);
      firstLoss ??= loss;
      if (!(loss <= firstLoss * DIVERGED)) {
        const got = `loss ${loss} in epoch ${epoch}, step ${steps + 1}, after ${firstLoss} at the start`;
        const advice = `lower learningRate (${resolved.learningRate})`;
        throw new TrainingError("head-diverged", `head training diverged: ${got}; ${advice}`);
      }
      lossSum += loss;
      steps++;
    }
    return lossSum / Math.max(1, steps);
  };
}

function applyAndDispose(optimizer: AdamOptimizer, gradients: NamedTensorMap): void {
  optimizer.applyGradients(Object.entries(gradients).map(([name, tensor]) => ({ name, tensor })));
  dispose(gradients);
}

function dropoutMask(dropout: number, random: Random): MakeMask {
  const kept = 1 / (1 - dropout);
  // A plain loop: masks are most of what an epoch draws.
  return (length) => {
    const mask = new Float32Array(length);
    for (let unit = 0; unit < length; unit++) mask[unit] = random.nextFloat() < dropout ? 0 : kept;
    return mask;
  };
}
