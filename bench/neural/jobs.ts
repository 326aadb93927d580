import type { NetworkSpec, NodeSpec } from "../../src/neural/network-spec.ts";
import type { TrainingOptions } from "../../src/neural/training.ts";

/** What networks are trained on: pairs of a user and an item with a rating, or whole histories of users. */
export interface Sizes {
  readonly userCount: number;
  readonly itemCount: number;
}

/** A network that everybody trains, from the same weights with the same batches. */
export interface NetworkJob {
  readonly name: string;
  readonly title: string;
  /** `ratings`: an example is a rating, centred; `histories`: an example is a user, and the items are to be found again. */
  readonly examples: "ratings" | "histories";
  readonly options: (sizes: Sizes, epochs: number) => TrainingOptions;
  /** The first one warms up. */
  readonly epochs: number;
}

const pair = ({ userCount, itemCount }: Sizes, width: number, nodes: readonly NodeSpec[]): NetworkSpec => ({
  inputs: { user: { kind: "index", count: userCount }, item: { kind: "index", count: itemCount } },
  nodes: [
    { name: "users", layer: "embedding", inputs: ["user"], options: { width } },
    { name: "items", layer: "embedding", inputs: ["item"], options: { width } },
    { name: "both", layer: "concat", inputs: ["users", "items"] },
    ...nodes,
  ],
  output: "out",
});

export const NCF_MLP: NetworkJob = {
  name: "ncf-mlp",
  title: "ncf-mlp: embeddings 32 + 32, dense 64 and 32, batches of 256 ratings, Adam",
  examples: "ratings",
  epochs: 8,
  options: (sizes, epochs) => ({
    network: pair(sizes, 32, [
      { name: "first", layer: "dense", inputs: ["both"], options: { units: 64, activation: "relu" } },
      { name: "second", layer: "dense", inputs: ["first"], options: { units: 32, activation: "relu" } },
      { name: "out", layer: "dense", inputs: ["second"], options: { units: 1 } },
    ]),
    loss: "mse",
    optimiser: { name: "adam", learningRate: 0.001 },
    epochs,
    batchSize: 256,
  }),
};

const D1: NetworkJob = {
  name: "d1",
  title: "d1: embeddings 10 + 10, dense 1,024, batches of 1,024 ratings, momentum",
  examples: "ratings",
  epochs: 2,
  options: (sizes, epochs) => ({
    network: pair(sizes, 10, [
      { name: "hidden", layer: "dense", inputs: ["both"], options: { units: 1024, activation: "relu" } },
      { name: "out", layer: "dense", inputs: ["hidden"], options: { units: 1 } },
    ]),
    loss: "mse",
    optimiser: { name: "sgd", learningRate: 0.08, momentum: 0.9 },
    epochs,
    batchSize: 1024,
  }),
};

const MULTI_DAE: NetworkJob = {
  name: "multi-dae",
  title: "multi-dae: a bag of items, 200 tanh, softmax over all items, batches of 256 users, Adam",
  examples: "histories",
  epochs: 6,
  options: ({ itemCount }, epochs) => ({
    network: {
      inputs: { history: { kind: "terms", count: itemCount } },
      nodes: [
        { name: "code", layer: "bag", inputs: ["history"], options: { width: 200 } },
        { name: "bent", layer: "activation", inputs: ["code"], options: { name: "tanh" } },
        { name: "logits", layer: "softmax-items", inputs: ["bent"], options: { items: itemCount } },
      ],
      output: "logits",
    },
    loss: "softmax",
    optimiser: { name: "adam", learningRate: 0.001 },
    epochs,
    batchSize: 256,
    // No user of these data has every item.
    limits: { entries: 256 * itemCount },
  }),
};

export const NETWORK_JOBS: readonly NetworkJob[] = [NCF_MLP, D1, MULTI_DAE];
/** Those that are trained on threads too. */
export const THREADED_JOBS: readonly NetworkJob[] = [D1, MULTI_DAE];

export function jobOf(name: string): NetworkJob {
  const found = NETWORK_JOBS.find((job) => job.name === name);
  if (found !== undefined) return found;
  throw new RangeError(`job: expected one of ${NETWORK_JOBS.map((job) => job.name).join(", ")}; got ${name}`);
}
