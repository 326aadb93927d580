import { LEAKY_SLOPE } from "../../kernels/training/neural-abi.ts";
import { type Counterpart, oneNode, partOf } from "../counterpart.ts";
import { defineLayer, passBack, widthsOf } from "../layer.ts";
import { ACTIVATION_NAMES, activationName, namedActivation } from "./activations.ts";

/** output = act(input), number by number. */
export const activation = defineLayer({
  name: "activation",
  summary: "a function of each number",
  options: { name: activationName("relu") },
  prepare({ name }, inputs, at) {
    const [width] = widthsOf(at, inputs, 1, 1);
    const { number, twin } = ACTIVATION_NAMES[name];
    return {
      width: width!,
      parameters: [],
      forward({ math, inputs: [x], output }) {
        math.activate(output.rows, output.columns, x!.value, x!.stride, 0, number, output.value, output.stride);
      },
      backward(run) {
        const { math, output } = run;
        const { rows, columns, value, stride, gradient } = output;
        math.activateBackward(rows, columns, value, stride, gradient, stride, number, gradient, stride);
        passBack(run, run.inputs[0], gradient);
      },
      twin: (layers, inputs) => {
        const layer = twin
          ? layers.activation({ activation: twin, name: at })
          : layers.leakyReLU({ alpha: LEAKY_SLOPE, name: at });
        return layer.apply(inputs) as (typeof inputs)[0];
      },
    };
  },
});

/** Of tfjs: an activation by its name. */
export const fromActivation: Counterpart = {
  className: "Activation",
  convert(theirs) {
    const name = namedActivation(theirs.config.activation);
    return name === undefined ? `is ${String(theirs.config.activation)}` : oneNode(theirs, "activation", { name });
  },
};

export const fromRelu: Counterpart = {
  className: "ReLU",
  convert: (theirs) => partOf(theirs.config, ["maxValue"]) ?? oneNode(theirs, "activation", { name: "relu" }),
};

export const fromLeakyRelu: Counterpart = {
  className: "LeakyReLU",
  convert: (theirs) => {
    const { alpha } = theirs.config;
    if (Math.fround(Number(alpha)) !== Math.fround(LEAKY_SLOPE)) return `has alpha ${String(alpha)}`;
    return oneNode(theirs, "activation", { name: "leaky-relu" });
  },
};
