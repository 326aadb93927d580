import type { NodeSpec } from "../../src/neural/network-spec.ts";
import { indices, normals, type Problem, terms } from "./differences.ts";

/** Sequences of five positions: three parts, of which none begins within one. */
const LENGTH = 5;
const sequence = (nodes: readonly NodeSpec[], from: string, inputs: Problem["network"]["inputs"] = {}): Problem => ({
  network: {
    inputs: { x: { kind: "reals", width: 5 }, ...inputs },
    nodes: [
      { name: "in", layer: "dense", inputs: ["x"], options: { units: 8, activation: "tanh" } },
      ...nodes,
      { name: "out", layer: "dense", inputs: [from], options: { units: 2 } },
    ],
    output: "out",
  },
  loss: "mse",
  batch: {
    rows: 100,
    inputs: {
      x: normals(500, 1),
      // The first position of some sequences is padding.
      ...("there" in inputs && {
        there: Float32Array.from({ length: 100 }, (_, row) => (row % (3 * LENGTH) === 0 ? 0 : 1)),
      }),
    },
    targets: { values: normals(200, 2) },
  },
});
const attention = (inputs: readonly string[], heads: number, slope = 0): NodeSpec[] => [
  { name: "qkv", layer: "dense", inputs: ["in"], options: { units: 24 } },
  { name: "mid", layer: "causal-attention", inputs: ["qkv", ...inputs], options: { length: LENGTH, heads, slope } },
];
const shared = (loss: string, targets: ReturnType<typeof terms>): Problem => ({
  network: {
    inputs: { item: { kind: "index", count: 11 } },
    nodes: [
      { name: "rows", layer: "embedding", inputs: ["item"], options: { width: 8, table: "items", dense: true } },
      { name: "bent", layer: "gru", inputs: ["rows"], options: { length: LENGTH, units: 8 } },
      { name: "again", layer: "embedding", inputs: ["item"], options: { width: 8, table: "items", dense: true } },
      { name: "sum", layer: "residual", inputs: ["bent", "again"] },
      { name: "logits", layer: "softmax-items", inputs: ["sum"], options: { items: 11, table: "items" } },
    ],
    output: "logits",
  },
  loss,
  batch: { rows: 100, inputs: { item: indices(100, 11, 7) }, targets },
});
/** Wanted items and others. */
const marked = (rows: number, below: number, seed: number): ReturnType<typeof terms> => {
  const found = terms(rows, below, seed);
  return { ...found, values: found.values!.map((value, at) => (at % 3 === 0 ? value : -value)) };
};

/** Layers over sequences, by their name and a case. */
export const SEQUENCE_PROBLEMS: Readonly<Record<string, Problem>> = {
  positions: sequence(
    [{ name: "mid", layer: "positions", inputs: ["in"], options: { length: LENGTH, scale: 1.5 } }],
    "mid",
  ),
  "causal-attention": sequence(attention([], 2), "mid"),
  "causal-attention to what is near": sequence(attention([], 2, 0.5), "mid"),
  "causal-attention with padding": sequence(attention(["there"], 1, 0.5), "mid", {
    there: { kind: "reals", width: 1 },
  }),
  "causal-attention of rows that another layer reads": sequence(
    [
      ...attention([], 2),
      { name: "twice", layer: "causal-attention", inputs: ["qkv"], options: { length: LENGTH, heads: 1 } },
      { name: "sum", layer: "residual", inputs: ["mid", "twice"] },
    ],
    "sum",
  ),
  gru: sequence([{ name: "mid", layer: "gru", inputs: ["in"], options: { length: LENGTH, units: 4 } }], "mid"),
  "softmax-items of a table that embeddings share": shared("softmax", terms(100, 11, 9)),
  "softmax-items with wanted items and others": shared("marked", marked(100, 11, 9)),
};
