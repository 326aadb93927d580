import type { LoadedBatch } from "./batch.ts";
import type { Plan, PlannedNode } from "./plan.ts";

/** Products of matrices make about so many multiplications a nanosecond; everything else handles one number in one. */
const PRODUCTS = 8;

/** About how many nanoseconds the work on a batch takes one thread: whether others pay for it. */
export interface Sizes {
  /** The way forward of all layers over rows, or over candidates. */
  forward(per: "row" | "candidate", batch: LoadedBatch): number;
  /** Adding up the gradients that so many parts of them have left. */
  sum(per: "row" | "candidate", batch: LoadedBatch, parts: number): number;
}

export function createSizes({ nodes }: Plan): Sizes {
  const total = (per: string, sizeOf: (node: PlannedNode) => number): number =>
    nodes.reduce((sum, node) => sum + (node.shape.per === per ? sizeOf(node) : 0), 0);
  const widthOf = (from: PlannedNode["inputs"][number]["from"], { candidates }: LoadedBatch): number =>
    from.shape.width === "candidates" ? candidates : from.shape.width;
  const dense = ({ parameters }: PlannedNode): number =>
    parameters.reduce((sum, { spec, count }) => sum + (spec.kind === "dense" ? count : 0), 0);
  /** Rows of a batch, or where a layer sums up terms as many as there are. */
  const rowsOf = ({ shape, inputs: [first] }: PlannedNode, { rows, candidates, terms }: LoadedBatch): number =>
    first?.from.shape.kind === "terms" ? terms : shape.per === "row" ? rows : candidates;
  return {
    forward: (per, batch) =>
      total(per, (node) => {
        const width = widthOf(node, batch);
        const [first] = node.inputs;
        const products = node.shape.width === "candidates" && first ? width * widthOf(first.from, batch) : dense(node);
        return rowsOf(node, batch) * (width + products / PRODUCTS);
      }),
    sum: (per, batch, parts) =>
      total(per, (node) => {
        const gathered = node.prepared.gather === undefined ? 0 : rowsOf(node, batch) * widthOf(node, batch);
        return gathered + parts * dense(node);
      }),
  };
}
