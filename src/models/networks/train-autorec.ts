import { type Csr, transpose } from "../../data/csr.ts";
import { DataError } from "../../errors.ts";
import type { Network } from "../../neural/network.ts";
import { connectedItems, connectedState } from "../connected-items.ts";
import { type Biases, fitBiases } from "../means/user-item-baseline.ts";
import { scaleState } from "../served-ratings.ts";
import { joinStates, type ModelState, matrixState, stateOf } from "../state.ts";
import { type DataShape, trainable } from "../train-model.ts";
import { type AutorecOptions, autorec, biasOptions } from "./autorec.ts";
import { ENCODER, ENCODER_BIAS, type Encoder, encode } from "./encoder.ts";
import { denseWeights, numbersOf } from "./train-autoencoder.ts";
import { itemRows } from "./train-autorec-items.ts";
import { mostEntries } from "./train-history-examples.ts";
import { type NetworkJob, networkMemory, trainNetwork } from "./train-loop.ts";
import { ratingRows } from "./train-rating-rows.ts";

/** Fits autorec. Errors: DataError `too-few-items` and `constant-ratings`, those of fitBiases, ratingRows and trainNetwork. */
export const trainAutorec = trainable(autorec, {
  resumes: "all",
  packing: { narrows: true },
  memory: (options, shape) => {
    const [rows, columns] = sidesOf(options, shape);
    const { users, items, interactions } = shape;
    const job = jobOf(options, { users, items }, mostEntries(interactions, options.batchSize, columns));
    const size = options.units;
    // Residuals both ways round, targets of a batch, and the weights once more.
    const heapBytes = 32 * interactions + 8 * options.batchSize * columns + 8 * size * (users + items);
    return networkMemory(job, Math.max(1, rows), heapBytes);
  },
  fit: async ({ matrix }, options, context) => {
    const biases = checkedBiases(matrix, options);
    const residuals = residualsOf(matrix, biases);
    const byRow = options.rows === "items" ? transpose(residuals) : residuals;
    const { train, validation } = ratingRows(autorec.name, byRow, options.validationShare, context.seed);
    const shape = { users: matrix.rowCount, items: matrix.columnCount };
    const job = jobOf(options, shape, largestBatch(byRow, options.batchSize));
    const own = validation && { examples: validation };
    const { network, objective } = await trainNetwork(job, train, context, own);
    const stateOfRows = options.rows === "items" ? stateOfItems : stateOfUsers;
    return { options, objective, state: stateOfRows(network, matrix, byRow, biases, options, context.seed) };
  },
});

const sidesOf = ({ rows }: Pick<AutorecOptions, "rows">, { users, items }: Pick<DataShape, "users" | "items">) =>
  rows === "items" ? ([items, users] as const) : ([users, items] as const);

function checkedBiases(matrix: Csr, options: AutorecOptions): Biases {
  const { columnCount } = matrix;
  if (columnCount < 2) {
    throw new DataError("too-few-items", `${autorec.name}: expected two items or more, got ${columnCount}`);
  }
  if (matrix.values.length > 0 && matrix.values.every((value) => value === matrix.values[0])) {
    const message = `expected ratings that differ, got the same for all ${matrix.values.length}; choose a model of interactions, such as implicit-als`;
    throw new DataError("constant-ratings", `${autorec.name}: ${message}`);
  }
  return fitBiases(matrix, biasOptions(options));
}

/** r − μ − b_u − b_i */
function residualsOf(matrix: Csr, { scale, userBiases, itemBiases }: Biases): Csr {
  const values = matrix.values.slice();
  for (let user = 0; user < matrix.rowCount; user++) {
    for (let entry = matrix.offsets[user]!; entry < matrix.offsets[user + 1]!; entry++) {
      values[entry]! -= scale.mean + userBiases[user]! + itemBiases[matrix.indices[entry]!]!;
    }
  }
  return { ...matrix, values };
}

function largestBatch({ rowCount, offsets }: Csr, batchSize: number): number {
  const lengths = Uint32Array.from({ length: rowCount }, (_, row) => offsets[row + 1]! - offsets[row]!)
    .sort()
    .reverse();
  return lengths.subarray(0, batchSize).reduce((sum, length) => sum + length, 0);
}

function jobOf(options: AutorecOptions, shape: Pick<DataShape, "users" | "items">, entries: number): NetworkJob {
  const [, columns] = sidesOf(options, shape);
  const { units, l2, dropout } = options;
  const bag = { width: units, bound: Math.sqrt(6 / (columns + units)), bias: true, dropout, l2 };
  return {
    model: autorec.name,
    // Ratings that validate are chosen by ratingRows.
    options: { ...options, validationShare: 0 },
    network: {
      inputs: { ratings: { kind: "terms", count: columns } },
      nodes: [
        { name: "bag", layer: "bag", inputs: ["ratings"], options: bag },
        { name: "hidden", layer: "activation", inputs: ["bag"], options: { name: "sigmoid" } },
        { name: "output", layer: "dense", inputs: ["hidden"], options: { units: columns, l2 } },
      ],
      output: "output",
    },
    loss: "mse",
    limits: { entries },
  };
}

const encoderOf = (network: Network): Encoder => ({
  table: { precision: "f32", values: numbersOf(network, "bag.table") },
  bias: numbersOf(network, "bag.bias"),
  activation: "sigmoid",
  layers: [],
});

/** rows=items: the hidden layer of each item, also of those without ratings. */
function stateOfItems(
  network: Network,
  matrix: Csr,
  byItem: Csr,
  biases: Biases,
  { units }: AutorecOptions,
  seed: number,
): ModelState {
  const encoder = encoderOf(network);
  const hidden = new Float32Array(byItem.rowCount * units);
  for (let item = 0; item < byItem.rowCount; item++) {
    const [start, end] = [byItem.offsets[item], byItem.offsets[item + 1]];
    const h = encode(encoder, byItem.indices.subarray(start, end), byItem.values.subarray(start, end));
    hidden.set(h, item * units);
  }
  const { items, ridges } = itemRows(matrix, hidden, denseWeights(network, "output"), biases, seed);
  return joinStates(
    stateOf({
      scale: scaleState(biases.scale),
      foldIn: Float64Array.of(items.mean, ridges.ridge, ridges.biasRidge),
      itemBiases: items.itemBiases,
    }),
    matrixState("itemFactors", items.itemFactors, units),
    connectedState(connectedItems(matrix)),
  );
}

/** rows=users: the encoder, and the decoder's weights as rows of the items. */
function stateOfUsers(
  network: Network,
  matrix: Csr,
  _: Csr,
  { scale, itemBiases }: Biases,
  { units }: AutorecOptions,
): ModelState {
  const { kernel, bias } = denseWeights(network, "output");
  const itemCount = matrix.columnCount;
  const itemFactors = new Float32Array(itemCount * units);
  for (let unit = 0; unit < units; unit++) {
    for (let item = 0; item < itemCount; item++) itemFactors[item * units + unit] = kernel[unit * itemCount + item]!;
  }
  return joinStates(
    matrixState(ENCODER, numbersOf(network, "bag.table"), units),
    stateOf({
      [ENCODER_BIAS]: numbersOf(network, "bag.bias"),
      scale: scaleState(scale),
      baseline: itemBiases,
      itemBiases: Float32Array.from(bias, (own, item) => own + itemBiases[item]!),
    }),
    matrixState("itemFactors", itemFactors, units),
    connectedState(connectedItems(matrix)),
  );
}
