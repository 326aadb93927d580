import { NORM_EPSILON } from "../../kernels/attention-encoder.ts";
import type { NetworkSpec, NodeSpec } from "../../neural/network-spec.ts";
import type { Gru4recOptions } from "./gru4rec.ts";
import { attentionShape, type SasrecOptions } from "./sasrec.ts";
import type { SequenceOptions } from "./sequence-options.ts";

/** Nodes of an encoder between the rows of items and its states. */
export interface EncoderNodes {
  readonly nodes: readonly NodeSpec[];
  readonly output: string;
}

/** Name of the rows of items. */
const ROWS = "rows";

/** Nodes one behind the other. */
function chain(dropout: number) {
  const nodes: NodeSpec[] = [];
  const add = (name: string, layer: string, inputs: readonly string[], options: NodeSpec["options"] = {}): string => {
    nodes.push({ name, layer, inputs, options });
    return name;
  };
  const drop = (from: string): string =>
    dropout > 0 ? add(`${from}Left`, "dropout", [from], { rate: dropout }) : from;
  return { nodes, add, drop };
}

/** The blocks of sasrec.ts. */
export function attentionNodes(options: SasrecOptions): EncoderNodes {
  const { width, hidden, heads, blocks, length, slope } = attentionShape(options);
  const { nodes, add, drop } = chain(options.dropout);
  const norm = (name: string, from: string): string => add(name, "layer-norm", [from], { epsilon: NORM_EPSILON });
  let x = drop(add("placed", "positions", [ROWS], { length, scale: Math.sqrt(width), bound: options.bound }));
  for (let block = 1; block <= blocks; block++) {
    const [attention, layer] = [`attention${block}`, `layer${block}`];
    const qkv = add(`${attention}Qkv`, "dense", [norm(`${attention}Norm`, x)], { units: 3 * width });
    const seen = add(attention, "causal-attention", [qkv], { length, heads, slope });
    const joined = drop(add(`${attention}Heads`, "dense", [seen], { units: width }));
    x = add(`${attention}Sum`, "residual", [x, joined]);
    const up = add(`${layer}Up`, "dense", [norm(`${layer}Norm`, x)], { units: hidden, activation: "relu" });
    x = add(`${layer}Sum`, "residual", [x, drop(add(`${layer}Down`, "dense", [up], { units: width }))]);
  }
  return { nodes, output: norm("encoded", x) };
}

/** The units of gru4rec.ts. */
export function gruNodes({ factors, length, layers, dropout }: Gru4recOptions): EncoderNodes {
  const { nodes, add, drop } = chain(dropout);
  let x = drop(ROWS);
  for (let layer = 1; layer <= layers; layer++) x = drop(add(`unit${layer}`, "gru", [x], { length, units: factors }));
  return { nodes, output: x };
}

/** Parameters of items and their biases by name, for a loss over all items and for one over candidates. */
export const PARAMETERS = {
  items: "items.table",
  allBiases: "logits.bias",
  biases: "biases.table",
} as const;

/** Rows of items, an encoder, and logits of all items or of candidates. */
export function sequenceNetwork(
  { factors, bound, l2, loss }: Pick<SequenceOptions, "factors" | "bound" | "l2" | "loss">,
  items: number,
  { nodes, output }: EncoderNodes,
): NetworkSpec {
  const isFull = loss === "softmax";
  const table = { width: factors, bound, l2, table: "items" };
  const rows: NodeSpec = { name: ROWS, layer: "embedding", inputs: ["item"], options: { ...table, dense: isFull } };
  const item = { kind: "index", count: items } as const;
  if (isFull) {
    const logits = {
      name: "logits",
      layer: "softmax-items",
      inputs: [output],
      options: { items, bound, l2, table: "items" },
    };
    return { inputs: { item }, nodes: [rows, ...nodes, logits], output: "logits" };
  }
  const isCorrected = loss === "sampled-softmax";
  return {
    inputs: {
      item,
      candidate: { ...item, per: "candidate" },
      ...(isCorrected ? { correction: { kind: "reals", width: 1, per: "candidate" } as const } : {}),
    },
    nodes: [
      { name: "candidates", layer: "embedding", inputs: ["candidate"], options: table },
      { name: "biases", layer: "embedding", inputs: ["candidate"], options: { width: 1, bound: 0 } },
      ...(isCorrected ? [{ name: "bias", layer: "residual", inputs: ["biases", "correction"] }] : []),
      rows,
      ...nodes,
      { name: "logits", layer: "softmax-items", inputs: [output, "candidates", isCorrected ? "bias" : "biases"] },
    ],
    output: "logits",
  };
}
