import type { Tensor } from "@tensorflow/tfjs-core";
import type { HeadTensor } from "../../artefact/artefact.ts";
import type { HeadManifest } from "../../artefact/manifest.ts";
import { checkLength } from "../../check.ts";
import { requireWasmBackend } from "../../neural/backend.ts";
import type { Head, HeadInput } from "../reranker.ts";
import { SCALAR_COUNT, writeScalars } from "./scalars.ts";
import { type HeadWeights, weightsFromTensors } from "./weights.ts";

/** A dense layer in the backend: kernel [1, inputs, width], bias [width]. */
interface DenseTensors {
  readonly kernel: Tensor;
  readonly bias: Tensor;
}

/**
 * Makes a stored MLP head ready to serve; the WASM backend must have been started. See weights.ts for the network and
 * scalars.ts for its inputs. `weights` are copied into the backend; `factorCount` is how many factors it reads, 0 for none.
 *
 * Throws ArtefactError `head-tensor` for tensors that do not fit, and KernelError `backend-missing` when the backend has not
 * been started.
 */
export function createMlpHead(
  weights: ReadonlyMap<string, HeadTensor>,
  manifest: HeadManifest,
  factorCount: number,
): Head {
  return serveWeights(weightsFromTensors(weights, manifest.hidden, factorCount));
}

/** The serving form of weights in memory. */
export function serveWeights(weights: HeadWeights): Head {
  const engine = requireWasmBackend();
  // Not by methods of tensors, nor by tidy: they ask the engine that all of tfjs shares, which need not be this one.
  const tensor = (values: Float32Array, shape: number[]): Tensor => engine.makeTensor(values, shape, "float32");
  const dispose = (tensors: Iterable<Tensor>): void => {
    for (const one of tensors) engine.disposeTensor(one);
  };
  /** relu(x · kernel + bias), or without relu. The kernel straight away: the public op reshapes and checks for longer than it computes. */
  const dense = (x: Tensor, { kernel, bias }: DenseTensors, relu: boolean): Tensor =>
    engine.runKernel<Tensor>(
      "_FusedMatMul",
      { a: x, b: kernel, bias },
      { transposeA: false, transposeB: false, activation: relu ? "relu" : "linear" },
    );
  const { factorCount, scales, skip } = weights;
  const { width } = weights.first;
  const stride = factorCount + SCALAR_COUNT;
  const fold = createFold(weights);
  const layers = weights.layers.map(({ kernel, bias, inputs, width: outputs }) => ({
    kernel: tensor(kernel, [1, inputs, outputs]),
    bias: tensor(bias, [outputs]),
  }));
  let rows = new Float32Array(0);

  const score = (input: HeadInput): Float32Array => {
    const count = input.retrievalScores.length;
    checkInput(input, count, factorCount);
    if (count === 0) return new Float32Array(0);
    if (rows.length < count * stride) rows = new Float32Array(count * stride);
    const { kernel, bias } = fold(input.userFactors);
    writeRows(rows, input, count, factorCount);
    writeScalars(input, count, scales, rows, factorCount, stride);
    const made: Tensor[] = [];
    const keep = (one: Tensor): Tensor => {
      made.push(one);
      return one;
    };
    try {
      let hidden = keep(tensor(rows.subarray(0, count * stride), [1, count, stride]));
      const first = { kernel: keep(tensor(kernel, [1, stride, width])), bias: keep(tensor(bias, [width])) };
      for (const [index, layer] of [first, ...layers].entries()) {
        hidden = keep(dense(hidden, layer, index < layers.length));
      }
      const scores = engine.readSync(hidden.dataId) as Float32Array;
      for (let row = 0, at = factorCount; row < count; row++, at += stride) scores[row]! += skip * rows[at]!;
      return scores;
    } finally {
      dispose(made);
    }
  };

  return {
    score,
    memory: () => {
      const { numTensors, numBytes } = engine.memory();
      return { tensors: numTensors, bytes: numBytes };
    },
    dispose: () => dispose(layers.flatMap(({ kernel, bias }) => [kernel, bias])),
  };
}

/**
 * Folds the user into the first layer, so that a candidate's input is its factors and its scalars alone:
 *
 *   kernel[d, :] = scales.item · item[d, :] + u_d · scales.product · product[d, :]      bias = b + Σ_d u_d · scales.user · user[d, :]
 *
 * The rows of the scalars stay as they are. The arrays that come back are overwritten by the next call. O(factors · width).
 */
function createFold(weights: HeadWeights): (userFactors: Float32Array) => { kernel: Float32Array; bias: Float32Array } {
  const { factorCount, first, scales } = weights;
  const { width } = first;
  const user = first.user.map((value) => value * scales.user);
  const item = first.item.map((value) => value * scales.item);
  const product = first.product.map((value) => value * scales.product);
  const kernel = new Float32Array((factorCount + SCALAR_COUNT) * width);
  kernel.set(first.scalars, factorCount * width);
  const bias = new Float32Array(width);
  const sums = new Float64Array(width);
  return (userFactors) => {
    sums.set(first.bias);
    for (let factor = 0, at = 0; factor < factorCount; factor++) {
      const value = userFactors[factor]!;
      for (let column = 0; column < width; column++, at++) {
        kernel[at] = item[at]! + value * product[at]!;
        sums[column]! += value * user[at]!;
      }
    }
    bias.set(sums);
    return { kernel, bias };
  };
}

/** Copies each candidate's factors to the head of its row; the scalars go behind them. */
function writeRows(rows: Float32Array, input: HeadInput, count: number, factorCount: number): void {
  const { candidateFactors } = input;
  for (let row = 0, from = 0, at = 0; row < count; row++, at += SCALAR_COUNT) {
    for (const end = from + factorCount; from < end; from++, at++) rows[at] = candidateFactors[from]!;
  }
}

function checkInput(input: HeadInput, count: number, factorCount: number): void {
  checkLength("userFactors", input.userFactors.length, factorCount);
  checkLength("candidateFactors", input.candidateFactors.length, count * factorCount);
  checkLength("popularity", input.popularity.length, count);
  checkLength("tagOverlap", input.tagOverlap.length, count);
}
