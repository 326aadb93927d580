import type { Network } from "../../neural/network.ts";
import type { NodeSpec } from "../../neural/network-spec.ts";
import { rowsWithLanes } from "../served-ratings.ts";
import { joinStates, type ModelState, matrixState, stateOf } from "../state.ts";
import { ITEM_ROWS } from "./encoded-history.ts";
import { ENCODER, ENCODER_BIAS, type EncoderLayer, hiddenBiasName, hiddenName } from "./encoder.ts";

/** Nodes that encode histories and reconstruct them, by the names that `autoencoderState` reads. */
export const nodeName = (layer: number): string => `layer${layer + 1}`;
export const OUTPUT = "logits";
export const bagOutput = `${nodeName(0)}Out`;

interface Penalties {
  readonly dropout: number;
  readonly l2: number;
}

/** A bag of the history and its activation: nodes of the first layer. */
export function bagNodes(
  itemCount: number,
  { units, activation }: EncoderLayer,
  { dropout, l2 }: Penalties,
): NodeSpec[] {
  const bound = Math.sqrt(6 / (itemCount + units));
  const options = { width: units, bound, bias: true, dropout, l2 };
  return [
    { name: nodeName(0), layer: "bag", inputs: ["history"], options },
    { name: bagOutput, layer: "activation", inputs: [nodeName(0)], options: { name: activation } },
  ];
}

/** Logits of all items behind a node. */
export function logitsNode(itemCount: number, width: number, from: string, l2: number): NodeSpec {
  const bound = Math.sqrt(6 / (itemCount + width));
  return { name: OUTPUT, layer: "softmax-items", inputs: [from], options: { items: itemCount, bound, l2 } };
}

/** A dense layer's numbers. */
export interface DenseWeights {
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
}

/** A copy of a parameter. */
export function numbersOf(network: Network, name: string): Float32Array {
  const values = network.weights(name);
  return values instanceof Float32Array ? values : Float32Array.from(values);
}

export function denseWeights(network: Network, node: string): DenseWeights {
  return { kernel: numbersOf(network, `${node}.kernel`), bias: numbersOf(network, `${node}.bias`) };
}

/**
 * What is served of a trained autoencoder: the bag, `dense` layers behind it, and the rows of items. Softmax does not see
 * what all biases have in common: it is taken away. Also ℓ (encoded-history.ts).
 */
export function autoencoderState(
  network: Network,
  width: number,
  dense: readonly DenseWeights[],
): { readonly state: ModelState; readonly biasLane: number } {
  const table = numbersOf(network, `${nodeName(0)}.table`);
  const encoderBias = numbersOf(network, `${nodeName(0)}.bias`);
  const factors = numbersOf(network, `${OUTPUT}.items`);
  const biases = numbersOf(network, `${OUTPUT}.bias`);
  const mean = biases.reduce((sum, bias) => sum + bias, 0) / biases.length;
  const centred = biases.map((bias) => bias - mean);
  const [ofBiases, ofFactors] = [rootMeanSquare(centred), rootMeanSquare(factors)];
  const biasLane = Math.fround(ofBiases > 0 && ofFactors > 0 ? ofBiases / ofFactors : 1);
  const lane = centred.map((bias) => bias / biasLane);
  const layers = dense.flatMap(({ kernel, bias }, at) => [
    matrixState(hiddenName(at), kernel, bias.length),
    stateOf({ [hiddenBiasName(at)]: bias }),
  ]);
  return {
    biasLane,
    state: joinStates(
      matrixState(ENCODER, table, encoderBias.length),
      stateOf({ [ENCODER_BIAS]: encoderBias }),
      ...layers,
      matrixState(ITEM_ROWS, rowsWithLanes(factors, width, [lane]), width + 1),
    ),
  };
}

const rootMeanSquare = (values: Float32Array): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
