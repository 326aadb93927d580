import { f32Stride } from "../kernels/layout.ts";
import type * as activations from "../kernels/reference/neural-activations.ts";
import type { Reals } from "../kernels/reference/neural-layout.ts";
import type * as losses from "../kernels/reference/neural-losses.ts";
import type * as matrix from "../kernels/reference/neural-matrix.ts";
import type * as norm from "../kernels/reference/neural-norm.ts";
import type * as optimise from "../kernels/reference/neural-optimise.ts";
import type * as rows from "../kernels/reference/neural-rows.ts";
import type * as sequences from "../kernels/reference/neural-sequences.ts";
import type * as vectors from "../kernels/reference/neural-vectors.ts";

/** A byte offset into the memory of a NeuralMath; 0 stands for none. */
export type Pointer = number;

/** What the kernels of networks compute: the reference of each, which says how. */
export type Kernels = Pick<typeof activations, "activate" | "activateBackward"> &
  Pick<typeof matrix, "gemm" | "gemmTransposedA" | "gemmTransposedB" | "columnSums"> &
  Pick<typeof rows, "gatherRows" | "scatterAddRows" | "bagRows" | "scatterAddBags"> &
  Pick<typeof rows, "copyBlock" | "copyRows" | "multiplyRows" | "dotRows" | "scaleRows"> &
  Pick<typeof norm, "columnMoments" | "batchNorm" | "batchNormBackward"> &
  Pick<typeof sequences, "layerNorm" | "layerNormBackward" | "attend" | "attendBackward"> &
  Pick<typeof sequences, "gruReset" | "gruMix" | "gruMixBackward" | "gruResetBackward"> &
  Pick<typeof vectors, "addVector" | "scaleVector" | "sumSquares" | "dropout" | "gaussians"> &
  Pick<typeof losses, "squaredLoss" | "absoluteLoss" | "logisticLoss" | "pairLoss" | "softmaxLoss" | "markedLoss"> &
  Pick<typeof optimise, "adam" | "adamRows" | "sgd" | "sgdRows">;

/** A kernel with pointers in place of its arrays: what WebAssembly exports as it is. */
type OverPointers<Kernel> = Kernel extends (...values: infer Values) => infer Result
  ? (...values: { [At in keyof Values]: Values[At] extends boolean ? boolean : number }) => Result
  : never;

/**
 * The kernels of networks over one memory. Matrices and vectors lie as neural-layout.ts describes; integers are u32.
 * Nothing is checked here: whoever plans the memory has checked the shapes, and whoever fills it the indices.
 */
export type NeuralMath = { readonly [Name in keyof Kernels]: OverPointers<Kernels[Name]> } & {
  /** Derive views when they are needed: they detach when the memory grows. */
  readonly memory: { readonly buffer: ArrayBufferLike };
  /** Bytes of a real number: 4, or 8 where gradients are compared with differences. */
  readonly realBytes: 4 | 8;
};

/** Where a network's memory comes from: `bytes` of it, all zero, of which the first `base` are not the network's. */
export interface MathSource {
  readonly base: number;
  readonly realBytes: 4 | 8;
  readonly create: (bytes: number) => NeuralMath;
}

/** The first multiple of 4 that is not below `columns`: the stride of a matrix, the length of a vector. */
export const padded = f32Stride;

/** The real numbers from a pointer on. A view: it changes with the memory. */
export function realsAt(
  { memory, realBytes }: Pick<NeuralMath, "memory" | "realBytes">,
  at: Pointer,
  count: number,
): Reals {
  return realBytes === 4 ? new Float32Array(memory.buffer, at, count) : new Float64Array(memory.buffer, at, count);
}

/** The integers from a pointer on. A view. */
export const integersAt = ({ memory }: Pick<NeuralMath, "memory">, at: Pointer, count: number): Uint32Array =>
  new Uint32Array(memory.buffer, at, count);

export type { Reals };
