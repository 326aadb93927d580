import { PLAIN_MATH } from "../../src/neural/plain-math.ts";
import { createTraining, type LoopContext, type Training, type TrainingOptions } from "../../src/neural/training.ts";
import type { Examples, Validation } from "../../src/neural/validation.ts";

export const USERS = 24;
export const ITEMS = 18;
/** More rows in the tables than any example names. */
export const TABLE = 50;

/** Even users like even items, odd ones odd items: a target of 1 or 0 for two thirds of all pairs. */
export const checkerboard: Examples = (() => {
  const pairs = Array.from({ length: USERS * ITEMS }, (_, at) => [Math.floor(at / ITEMS), at % ITEMS] as const);
  const own = pairs.filter(([user, item]) => (user + item) % 3 > 0);
  return {
    count: own.length,
    fingerprint: "checkerboard",
    batch: (rows) => ({
      rows: rows.length,
      inputs: {
        user: Uint32Array.from(rows, (row) => own[row]![0]),
        item: Uint32Array.from(rows, (row) => own[row]![1]),
      },
      targets: { values: Float32Array.from(rows, (row) => Number((own[row]![0] + own[row]![1]) % 2 === 0)) },
    }),
  };
})();

/** Embeddings → dense with batch norm and dropout → 1, joined with their product. */
export const OPTIONS: TrainingOptions = {
  network: {
    inputs: { user: { kind: "index", count: TABLE }, item: { kind: "index", count: TABLE } },
    nodes: [
      { name: "users", layer: "embedding", inputs: ["user"], options: { width: 6, l2: 0.0001 } },
      { name: "items", layer: "embedding", inputs: ["item"], options: { width: 6 } },
      { name: "both", layer: "concat", inputs: ["users", "items"] },
      { name: "hidden", layer: "dense", inputs: ["both"], options: { units: 8, activation: "relu", l2: 0.0001 } },
      { name: "normal", layer: "batch-norm", inputs: ["hidden"] },
      { name: "dropped", layer: "dropout", inputs: ["normal"], options: { rate: 0.1 } },
      { name: "product", layer: "dot", inputs: ["users", "items"] },
      { name: "joined", layer: "concat", inputs: ["dropped", "product"] },
      { name: "out", layer: "dense", inputs: ["joined"], options: { units: 1 } },
    ],
    output: "out",
  },
  loss: "bce",
  optimiser: { name: "adam", learningRate: 0.02 },
  schedule: { name: "linear", warmUpSteps: 3, end: 0.2 },
  epochs: 6,
  batchSize: 70,
  clipNorm: 5,
  validationShare: 0.2,
};

export function start(
  options: Partial<TrainingOptions> = {},
  context: Partial<LoopContext> = {},
  validation?: Validation,
  examples = checkerboard,
  source = PLAIN_MATH,
): Training {
  return createTraining({ ...OPTIONS, ...options }, examples, validation, { seed: 9, ...context }, source);
}

/** All weights of a network, end to end. */
export const bytesOf = ({ network }: Training): Buffer =>
  Buffer.concat(network.plan.parameters.map(({ name }) => Buffer.from(network.weights(name).buffer)));
