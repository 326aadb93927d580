import { ACTIVATIONS } from "../../kernels/training/neural-abi.ts";
import { choice } from "../layer.ts";

/** Activations by the names that networks use: the number of the kernels, and the name in tfjs where it has one. */
export const ACTIVATION_NAMES = {
  none: { number: ACTIVATIONS.none, twin: "linear" },
  relu: { number: ACTIVATIONS.relu, twin: "relu" },
  sigmoid: { number: ACTIVATIONS.sigmoid, twin: "sigmoid" },
  tanh: { number: ACTIVATIONS.tanh, twin: "tanh" },
  "leaky-relu": { number: ACTIVATIONS.leakyRelu, twin: undefined },
} as const;

type Name = keyof typeof ACTIVATION_NAMES;

export const activationName = (byDefault: Name) => choice(Object.keys(ACTIVATION_NAMES) as Name[], byDefault);

/** Our name of an activation of tfjs. */
export const namedActivation = (theirs: unknown): Name | undefined =>
  (Object.keys(ACTIVATION_NAMES) as Name[]).find((name) => ACTIVATION_NAMES[name].twin === theirs);
