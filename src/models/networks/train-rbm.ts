import { type Csr, rowIndices } from "../../data/csr.ts";
import { learningRateAdvice } from "../../data/value-scale.ts";
import { DataError, TrainingError } from "../../errors.ts";
import { type Checkpoint, checkCheckpoint, type Progress } from "../../neural/checkpoint.ts";
import { platform } from "../../platform.ts";
import { createRandom, mixHashes, shuffle } from "../../random.ts";
import type { TrainingContext } from "../../training/context.ts";
import { nextTurn, SLICE_MS } from "../../training/steps.ts";
import { connectedItems, connectedState } from "../connected-items.ts";
import { ratingScale } from "../rating-model.ts";
import { scaleState } from "../served-ratings.ts";
import { joinStates, matrixState, stateOf } from "../state.ts";
import { checkEstimate, shapeOf, trainable } from "../train-model.ts";
import { MAXIMUM_VALUES, type RbmOptions, rbm } from "./rbm.ts";
import { checkpointKeeper } from "./train-checkpoints.ts";
import { matrixFingerprint } from "./train-fingerprint.ts";
import { holdOut, rmse } from "./train-rbm-held.ts";
import { MachineInTraining } from "./train-rbm-machine.ts";
import { rbmMemory } from "./train-rbm-memory.ts";

/** The stream of the order of users: others have the first weights, and which ratings validate. */
const ORDER_STREAM = 2;

/**
 * Fits a machine on one thread: O(epochs · ratings · values · steps · hidden).
 *
 * Throws DataError `no-ratings`, `bad-rating`, `constant-ratings` and `too-many-values`; OptionsError `no-validation`;
 * KernelError and TrainingError `memory-limit`, TrainingError `diverged` and `interrupted`; OptionsError `other-checkpoint` and
 * ArtefactError `checkpoint`.
 */
export const trainRbm = trainable(rbm, {
  resumes: "all",
  memory: (options, shape, threads) => rbmMemory(options, shape, threads),
  packing: { narrows: true },
  fit: async ({ matrix }, options, context) => {
    const { machine, objective } = await fitMachine(matrix, options, context);
    return {
      options,
      objective,
      state: joinStates(
        stateOf({ scale: scaleState(machine.scale), values: machine.values, hiddenBiases: machine.hiddenBiases }),
        stateOf({ valueBiases: machine.itemBiases }),
        matrixState("valueWeights", machine.weights, options.hidden),
        connectedState(connectedItems(matrix)),
      ),
    };
  },
});

/** The different ratings, ascending. Throws DataError where a softmax over them makes no sense. */
export function ratingValues({ values }: Csr): Float32Array {
  const found = new Set(values);
  const show = [...found].slice(0, 3).join(", ");
  if (found.size < 2) {
    const message = `expected ratings of at least two values, got ${show} alone; choose a model of interactions, such as implicit-als`;
    throw new DataError("constant-ratings", `${rbm.name}: ${message}`);
  }
  if (found.size > MAXIMUM_VALUES) {
    const message = `expected at most ${MAXIMUM_VALUES} different ratings, got ${found.size}, such as ${show}`;
    const remedy = "round them before, bring counts to a short scale by --transform, or choose biased-mf";
    throw new DataError("too-many-values", `${rbm.name}: ${message}; ${remedy}`);
  }
  return Float32Array.from(found).sort();
}

/** Where a training stands between two epochs, as plain data. */
interface RbmProgress extends Pick<Progress, "epoch" | "best" | "history"> {
  /** η of the next epoch. */
  readonly learningRate: number;
}

async function fitMachine(matrix: Csr, options: RbmOptions, context: TrainingContext) {
  const { seed, signal, onEpoch, onPhase } = context;
  const scale = ratingScale(rbm.name, matrix);
  const values = ratingValues(matrix);
  const needed = rbmMemory(options, shapeOf(matrix), 1, values.length);
  checkEstimate(rbm.name, needed, context);
  const { own, held } = holdOut(matrix, options.validationShare, seed);
  const training = new MachineInTraining(await platform().trainingKernels(), own, options, { scale, values, seed });
  const users = Uint32Array.from({ length: own.rowCount }, (_, user) => user).filter(
    (user) => rowIndices(own, user).length > 0,
  );
  const { epochs, batchSize, patience, minImprovement } = options;
  if (batchSize > users.length) {
    onPhase?.(`${rbm.name}: batchSize ${batchSize} is more than there are: all ${users.length} users a batch`);
  }
  let progress: RbmProgress = { epoch: 0, learningRate: options.learningRate, best: undefined, history: [] };
  /** The weights of the best epoch; none where nothing validates. */
  const kept = held ? training.weights.slice() : new Uint8Array();
  const data = matrixFingerprint(matrix);
  const identity = { ...options, seed, data };
  const save = (): Checkpoint => ({
    ...{ identity: JSON.stringify(identity), progress: JSON.stringify(progress) },
    ...{ state: training.state.slice(), kept: kept.slice(), keptStep: progress.best?.epoch ?? 0 },
  });
  const started = performance.now();
  let sliceMs = started;
  const trainEpoch = async (epoch: number, learningRate: number): Promise<number> => {
    const order = shuffle(users.slice(), createRandom(mixHashes(seed, epoch), ORDER_STREAM));
    let squares = 0;
    for (let begin = 0; begin < order.length; begin += batchSize) {
      if (performance.now() - sliceMs > SLICE_MS) {
        await nextTurn();
        sliceMs = performance.now();
      }
      if (signal?.aborted) {
        throw new TrainingError("interrupted", `training was interrupted in epoch ${epoch}`, { cause: signal.reason });
      }
      squares += training.train(order.subarray(begin, begin + batchSize), learningRate);
    }
    return Math.sqrt(squares / own.indices.length);
  };
  const isOver = ({ epoch, best }: RbmProgress): boolean =>
    epoch >= epochs || (patience > 0 && best !== undefined && epoch - best.epoch >= patience);

  const keeper = checkpointKeeper(rbm.name, data, context);
  await keeper.resume(epochs, (checkpoint) => {
    checkCheckpoint(checkpoint, identity, { state: training.state.length, kept: kept.length });
    training.state.set(checkpoint.state);
    kept.set(checkpoint.kept);
    progress = JSON.parse(checkpoint.progress);
  });
  try {
    while (!isOver(progress)) {
      const epoch = progress.epoch + 1;
      const objective = await trainEpoch(epoch, progress.learningRate);
      const machine = held || epoch === epochs ? training.found() : undefined;
      const validation = held && machine ? rmse(machine, own, held) : undefined;
      checkFinite(
        [objective, validation ?? 0, machine?.weights.reduce((sum, weight) => sum + weight, 0) ?? 0],
        epoch,
        options,
      );
      const isBest =
        validation !== undefined && validation < (progress.best?.value ?? Number.POSITIVE_INFINITY) - minImprovement;
      if (isBest) kept.set(training.weights);
      progress = {
        epoch,
        learningRate: progress.learningRate * options.learningRateDecay,
        best: isBest ? { epoch, value: validation } : progress.best,
        history: [...progress.history, { epoch, objective, validation }],
      };
      onEpoch?.({ epoch, epochs, objective, validation, elapsedMs: performance.now() - started });
      await keeper.note(save);
    }
  } finally {
    await keeper.keep();
  }
  const { epoch, best, history } = progress;
  if (best) training.weights.set(kept);
  const taken = best?.epoch ?? epoch;
  return { machine: training.found(), objective: history.find((losses) => losses.epoch === taken)?.objective };
}

function checkFinite(numbers: readonly number[], epoch: number, { learningRate, epochs }: RbmOptions): void {
  if (numbers.every(Number.isFinite)) return;
  const advice = learningRateAdvice(learningRate, rbm.options.learningRate.default);
  throw new TrainingError(
    "diverged",
    `${rbm.name}: the weights left all bounds in epoch ${epoch} of ${epochs}; expected a learningRate that converges, got ${learningRate}; ${advice}`,
  );
}
