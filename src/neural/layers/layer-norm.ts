import { type Counterpart, isLastAxis, oneNode, partOf } from "../counterpart.ts";
import { defineLayer, number, type ParameterSpec, passBack, widthsOf } from "../layer.ts";

/** output[r, :] = scale · (x[r, :] − mean) / √(variance + epsilon) + shift, moments of the row (Ba, Kiros & Hinton 2016). */
export const layerNorm = defineLayer({
  name: "layer-norm",
  summary: "rows with mean 0 and variance 1, scaled and shifted by columns",
  options: { epsilon: number(1e-8, 1, 1e-3) },
  prepare({ epsilon }, inputs, at) {
    const [width = 0] = widthsOf(at, inputs, 1, 1);
    const parameter = (name: string, value: number): ParameterSpec => ({
      name,
      rows: 1,
      columns: width,
      initial: { kind: "constant", value },
      kind: "dense",
    });
    return {
      width,
      parameters: [parameter("scale", 1), parameter("shift", 0)],
      forward({ math, inputs: [x], output, parameters: [scale, shift] }) {
        const { rows, value, stride } = x!;
        math.layerNorm(rows, width, value, stride, epsilon, scale!, shift!, output.value, output.stride);
      },
      backward(run) {
        const { math, output, parameters, gradients } = run;
        const [x] = run.inputs;
        const { rows, value, stride } = x!;
        const { gradient: dy, stride: dyStride } = output;
        const [dScale, dShift] = [gradients[0]!, gradients[1]!];
        math.layerNormBackward(
          ...([rows, width, value, stride, dy, dyStride, epsilon, parameters[0]!, dScale, dShift] as const),
          ...([dy, dyStride] as const),
        );
        passBack(run, x, dy);
      },
      twin: (layers, inputs) => layers.layerNormalization({ epsilon, name: at }).apply(inputs) as (typeof inputs)[0],
    };
  },
});

/** Of tfjs. */
export const fromLayerNormalization: Counterpart = {
  className: "LayerNormalization",
  convert(theirs) {
    const { at, config, shapes, weights } = theirs;
    const other = partOf(config, ["betaRegularizer", "gammaRegularizer", "betaConstraint", "gammaConstraint"]);
    if (other !== undefined) return other;
    if (config.center === false || config.scale === false) return "has no shift or no scale";
    const axes = Array.isArray(config.axis) ? config.axis : [config.axis];
    if (axes.length !== 1 || !isLastAxis(axes[0], shapes[0])) return `normalises axis ${axes.join(", ")}`;
    const [scale = new Float32Array(), shift = new Float32Array()] = weights;
    return {
      ...oneNode(theirs, "layer-norm", { epsilon: Number(config.epsilon) }),
      weights: { [`${at}.scale`]: scale, [`${at}.shift`]: shift },
    };
  },
};
