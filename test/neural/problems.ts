import type { Batch } from "../../src/neural/batch.ts";
import type { LayerOptions } from "../../src/neural/layer.ts";
import type { NodeSpec } from "../../src/neural/network-spec.ts";
import { indices, normals, type Problem, terms } from "./differences.ts";
import { SEQUENCE_PROBLEMS } from "./sequence-problems.ts";

/** 75 rows are three parts of a batch, of which the last has another size. */
export const ROWS = 75;
const X = { kind: "reals", width: 5 } as const;
const x = normals(ROWS * 5, 1);

/** A layer between x and a dense layer of one unit (or none), with the squared error. */
function between(node: Omit<NodeSpec, "name">, rows = ROWS, units = 5): Problem {
  return {
    network: {
      inputs: { x: X },
      nodes: [
        { name: "in", layer: "dense", inputs: ["x"], options: { units, activation: "tanh" } },
        { name: "mid", ...node },
        { name: "out", layer: "dense", inputs: ["mid"], options: { units: 2 } },
      ],
      output: "out",
    },
    loss: "mse",
    batch: { rows, inputs: { x: x.subarray(0, rows * 5) }, targets: { values: normals(rows * 2, 2) } },
  };
}

const pairBatch: Batch = {
  rows: ROWS,
  inputs: { user: indices(ROWS, 30, 3), item: indices(ROWS, 20, 4) },
  targets: { values: normals(ROWS, 5) },
};
const PAIR = { user: { kind: "index", count: 40 }, item: { kind: "index", count: 20 } } as const;

const CANDIDATES = 13;
const sampled = (options: { readonly temperature: number }, bias: readonly string[]): Problem => ({
  network: {
    inputs: {
      history: { kind: "terms", count: 25 },
      candidate: { kind: "index", count: 25, per: "candidate" },
      correction: { kind: "reals", width: 1, per: "candidate" },
    },
    nodes: [
      { name: "user", layer: "bag", inputs: ["history"], options: { width: 6 } },
      { name: "item", layer: "embedding", inputs: ["candidate"], options: { width: 6 } },
      { name: "itemBias", layer: "embedding", inputs: ["candidate"], options: { width: 1 } },
      { name: "bias", layer: "residual", inputs: ["itemBias", "correction"] },
      { name: "tower", layer: "dense", inputs: ["item"], options: { units: 6, activation: "tanh" } },
      { name: "logits", layer: "softmax-items", inputs: ["user", "tower", ...bias], options },
    ],
    output: "logits",
  },
  loss: "softmax",
  batch: {
    rows: ROWS,
    candidates: CANDIDATES,
    inputs: {
      history: terms(ROWS, 25, 6),
      candidate: indices(CANDIDATES, 25, 7),
      correction: normals(CANDIDATES, 8),
    },
    targets: terms(ROWS, CANDIDATES, 9),
  },
});

/** Of a row with candidates 10 to 12 left out, none of which is its target. */
function leavingOut(bias: readonly string[]): Problem {
  const { network, loss, batch } = sampled({ temperature: 0.5 }, bias);
  const left = terms(ROWS, 3, 12);
  return {
    loss,
    network: {
      ...network,
      inputs: { ...network.inputs, left: { kind: "terms", count: CANDIDATES } },
      nodes: network.nodes.map((node) =>
        node.name === "logits" ? { ...node, inputs: [...node.inputs, "left"] } : node,
      ),
    },
    batch: {
      ...batch,
      inputs: { ...batch.inputs, left: { ...left, indices: left.indices.map((at) => at + 10) } },
      targets: terms(ROWS, 10, 9),
    },
  };
}

const bagProblem = (options: { readonly width: number } & LayerOptions): Problem => ({
  network: {
    inputs: { words: { kind: "terms", count: 30 } },
    nodes: [
      { name: "text", layer: "bag", inputs: ["words"], options },
      { name: "out", layer: "dense", inputs: ["text"], options: { units: 1 } },
    ],
    output: "out",
  },
  loss: "mse",
  batch: { rows: ROWS, inputs: { words: terms(ROWS, 30, 5) }, targets: { values: normals(ROWS, 5) } },
});

/** Every layer of the list, by its name and a case. */
export const LAYER_PROBLEMS: Readonly<Record<string, Problem>> = {
  embedding: {
    network: {
      inputs: { user: PAIR.user },
      nodes: [
        { name: "users", layer: "embedding", inputs: ["user"], options: { width: 6 } },
        { name: "out", layer: "dense", inputs: ["users"], options: { units: 1 } },
      ],
      output: "out",
    },
    loss: "mse",
    batch: { ...pairBatch, inputs: { user: indices(ROWS, 30, 3) } },
  },
  bag: bagProblem({ width: 3 }),
  "bag with a bias": bagProblem({ width: 3, bias: true }),
  "bag with dropout": bagProblem({ width: 3, bias: true, dropout: 0.4 }),
  gaussian: between({ layer: "gaussian", inputs: ["in"], options: { beta: 0.7 } }, ROWS, 4),
  "gaussian while it is annealed": between(
    { layer: "gaussian", inputs: ["in"], options: { beta: 2, annealSteps: 20 } },
    ROWS,
    4,
  ),
  concat: between({ layer: "concat", inputs: ["in", "x", "in"] }),
  "concat of blocks of four": {
    network: {
      inputs: PAIR,
      nodes: [
        { name: "users", layer: "embedding", inputs: ["user"], options: { width: 8 } },
        { name: "items", layer: "embedding", inputs: ["item"], options: { width: 4 } },
        { name: "both", layer: "concat", inputs: ["users", "items", "users"] },
        { name: "out", layer: "dense", inputs: ["both"], options: { units: 1 } },
      ],
      output: "out",
    },
    loss: "mse",
    batch: pairBatch,
  },
  dot: {
    network: {
      inputs: PAIR,
      nodes: [
        { name: "users", layer: "embedding", inputs: ["user"], options: { width: 5 } },
        { name: "items", layer: "embedding", inputs: ["item"], options: { width: 5 } },
        { name: "out", layer: "dot", inputs: ["users", "items"] },
      ],
      output: "out",
    },
    loss: "mse",
    batch: pairBatch,
  },
  product: {
    network: {
      inputs: PAIR,
      nodes: [
        { name: "users", layer: "embedding", inputs: ["user"], options: { width: 5 } },
        { name: "items", layer: "embedding", inputs: ["item"], options: { width: 5 } },
        { name: "both", layer: "product", inputs: ["users", "items"] },
        { name: "out", layer: "dense", inputs: ["both"], options: { units: 1 } },
      ],
      output: "out",
    },
    loss: "mse",
    batch: pairBatch,
  },
  dense: between({ layer: "dense", inputs: ["in"], options: { units: 7, activation: "sigmoid" } }),
  "dense without bias": between({ layer: "dense", inputs: ["in"], options: { units: 3, bias: false } }),
  activation: between({ layer: "activation", inputs: ["in"], options: { name: "sigmoid" } }),
  "activation leaky-relu": between({ layer: "activation", inputs: ["in"], options: { name: "leaky-relu" } }),
  "batch-norm": between({ layer: "batch-norm", inputs: ["in"] }),
  dropout: between({ layer: "dropout", inputs: ["in"], options: { rate: 0.4 } }),
  residual: between({ layer: "residual", inputs: ["in", "x", "in"] }),
  "l2-normalise": between({ layer: "l2-normalise", inputs: ["in"] }),
  "l2-normalise of rows that another layer reads": {
    network: {
      inputs: { x: X },
      nodes: [
        { name: "in", layer: "dense", inputs: ["x"], options: { units: 5, activation: "tanh" } },
        { name: "unit", layer: "l2-normalise", inputs: ["in"] },
        { name: "sum", layer: "residual", inputs: ["in", "unit"] },
        { name: "again", layer: "l2-normalise", inputs: ["sum"] },
        { name: "out", layer: "residual", inputs: ["again", "in"] },
      ],
      output: "out",
    },
    loss: "mse",
    batch: { rows: ROWS, inputs: { x }, targets: { values: normals(ROWS * 5, 2) } },
  },
  "row-dropout": between({ layer: "row-dropout", inputs: ["in"], options: { rate: 0.4 } }),
  "layer-norm": between({ layer: "layer-norm", inputs: ["in"] }),
  "softmax-items": {
    network: {
      inputs: { history: { kind: "terms", count: 25 } },
      nodes: [
        { name: "user", layer: "bag", inputs: ["history"], options: { width: 6 } },
        { name: "logits", layer: "softmax-items", inputs: ["user"], options: { items: 11 } },
      ],
      output: "logits",
    },
    loss: "softmax",
    batch: { rows: ROWS, inputs: { history: terms(ROWS, 25, 6) }, targets: terms(ROWS, 11, 9) },
  },
  ...SEQUENCE_PROBLEMS,
  "softmax-items of candidates": sampled({ temperature: 1 }, ["bias"]),
  "softmax-items of candidates with a temperature": sampled({ temperature: 0.5 }, ["bias"]),
  "softmax-items of candidates, some left out": leavingOut(["bias"]),
};

const zerosAndOnes = (rows: number): Float32Array => Float32Array.from(indices(rows, 2, 12));

/** Whole networks with the losses that layers alone do not try. */
export const NETWORK_PROBLEMS: Readonly<Record<string, Problem>> = {
  "embeddings and dense layers with batch norm and dropout, cross-entropy": {
    network: {
      inputs: { user: { kind: "index", count: 40 }, item: { kind: "index", count: 20 } },
      nodes: [
        { name: "users", layer: "embedding", inputs: ["user"], options: { width: 6 } },
        { name: "items", layer: "embedding", inputs: ["item"], options: { width: 3 } },
        { name: "twins", layer: "dense", inputs: ["items"], options: { units: 6 } },
        { name: "both", layer: "concat", inputs: ["users", "items"] },
        { name: "hidden", layer: "dense", inputs: ["both"], options: { units: 9, activation: "tanh" } },
        { name: "normal", layer: "batch-norm", inputs: ["hidden"] },
        { name: "dropped", layer: "dropout", inputs: ["normal"], options: { rate: 0.2 } },
        { name: "second", layer: "dense", inputs: ["dropped"], options: { units: 9, activation: "sigmoid" } },
        { name: "skip", layer: "residual", inputs: ["second", "dropped"] },
        { name: "product", layer: "dot", inputs: ["users", "twins"] },
        { name: "joined", layer: "concat", inputs: ["skip", "product"] },
        { name: "out", layer: "dense", inputs: ["joined"], options: { units: 1 } },
      ],
      output: "out",
    },
    loss: "bce",
    batch: {
      ...pairBatch,
      targets: { values: zerosAndOnes(ROWS), weights: zerosAndOnes(ROWS).map((value, at) => value + (at % 3)) },
    },
  },
  "a table that terms, indices and candidates share, with pairs": {
    network: {
      inputs: { history: { kind: "terms", count: 20 }, item: { kind: "index", count: 20 } },
      nodes: [
        { name: "user", layer: "bag", inputs: ["history"], options: { width: 6, table: "items" } },
        { name: "own", layer: "embedding", inputs: ["item"], options: { width: 6, table: "items" } },
        { name: "product", layer: "dot", inputs: ["user", "own"] },
        { name: "bias", layer: "embedding", inputs: ["item"], options: { width: 1 } },
        { name: "out", layer: "residual", inputs: ["product", "bias"] },
      ],
      output: "out",
    },
    loss: "bpr",
    batch: { rows: 70, inputs: { history: terms(70, 20, 6), item: indices(70, 20, 4) } },
  },
  "a masked reconstruction of rows, absolute error": {
    network: {
      inputs: { row: { kind: "terms", count: 13 } },
      nodes: [
        { name: "code", layer: "bag", inputs: ["row"], options: { width: 5 } },
        { name: "bent", layer: "activation", inputs: ["code"], options: { name: "tanh" } },
        { name: "out", layer: "dense", inputs: ["bent"], options: { units: 13 } },
      ],
      output: "out",
    },
    loss: "mae",
    batch: {
      rows: ROWS,
      inputs: { row: terms(ROWS, 13, 6) },
      targets: { values: normals(ROWS * 13, 3), weights: zerosAndOnes(ROWS * 13) },
    },
  },
};
