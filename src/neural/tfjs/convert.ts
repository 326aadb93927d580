import type * as tf from "@tensorflow/tfjs";
import { OptionsError } from "../../errors.ts";
import { COUNTERPARTS } from "../layers/counterparts.ts";
import type { NetworkSpec, NodeSpec } from "../network-spec.ts";
import { planNetwork } from "../plan.ts";
import type { PairModel } from "./pair-model.ts";

/** A network of tfjs as nodes of ours over the inputs `user` and `item`. */
export interface ConvertedNetwork {
  readonly nodes: readonly NodeSpec[];
  readonly output: string;
  /** By names of parameters, in the shapes of tfjs. */
  readonly weights: ReadonlyMap<string, Float32Array>;
}

/**
 * The same network of our layers, with its weights; a sigmoid at its end is left out. Where a layer has no counterpart, or the
 * counterparts are no network of the kernels: why, one sentence each.
 */
export function convertNetwork({
  model,
  size,
  user,
  item,
  endsInSigmoid,
}: PairModel): ConvertedNetwork | readonly string[] {
  const names = new Map<number, string>([
    [model.inputs[user]?.id ?? -1, "user"],
    [model.inputs[item]?.id ?? -1, "item"],
  ]);
  const nodes: NodeSpec[] = [];
  const weights = new Map<string, Float32Array>();
  const refused: string[] = [];
  const visited = new Set<tf.layers.Layer>();
  const visit = (tensor: tf.SymbolicTensor): string => {
    const known = names.get(tensor.id);
    if (known !== undefined) return known;
    const { sourceLayer: layer, nodeIndex } = tensor;
    const className = layer.getClassName();
    const from = layer.inboundNodes[nodeIndex]?.inputTensors ?? [];
    const inputs = from.map(visit);
    const at = `layer${names.size - 1}-${className.toLowerCase()}`;
    names.set(tensor.id, at);
    const reason = ((): string | undefined => {
      const counterpart = COUNTERPARTS.find((one) => one.className === className);
      if (counterpart === undefined) return "has no counterpart";
      if (visited.has(layer) && layer.weights.length > 0) return "is there twice with the same weights";
      visited.add(layer);
      if (!layer.trainable) return "is not trained";
      if (![...from, tensor].every(isRow)) return `has the shape [${tensor.shape.map(String).join(", ")}]`;
      const converted = counterpart.convert({
        at,
        inputs,
        config: layer.getConfig(),
        shapes: from.map(({ shape }) => shape),
        weights: layer.getWeights().map((one) => Float32Array.from(one.dataSync())),
      });
      if (typeof converted === "string") return converted;
      nodes.push(...converted.nodes);
      for (const [name, values] of Object.entries(converted.weights)) weights.set(name, values);
      names.set(tensor.id, converted.output);
      return undefined;
    })();
    if (reason !== undefined) refused.push(`${layer.name} (${className}) ${reason}`);
    return names.get(tensor.id) ?? at;
  };
  const [last] = model.outputs;
  const output = last === undefined ? "" : visit(last);
  if (nodes.length === 0 && refused.length === 0) refused.push("the network has no layers");
  if (refused.length > 0) return refused;
  const own = endsInSigmoid ? withoutSigmoid(nodes, output) : { nodes, output };
  const reason = refusal({ inputs: inputsOf(size), ...own });
  return reason === undefined ? { ...own, weights } : [reason];
}

/** The inputs of a network of pairs. */
const inputsOf = ({ users, items }: PairModel["size"]): NetworkSpec["inputs"] => ({
  user: { kind: "index", count: users },
  item: { kind: "index", count: items },
});

/** Why the kernels do not take a network, if they do not: what a layer reads, an input that nothing reads, a number out of range. */
function refusal(spec: NetworkSpec): string | undefined {
  try {
    planNetwork(spec, { rows: 1 }, { targets: "reals", states: 0 }, { realBytes: 4, base: 0 });
    return undefined;
  } catch (error) {
    if (error instanceof OptionsError || error instanceof RangeError) return error.message;
    throw error;
  }
}

/** Whether all axes between the batch and the last one have length 1. */
const isRow = ({ shape }: tf.SymbolicTensor): boolean => shape.slice(1, -1).every((length) => length === 1);

function withoutSigmoid(nodes: readonly NodeSpec[], output: string): Pick<ConvertedNetwork, "nodes" | "output"> {
  const last = nodes.find(({ name }) => name === output);
  if (last?.layer === "activation") {
    return { nodes: nodes.filter((node) => node !== last), output: last.inputs[0] ?? "" };
  }
  return {
    nodes: nodes.map((node) => (node === last ? { ...node, options: { ...node.options, activation: "none" } } : node)),
    output,
  };
}
