import { type Csr, rowIndices, rowValues } from "../../data/csr.ts";
import { learningRateAdvice } from "../../data/value-scale.ts";
import { DataError, OptionsError, TrainingError } from "../../errors.ts";
import { platform } from "../../platform.ts";
import { createRandom, mixHashes, shuffle } from "../../random.ts";
import type { TrainingContext } from "../../training/context.ts";
import { checkTrainingBytes } from "../../training/memory-limit.ts";
import { checkInterrupted, nextTurn, SLICE_MS } from "../../training/steps.ts";
import { connectedItems, connectedState } from "../connected-items.ts";
import { ratingScale } from "../rating-model.ts";
import { scaleState } from "../served-ratings.ts";
import { joinStates, matrixState, stateOf } from "../state.ts";
import { shapeOf, trainable } from "../train-model.ts";
import { MAXIMUM_VALUES, type Machine, type RbmOptions, rbm, servedMachine } from "./rbm.ts";
import { MachineInTraining } from "./train-rbm-machine.ts";
import { rbmMemory } from "./train-rbm-memory.ts";

/** Streams of one seed, beside that of the first weights. */
const STREAMS = { order: 2, validation: 3 } as const;

/**
 * Fits a machine on one thread: O(epochs · ratings · values · steps · hidden).
 *
 * Throws DataError `no-ratings`, `bad-rating`, `constant-ratings` and `too-many-values`; OptionsError `no-validation`;
 * KernelError and TrainingError `memory-limit`, TrainingError `diverged` and `interrupted`.
 */
export const trainRbm = trainable(rbm, {
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

async function fitMachine(matrix: Csr, options: RbmOptions, context: TrainingContext) {
  const { seed, signal, onEpoch } = context;
  const scale = ratingScale(rbm.name, matrix);
  const values = ratingValues(matrix);
  const needed = rbmMemory(options, shapeOf(matrix), 1, values.length);
  checkTrainingBytes(rbm.name, needed.kernelBytes, needed.remedy, needed.heapBytes);
  const { own, held } = holdOut(matrix, options.validationShare, seed);
  const training = new MachineInTraining(await platform().trainingKernels(), own, options, { scale, values, seed });
  const users = Uint32Array.from({ length: own.rowCount }, (_, user) => user).filter(
    (user) => rowIndices(own, user).length > 0,
  );
  const { epochs, batchSize, patience, minImprovement } = options;
  let learningRate = options.learningRate;
  let best: { readonly epoch: number; readonly value: number; readonly machine: Machine } | undefined;
  let objective = Number.NaN;
  const started = performance.now();
  for (let epoch = 1, sliceMs = started; epoch <= epochs; epoch++) {
    checkInterrupted(signal);
    const order = shuffle(users.slice(), createRandom(mixHashes(seed, epoch), STREAMS.order));
    let squares = 0;
    for (let begin = 0; begin < order.length; begin += batchSize) {
      if (performance.now() - sliceMs > SLICE_MS) {
        await nextTurn();
        checkInterrupted(signal);
        sliceMs = performance.now();
      }
      squares += training.train(order.subarray(begin, begin + batchSize), learningRate);
    }
    objective = Math.sqrt(squares / own.indices.length);
    const machine = held || epoch === epochs ? training.found() : undefined;
    const validation = held && machine ? rmse(machine, own, held) : undefined;
    checkFinite(
      [objective, validation ?? 0, machine?.weights.reduce((sum, weight) => sum + weight, 0) ?? 0],
      epoch,
      options,
    );
    if (
      validation !== undefined &&
      machine &&
      !(validation >= (best?.value ?? Number.POSITIVE_INFINITY) - minImprovement)
    ) {
      best = { epoch, value: validation, machine };
    }
    onEpoch?.({ epoch, epochs, objective, validation, elapsedMs: performance.now() - started });
    if (patience > 0 && best && epoch - best.epoch >= patience) break;
    learningRate *= options.learningRateDecay;
  }
  return { machine: best?.machine ?? training.found(), objective };
}

function checkFinite(numbers: readonly number[], epoch: number, { learningRate, epochs }: RbmOptions): void {
  if (numbers.every(Number.isFinite)) return;
  const advice = learningRateAdvice(learningRate, rbm.options.learningRate.default);
  throw new TrainingError(
    "diverged",
    `${rbm.name}: the weights left all bounds in epoch ${epoch} of ${epochs}; expected a learningRate that converges, got ${learningRate}; ${advice}`,
  );
}

/** Keeps a share of the ratings from training. Throws OptionsError `no-validation` where there are none on one side. */
function holdOut(ratings: Csr, share: number, seed: number): { readonly own: Csr; readonly held: Csr | undefined } {
  if (share === 0) return { own: ratings, held: undefined };
  const length = ratings.indices.length;
  const count = Math.floor(share * length);
  if (count === 0 || count === length) {
    const message = `validationShare: expected ratings on both sides, got ${count} of ${length} for validation (${share})`;
    throw new OptionsError("no-validation", message);
  }
  const order = shuffle(
    Uint32Array.from({ length }, (_, entry) => entry),
    createRandom(seed, STREAMS.validation),
  );
  return { own: pick(ratings, order.slice(count).sort()), held: pick(ratings, order.slice(0, count).sort()) };
}

/** The matrix with these entries alone, ascending. */
function pick(matrix: Csr, entries: Uint32Array): Csr {
  const offsets = new Uint32Array(matrix.rowCount + 1);
  for (let row = 0, at = 0; row < matrix.rowCount; row++) {
    while (at < entries.length && entries[at]! < matrix.offsets[row + 1]!) at++;
    offsets[row + 1] = at;
  }
  const [indices, values] = [new Uint32Array(entries.length), new Float32Array(entries.length)];
  for (const [at, entry] of entries.entries()) {
    indices[at] = matrix.indices[entry]!;
    values[at] = matrix.values[entry]!;
  }
  return { ...matrix, offsets, indices, values };
}

/** The error on `held` for users with the histories of `own`. */
function rmse(machine: Machine, own: Csr, held: Csr): number {
  const { predictorOf } = servedMachine(machine);
  let squares = 0;
  for (let user = 0; user < held.rowCount; user++) {
    const [items, ratings] = [rowIndices(held, user), rowValues(held, user)];
    if (items.length === 0) continue;
    const predict = predictorOf(rowIndices(own, user), rowValues(own, user));
    for (let place = 0; place < items.length; place++) squares += (ratings[place]! - predict(items[place]!)) ** 2;
  }
  return Math.sqrt(squares / held.indices.length);
}
