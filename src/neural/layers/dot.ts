import { type Counterpart, isLastAxis, oneNode, partOf } from "../counterpart.ts";
import { defineLayer, type Operand, type Run, refuseShapes, widthsOf } from "../layer.ts";

/** output[r] = x[r, :] · y[r, :]. */
export const dot = defineLayer({
  name: "dot",
  summary: "the inner product of two inputs, row by row",
  options: {},
  prepare(_, inputs, at) {
    const [first, second] = widthsOf(at, inputs, 2, 2);
    if (first !== second) return refuseShapes(at, "two inputs of one width", inputs);
    return {
      width: 1,
      parameters: [],
      forward({ math, inputs: [x, y], output }) {
        const { rows, columns, value, stride } = x!;
        math.dotRows(rows, columns, value, stride, y!.value, y!.stride, false, output.value, output.stride);
      },
      backward(run) {
        const [x, y] = run.inputs;
        scaled(run, y!, x!);
        scaled(run, x!, y!);
      },
      twin: (layers, inputs) => layers.dot({ axes: -1, name: at }).apply(inputs) as (typeof inputs)[0],
    };
  },
});

function scaled({ math, output }: Run, other: Operand, own: Operand): void {
  if (own.gradient === 0) return;
  const { rows, columns, gradient, stride, accumulates } = own;
  math.scaleRows(
    rows,
    columns,
    output.gradient,
    output.stride,
    other.value,
    other.stride,
    accumulates,
    gradient,
    stride,
  );
}

/** Of tfjs. */
export const fromDot: Counterpart = {
  className: "Dot",
  convert(theirs) {
    const { config, shapes } = theirs;
    const other = partOf(config, ["normalize"]);
    if (other !== undefined) return other;
    const axes = Array.isArray(config.axes) ? config.axes : [config.axes, config.axes];
    const isLast = shapes.every((shape, place) => isLastAxis(axes[place], shape));
    return isLast ? oneNode(theirs, "dot") : `multiplies axes ${axes.join(" and ")}`;
  },
};
