import { show } from "../../check.ts";
import { OptionsError } from "../../errors.ts";
import { choice, exceptWith, flag, number, text } from "../option-specs.ts";

/** Functions of a layer's numbers. */
const ACTIVATIONS = ["none", "relu", "sigmoid", "tanh", "leaky-relu"] as const;
type Activation = (typeof ACTIVATIONS)[number];

/** One dense layer of a stack. */
export interface StackLayer {
  readonly units: number;
  readonly activation: Activation;
  readonly dropout: number;
  readonly batchNorm: boolean;
  readonly l2: number;
}

/** The options of a stack of dense layers; `layers` has units, and where wanted what else a layer has. */
export function stackOptions(layers: string, { dropout = 0, regularization = 0.02 } = {}) {
  return {
    /**
     * Dense layers from the first on, by `/`: `64/32`, or with what is not as below for all of them:
     * `128:relu:batch-norm:dropout=0.5:l2=0.01/64:tanh`. `none` for no layer.
     */
    layers: text(layers, "layers such as 64/32 or 128:relu:batch-norm:dropout=0.5:l2=0.01/64", (name, value) => {
      if (typeof value !== "string") throw new TypeError(`${name}: expected text, got ${show(value)}`);
      parseStack(name, value, PLAIN);
      return value;
    }),
    /** Of layers that do not name theirs. */
    activation: exceptWith("layers", "none", choice(ACTIVATIONS, "relu")),
    /** Share of numbers that fall out behind each layer in training. */
    dropout: exceptWith("layers", "none", number(0, 0.99, dropout)),
    /** Whether each layer's numbers are normalised over the batch. */
    batchNorm: exceptWith("layers", "none", flag(false)),
    /** λ of the layers' maps: the loss has λ · Σ w². */
    layerRegularization: exceptWith("layers", "none", number(0, 1000, 0)),
    /** λ of the embeddings: the loss of an example has λ (‖p_u‖² + ‖q_i‖²), once a batch for each row. */
    regularization: number(0, 1000, regularization),
  };
}

const PLAIN: Omit<StackLayer, "units"> = { activation: "relu", dropout: 0, batchNorm: false, l2: 0 };

/** The layers of the options. */
export function stackOf(options: {
  readonly layers: string;
  readonly activation: Activation;
  readonly dropout: number;
  readonly batchNorm: boolean;
  readonly layerRegularization: number;
}): readonly StackLayer[] {
  const { activation, dropout, batchNorm, layerRegularization: l2 } = options;
  return parseStack("layers", options.layers, { activation, dropout, batchNorm, l2 });
}

/** Throws OptionsError `layers` that names the layer and what it expected. */
function parseStack(name: string, given: string, others: Omit<StackLayer, "units">): StackLayer[] {
  if (given === "none") return [];
  return given.split("/").map((part, place) => {
    const refuse = (expected: string, got: string): never => {
      throw new OptionsError("layers", `${name}: layer ${place + 1}: expected ${expected}, got ${show(got)}`);
    };
    const [first = "", ...rest] = part.trim().split(":");
    const units = /^\d+$/.test(first) ? Number(first) : 0;
    if (units < 1 || units > 65_536) refuse("a number of units from 1 to 65536", first);
    const layer: { -readonly [Key in keyof StackLayer]: StackLayer[Key] } = { units, ...others };
    for (const word of rest) {
      const [key = "", value = ""] = word.split("=");
      const activation = ACTIVATIONS.find((one) => one === word);
      const share = value === "" ? Number.NaN : Number(value);
      if (activation) layer.activation = activation;
      else if (word === "batch-norm") layer.batchNorm = true;
      else if (key === "dropout")
        layer.dropout = share >= 0 && share < 1 ? share : refuse("dropout from 0 to below 1", word);
      else if (key === "l2") layer.l2 = share >= 0 && share <= 1000 ? share : refuse("l2 from 0 to 1000", word);
      else refuse(`${ACTIVATIONS.join(", ")}, batch-norm, dropout=… or l2=…`, word);
    }
    return layer;
  });
}
