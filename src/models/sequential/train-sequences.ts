import type { Network } from "../../neural/network.ts";
import type { TrainingContext } from "../../training/context.ts";
import type { DefinedModel } from "../define-model.ts";
import { numbersOf } from "../networks/train-autoencoder.ts";
import { type NetworkJob, networkMemory, trainNetwork } from "../networks/train-loop.ts";
import { rowsWithLanes } from "../served-ratings.ts";
import { joinStates, type ModelState, matrixState, stateOf } from "../state.ts";
import { type DataShape, type MemoryEstimate, type Trainable, type TrainingData, trainable } from "../train-model.ts";
import { type SequenceOptions, SMALL_CATALOGUE } from "./sequence-options.ts";
import { ITEM_ROWS } from "./served-sequences.ts";
import { firstRows } from "./train-first-rows.ts";
import { sequenceExamples } from "./train-sequence-examples.ts";
import { type EncoderNodes, PARAMETERS, sequenceNetwork } from "./train-sequence-nodes.ts";

/** What a sequence model encodes a history with. */
interface Encoder {
  readonly encoder: EncoderNodes;
  /** Parameters of the encoder that are served. */
  readonly names: readonly string[];
}

/** A sequence model to train. */
interface SequenceJob extends Encoder {
  readonly model: string;
  readonly options: SequenceOptions;
}

/** Joins a sequence model and its encoder, by options of the model. Errors of the fit: those of trainSequences. */
export function trainableSequence<Options extends SequenceOptions>(
  model: DefinedModel<Options>,
  encoderOf: (options: Options) => Encoder,
): Trainable {
  const jobOf = (options: Options): SequenceJob => ({ model: model.name, options, ...encoderOf(options) });
  return trainable(model, {
    resumes: "all",
    packing: { narrows: true },
    settle: (options, { matrix }) => ({ ...options, loss: lossFor(options.loss, matrix.columnCount) }),
    memory: (options, shape) => sequenceMemory(jobOf({ ...options, loss: lossFor(options.loss, shape.items) }), shape),
    fit: async (data, options, context) => {
      const { biasLane, state, objective } = await trainSequences(jobOf(options), data, context);
      return { options: { ...options, biasLane }, state, objective };
    },
  });
}

/** The loss that is meant, by the size of the catalogue. */
const lossFor = (loss: SequenceOptions["loss"], items: number): SequenceOptions["loss"] =>
  loss === "auto" ? (items <= SMALL_CATALOGUE ? "softmax" : "sampled-softmax") : loss;

/** Fits a sequence model: its state, and ℓ (served-sequences.ts). Errors: those of sequenceExamples and trainNetwork. */
async function trainSequences(job: SequenceJob, data: TrainingData, context: TrainingContext) {
  const { model, options, names } = job;
  const itemCount = data.matrix.columnCount;
  const { train, validation, histories } = sequenceExamples(model, data, options, context.seed);
  const own = validation && { examples: validation };
  const weights = new Map<string, Float32Array>();
  if (options.start === "near") {
    const { factors: width, bound } = options;
    weights.set(
      PARAMETERS.items,
      await firstRows({ histories, itemCount, width, bound }, context.seed, context.signal),
    );
  }
  const network = { ...networkJob(job, itemCount, train.count), weights };
  const trained = await trainNetwork(network, train, context, own);
  const { state, biasLane } = sequenceState(trained.network, options, names);
  return { state, biasLane, objective: trained.objective };
}

/** Memory of a training: that of its network, copies of histories and what is served. */
function sequenceMemory(job: SequenceJob, { users, items, interactions }: DataShape): MemoryEstimate {
  const { factors, length, epochs: _, ...options } = job.options;
  const windows = Math.max(1, Math.min(interactions, users + Math.ceil(interactions / length)));
  const rows = Math.min(options.batchSize, windows) * length;
  const entries = rows * entriesOf(job.options);
  return networkMemory(
    networkJob(job, items, windows),
    windows,
    4 * items * (2 * factors + 2) +
      firstRowsBytes(job.options, items) +
      8 * interactions +
      150 * windows +
      40 * entries,
  );
}

function networkJob({ model, options, encoder }: SequenceJob, items: number, windows: number): NetworkJob {
  const { batchSize, length, loss, negatives } = options;
  const rows = Math.min(batchSize, windows) * length;
  return {
    model,
    // Users who validate are chosen by sequenceExamples.
    options: { ...options, validationShare: 0 },
    network: sequenceNetwork(options, items, encoder),
    loss: loss === "gbce" ? "marked" : "softmax",
    limits: {
      rows,
      entries: rows * entriesOf(options),
      ...(loss === "softmax" ? {} : { candidates: Math.min(items, rows + negatives) }),
    },
  };
}

/** Rows to begin with, and what they are made of. */
const firstRowsBytes = ({ start, factors }: Pick<SequenceOptions, "start" | "factors">, items: number): number =>
  start === "near" ? FIRST_ROWS_BYTES * items * factors : 0;

/** Copies in f64 with columns that are left out in the end, and one in f32. */
const FIRST_ROWS_BYTES = 60;

/** Targets of a row, at most. */
const entriesOf = ({ loss, negatives, horizon }: Pick<SequenceOptions, "loss" | "negatives" | "horizon">): number =>
  loss === "gbce" ? negatives + horizon : horizon;

/** Rows of items with their biases in one lane more, and the arrays of the encoder. Softmax does not see what all biases have in common. */
function sequenceState(
  network: Network,
  { factors, loss }: Pick<SequenceOptions, "factors" | "loss">,
  names: readonly string[],
): { readonly state: ModelState; readonly biasLane: number } {
  const rows = numbersOf(network, PARAMETERS.items);
  const biases = numbersOf(network, loss === "softmax" ? PARAMETERS.allBiases : PARAMETERS.biases);
  const mean = biases.reduce((sum, bias) => sum + bias, 0) / biases.length;
  const centred = biases.map((bias) => bias - mean);
  const [ofBiases, ofRows] = [rootMeanSquare(centred), rootMeanSquare(rows)];
  const biasLane = Math.fround(ofBiases > 0 && ofRows > 0 ? ofBiases / ofRows : 1);
  const lane = centred.map((bias) => bias / biasLane);
  const arrays = Object.fromEntries(names.map((name) => [name, numbersOf(network, name)]));
  return {
    biasLane,
    state: joinStates(stateOf(arrays), matrixState(ITEM_ROWS, rowsWithLanes(rows, factors, [lane]), factors + 1)),
  };
}

const rootMeanSquare = (values: Float32Array): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
