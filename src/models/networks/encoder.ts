import { exp, tanh } from "../../elementary.ts";
import type { ItemFactors } from "../../kernels/item-index.ts";
import type { StateReader } from "../state.ts";

/** A function of each number. */
export type EncoderActivation = "none" | "tanh" | "sigmoid";

/** A dense layer as the edge computes it. */
interface DenseLayer {
  /** f32[inputs × units] */
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
  readonly activation: EncoderActivation;
}

/** An encoder of histories: a bag of the rows of a table, and dense layers behind it. */
export interface Encoder {
  /** items × width of the bias. Rows in int8 are read as they are. */
  readonly table: ItemFactors;
  readonly bias: Float32Array;
  readonly activation: EncoderActivation;
  readonly layers: readonly DenseLayer[];
}

/** Names of an encoder's arrays in a state. */
export const ENCODER = "encoder";
export const ENCODER_BIAS = "encoderBias";
export const hiddenName = (layer: number): string => `hidden${layer + 1}`;
export const hiddenBiasName = (layer: number): string => `hidden${layer + 1}Bias`;

/** Units and activation of a layer. */
export interface EncoderLayer {
  readonly units: number;
  readonly activation: EncoderActivation;
}

/** Reads an encoder: the first of `layers` is the bag. Throws ArtefactError `model-state`. */
export function readEncoder(state: StateReader, itemCount: number, layers: readonly EncoderLayer[]): Encoder {
  const [first, ...rest] = layers;
  if (first === undefined) return state.fail(ENCODER, "expected a layer or more");
  let { units } = first;
  return {
    table: state.factors(ENCODER, itemCount, units),
    bias: state.f32(ENCODER_BIAS, units),
    activation: first.activation,
    layers: rest.map((layer, at) => {
      const kernel = state.f32(hiddenName(at), units * layer.units);
      units = layer.units;
      return { kernel, bias: state.f32(hiddenBiasName(at), units), activation: layer.activation };
    }),
  };
}

/**
 * The last layer of a history with these values, in f64, in the order of its items:
 *
 *   h₁ = act( Σ_j v_j · table[j, :] + b₁ ),   hₙ = act( hₙ₋₁ · Wₙ + bₙ )
 *
 * O(|S|·width + Σ inputs·units).
 */
export function encode({ table, bias, activation, layers }: Encoder, items: Uint32Array, values: ArrayLike<number>) {
  const width = bias.length;
  let x = Float64Array.from(bias);
  for (let place = 0; place < items.length; place++) {
    const item = items[place]!;
    const factor = values[place]! * (table.precision === "int8" ? table.scales[item]! : 1);
    const from = item * width;
    for (let unit = 0; unit < width; unit++) x[unit]! += factor * table.values[from + unit]!;
  }
  activate(x, activation);
  for (const layer of layers) {
    const units = layer.bias.length;
    const y = Float64Array.from(layer.bias);
    for (let input = 0; input < x.length; input++) {
      const value = x[input]!;
      for (let unit = 0; unit < units; unit++) y[unit]! += value * layer.kernel[input * units + unit]!;
    }
    activate(y, layer.activation);
    x = y;
  }
  return x;
}

function activate(x: Float64Array, activation: EncoderActivation): void {
  if (activation === "none") return;
  for (let at = 0; at < x.length; at++) {
    x[at] = activation === "tanh" ? tanh(x[at]!) : 1 / (1 + exp(-x[at]!));
  }
}
