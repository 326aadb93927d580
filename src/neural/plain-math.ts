import * as activations from "../kernels/reference/neural-activations.ts";
import * as losses from "../kernels/reference/neural-losses.ts";
import * as matrix from "../kernels/reference/neural-matrix.ts";
import * as norm from "../kernels/reference/neural-norm.ts";
import * as optimise from "../kernels/reference/neural-optimise.ts";
import * as rows from "../kernels/reference/neural-rows.ts";
import * as sequences from "../kernels/reference/neural-sequences.ts";
import * as vectors from "../kernels/reference/neural-vectors.ts";
import type { Kernels, MathSource, NeuralMath, Pointer } from "./math.ts";

const KERNELS: Kernels = {
  ...activations,
  ...losses,
  ...matrix,
  ...norm,
  ...optimise,
  ...rows,
  ...sequences,
  ...vectors,
};

/** The parameters of a kernel, a letter each: r for reals, u for integers of 32 bits, n for a number or a flag. */
type Letters<Values> = Values extends readonly [infer First, ...infer Rest]
  ? `${[First] extends [number | boolean] ? "n" : [First] extends [Uint32Array | null] ? "u" : "r"}${Letters<Rest>}`
  : "";

const PARAMETERS: { readonly [Name in keyof Kernels]: Letters<Parameters<Kernels[Name]>> } = {
  activate: "nnrnrnrn",
  activateBackward: "nnrnrnnrn",
  gemm: "nnnrnrnrnnrn",
  gemmTransposedA: "nnnrnrnnrn",
  gemmTransposedB: "nnnrnrnrnnrn",
  columnSums: "nnrnnr",
  gatherRows: "nunrnrn",
  scatterAddRows: "nunrnrn",
  bagRows: "nuurnrnrn",
  scatterAddBags: "nuurnrnrn",
  copyBlock: "nnrnnrn",
  copyRows: "nnrnnrn",
  multiplyRows: "nnrnrnnrn",
  dotRows: "nnrnrnnrn",
  scaleRows: "nnrnrnnrn",
  columnMoments: "nnrnrr",
  batchNorm: "nnrnrrnrrrn",
  batchNormBackward: "nnrnrnrrnrrrrn",
  layerNorm: "nnrnnrrrn",
  layerNormBackward: "nnrnrnnrrrrn",
  attend: "nnnnnnrnrnrrn",
  attendBackward: "nnnnrnrrnrnrn",
  gruReset: "nnrnrnrn",
  gruMix: "nnrnrnrn",
  gruMixBackward: "nnrnrnrnrn",
  gruResetBackward: "nnrnrnrnrn",
  addVector: "nnrr",
  scaleVector: "nnrr",
  sumSquares: "nr",
  dropout: "nrnnnnr",
  gaussians: "nnnnr",
  squaredLoss: "nnrnrrnr",
  absoluteLoss: "nnrnrrnr",
  logisticLoss: "nnrnrrnr",
  pairLoss: "nrrnnrr",
  softmaxLoss: "nnrnuurnr",
  markedLoss: "nnrnuurnr",
  adam: "nrrrrnnnnnn",
  adamRows: "nunrnrnrrunnnnnnn",
  sgd: "nrrrnnnn",
  sgdRows: "nunrnrnrunnnnn",
};

/**
 * Networks in plain loops over the references: for tests, in f64 for differences, and where there are no kernels.
 * `bytes` of memory, all zero.
 */
export function createPlainMath(bytes: number, realBytes: 4 | 8 = 4): NeuralMath {
  const buffer = new ArrayBuffer(Math.ceil(bytes / 8) * 8);
  const reals = (at: Pointer) => (realBytes === 4 ? new Float32Array(buffer, at) : new Float64Array(buffer, at));
  const argument = (letter: string | undefined, value: number | boolean): unknown => {
    if (letter === "n") return value;
    if (value === 0) return null;
    return letter === "r" ? reals(Number(value)) : new Uint32Array(buffer, Number(value));
  };
  const bound = Object.entries(PARAMETERS).map(([name, letters]) => {
    const kernel = KERNELS[name as keyof Kernels] as (...values: unknown[]) => unknown;
    const call = (...values: (number | boolean)[]) =>
      kernel(...values.map((value, at) => argument(letters[at], value)));
    return [name, call];
  });
  return { ...(Object.fromEntries(bound) as Omit<NeuralMath, "memory" | "realBytes">), memory: { buffer }, realBytes };
}

export const PLAIN_MATH: MathSource = { base: 16, realBytes: 4, create: (bytes) => createPlainMath(bytes) };
