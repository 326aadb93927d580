import { LEAKY_SLOPE } from "../../kernels/training/neural-abi.ts";
import { defineLayer, passBack, widthsOf } from "../layer.ts";
import { ACTIVATION_NAMES, activationName } from "./activations.ts";

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
        const layer = twin ? layers.activation({ activation: twin }) : layers.leakyReLU({ alpha: LEAKY_SLOPE });
        return layer.apply(inputs) as (typeof inputs)[0];
      },
    };
  },
});
