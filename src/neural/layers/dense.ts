import { LEAKY_SLOPE } from "../../kernels/training/neural-abi.ts";
import { type Counterpart, oneNode, partOf, squaresPenalty } from "../counterpart.ts";
import { defineLayer, flag, integer, number, type ParameterSpec, widthsOf } from "../layer.ts";
import { padded } from "../math.ts";
import { ACTIVATION_NAMES, activationName, namedActivation } from "./activations.ts";

/** output = act(X·W + b), W uniform within ±√(6 / (inputs + units)) at first (Glorot & Bengio 2010), b zero. */
export const dense = defineLayer({
  name: "dense",
  summary: "a linear map with a bias, and a function of each number",
  options: {
    units: integer(1, 1_000_000),
    activation: activationName("none"),
    /** Of the map; biases have no penalty. */
    l2: number(0, 1000, 0),
    bias: flag(true),
  },
  prepare({ units, activation, l2, bias: hasBias }, inputs, at) {
    const [width = 0] = widthsOf(at, inputs, 1, 1);
    const stride = padded(units);
    const { number, twin } = ACTIVATION_NAMES[activation];
    const initial = { kind: "uniform", bound: Math.sqrt(6 / (width + units)) } as const;
    const bias: ParameterSpec = {
      name: "bias",
      rows: 1,
      columns: units,
      initial: { kind: "constant", value: 0 },
      kind: "dense",
    };
    return {
      width: units,
      parameters: [
        { name: "kernel", rows: width, columns: units, initial, l2, kind: "dense" },
        ...(hasBias ? [bias] : []),
      ],
      forward({ math, inputs: [x], output, parameters: [kernel, bias = 0] }) {
        const { rows, columns, value, stride: xStride } = x!;
        const { value: y, stride: yStride } = output;
        math.gemm(rows, units, columns, value, xStride, kernel!, stride, bias, number, false, y, yStride);
      },
      backward({ math, inputs: [x], output, parameters: [kernel], gradients: [dKernel, dBias] }) {
        const { rows, value: y, gradient: dy, stride: yStride } = output;
        if (number !== 0) math.activateBackward(rows, units, y, yStride, dy, yStride, number, dy, yStride);
        const { value, stride: xStride, gradient: dx, accumulates } = x!;
        math.gemmTransposedA(width, units, rows, value, xStride, dy, yStride, false, dKernel!, stride);
        if (dBias !== undefined) math.columnSums(rows, units, dy, yStride, false, dBias);
        if (dx === 0) return;
        math.gemmTransposedB(rows, width, units, dy, yStride, kernel!, stride, 0, 0, accumulates, dx, xStride);
      },
      twin: (layers, inputs) => {
        const plain = { units, useBias: hasBias, name: at };
        const layer = layers.dense(twin ? { ...plain, activation: twin } : plain).apply(inputs);
        return (
          twin ? layer : layers.leakyReLU({ alpha: LEAKY_SLOPE, name: `${at}-leaky` }).apply(layer)
        ) as (typeof inputs)[0];
      },
    };
  },
});

/** Of tfjs. */
export const fromDense: Counterpart = {
  className: "Dense",
  convert(theirs) {
    const { at, config, weights } = theirs;
    const other = partOf(config, ["biasRegularizer", "activityRegularizer", "kernelConstraint", "biasConstraint"]);
    if (other !== undefined) return other;
    const activation = namedActivation(config.activation ?? "linear");
    if (activation === undefined) return `has activation ${String(config.activation)}`;
    const l2 = squaresPenalty(config.kernelRegularizer);
    if (typeof l2 === "string") return l2;
    const bias = config.useBias !== false;
    const [kernel = new Float32Array(), shift = new Float32Array()] = weights;
    return {
      ...oneNode(theirs, "dense", { units: Number(config.units), activation, l2, bias }),
      weights: { [`${at}.kernel`]: kernel, ...(bias ? { [`${at}.bias`]: shift } : {}) },
    };
  },
};
