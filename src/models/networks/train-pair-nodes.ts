import type { NodeSpec } from "../../neural/network-spec.ts";
import type { StackLayer } from "./layer-stack.ts";

/** Nodes of a network of pairs, and the one that others go on from. */
export interface PairNodes {
  readonly nodes: readonly NodeSpec[];
  readonly output: string;
}

/** Names of the nodes of embeddings. */
export const [USERS, ITEMS] = ["users", "items"] as const;

/** Embeddings of users and items: nodes `users` and `items`. */
export function embeddings(widths: { users: number; items: number }, l2: number, prefix = ""): readonly NodeSpec[] {
  return [
    { name: `${prefix}${USERS}`, layer: "embedding", inputs: ["user"], options: { width: widths.users, l2 } },
    { name: `${prefix}${ITEMS}`, layer: "embedding", inputs: ["item"], options: { width: widths.items, l2 } },
  ];
}

/** λ of embeddings as the loop has it: λ · ‖·‖² an example, of the different rows in a batch. */
export const penaltyOf = ({ batchSize }: { readonly batchSize: number }, regularization: number): number =>
  regularization / batchSize;

/** Dense layers one after the other: dense → [batch-norm] → [dropout]. Without layers `input` goes on. */
export function stack(layers: readonly StackLayer[], input: string, prefix = "layer"): PairNodes {
  const nodes: NodeSpec[] = [];
  let output = input;
  const add = (name: string, layer: string, options: NodeSpec["options"]): void => {
    nodes.push({ name, layer, inputs: [output], ...(options ? { options } : {}) });
    output = name;
  };
  for (const [place, { units, activation, dropout, batchNorm, l2 }] of layers.entries()) {
    const name = `${prefix}${place + 1}`;
    add(name, "dense", { units, activation, l2 });
    if (batchNorm) add(`${name}-norm`, "batch-norm", undefined);
    if (dropout > 0) add(`${name}-dropout`, "dropout", { rate: dropout });
  }
  return { nodes, output };
}

/** What the loss reads: one number a pair, by a dense layer over `inputs` side by side. */
export function oneNumber(inputs: readonly string[], name = "score"): PairNodes {
  if (inputs.length === 1) {
    return { nodes: [{ name, layer: "dense", inputs, options: { units: 1 } }], output: name };
  }
  return {
    nodes: [
      { name: `${name}-inputs`, layer: "concat", inputs },
      { name, layer: "dense", inputs: [`${name}-inputs`], options: { units: 1 } },
    ],
    output: name,
  };
}
