import { ACTIVATIONS, LEAKY_SLOPE } from "../training/neural-abi.ts";
import { fillMatrix, type Reals } from "./neural-layout.ts";

/** An activation by its number, and its derivative by the output. */
interface Activation {
  readonly value: (x: number) => number;
  readonly slope: (y: number) => number;
}

const TABLE: Readonly<Record<number, Activation>> = {
  [ACTIVATIONS.none]: { value: (x) => x, slope: () => 1 },
  [ACTIVATIONS.relu]: { value: (x) => Math.max(0, x), slope: (y) => (y > 0 ? 1 : 0) },
  [ACTIVATIONS.sigmoid]: { value: (x) => 1 / (1 + Math.exp(-x)), slope: (y) => y * (1 - y) },
  [ACTIVATIONS.tanh]: { value: Math.tanh, slope: (y) => 1 - y * y },
  [ACTIVATIONS.leakyRelu]: {
    value: (x) => (x > 0 ? x : LEAKY_SLOPE * x),
    slope: (y) => (y > 0 ? 1 : LEAKY_SLOPE),
  },
};

function of(number: number): Activation {
  const found = TABLE[number];
  if (found === undefined) throw new RangeError(`activation: expected a number of ACTIVATIONS, got ${number}`);
  return found;
}

export const activation = (number: number, x: number): number => of(number).value(x);

/** Y ← act(X + bias). Y may be X. */
export function activate(
  rows: number,
  columns: number,
  x: Reals,
  xStride: number,
  bias: Reals | null,
  activation: number,
  y: Reals,
  yStride: number,
): void {
  const { value } = of(activation);
  fillMatrix(rows, columns, y, yStride, (row, column) => value(x[row * xStride + column]! + (bias?.[column] ?? 0)));
}

/** dX ← dY · act′, the derivative by the output Y. dX may be dY. */
export function activateBackward(
  rows: number,
  columns: number,
  y: Reals,
  yStride: number,
  dy: Reals,
  dyStride: number,
  activation: number,
  dx: Reals,
  dxStride: number,
): void {
  const { slope } = of(activation);
  fillMatrix(rows, columns, dx, dxStride, (row, column) => {
    return dy[row * dyStride + column]! * slope(y[row * yStride + column]!);
  });
}
