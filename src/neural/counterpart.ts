import type { OptionValue } from "./layer.ts";
import type { NodeSpec } from "./network-spec.ts";

/** A layer of tfjs at its place in a network whose tensors are rows: all of their axes but the first and the last have length 1. */
export interface TheirLayer {
  /** Name of the node to be. */
  readonly at: string;
  /** What its getConfig gives. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Our names of what it reads. */
  readonly inputs: readonly string[];
  /** Shapes of what it reads, with the batch. */
  readonly shapes: readonly (readonly (number | null)[])[];
  /** Its weights in their order, row-major. */
  readonly weights: readonly Float32Array[];
}

/** The same as nodes of ours. */
export interface Converted {
  readonly nodes: readonly NodeSpec[];
  /** The node that others read; an input where nothing has to be computed. */
  readonly output: string;
  /** Weights by names of parameters. */
  readonly weights: Readonly<Record<string, Float32Array>>;
}

/** How layers of one class of tfjs become nodes: the way back from a layer's twin. */
export interface Counterpart {
  readonly className: string;
  /** Nodes that compute the same; a text says why there are none. */
  readonly convert: (layer: TheirLayer) => Converted | string;
}

/** One node without weights over all that the layer reads. */
export function oneNode(
  { at, inputs }: TheirLayer,
  layer: string,
  options?: Readonly<Record<string, OptionValue>>,
): Converted {
  return { nodes: [{ name: at, layer, inputs, ...(options ? { options } : {}) }], output: at, weights: {} };
}

/** Nothing to compute: rows stay rows. */
export const unchanged = ({ inputs }: TheirLayer): Converted => ({ nodes: [], output: inputs[0] ?? "", weights: {} });

/** The first of these parts of a configuration that is there, in words. */
export function partOf(config: TheirLayer["config"], names: readonly string[]): string | undefined {
  const found = names.find((name) => config[name] !== undefined && config[name] !== null && config[name] !== false);
  return found === undefined ? undefined : `has ${found}`;
}

/** λ of a penalty λ · Σ w²; a text where it is another one. */
export function squaresPenalty(given: unknown): number | string {
  if (given === undefined || given === null) return 0;
  const { className, config = {} } = given as { className?: string; config?: { l1?: number; l2?: number } };
  if (className === "L1L2" && (config.l1 ?? 0) === 0) return config.l2 ?? 0;
  return `has a penalty ${className ?? ""} that is not of squares`;
}

/** Whether a layer reads its last axis, by an axis as tfjs counts it. */
export const isLastAxis = (axis: unknown, shape: readonly unknown[] | undefined): boolean =>
  axis === -1 || (shape !== undefined && axis === shape.length - 1);
