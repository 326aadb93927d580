import {
  add,
  fused,
  matMul,
  mul,
  type NamedTensorMap,
  square,
  step,
  sum,
  type Tensor,
  type Tensor2D,
  tensor1d,
  tensor2d,
  tidy,
  transpose,
  type Variable,
} from "@tensorflow/tfjs-core";
import type { HeadBatch } from "./batches.ts";
import { listwiseLoss } from "./loss.ts";
import type { HeadParameters } from "./parameters.ts";

/** Makes the dropout factors of a hidden layer's outputs: each 0 or 1 / (1 − dropout). */
export type MakeMask = (length: number) => Float32Array;

/** What the backward pass needs of the forward pass; all live within one tidy. */
interface ForwardPass {
  /** What each layer reads: the rows, then the outputs of the hidden layers, [B·S, width], with the dropout factors in them. */
  readonly inputs: readonly { readonly value: Tensor2D; readonly mask: Tensor2D | undefined }[];
  /** f32[B·S], what the network adds to skip · z. */
  readonly scores: Float32Array;
}

/**
 * Loss of a batch and its gradient by every trained parameter, under the variables' names:
 *
 *   loss = listwiseLoss(skip · z + network) + regularization · Σ over kernels w²
 *
 * The caller disposes of the gradients. The backward pass is written out instead of taken from tfjs's tape: the package
 * for Node registers no gradients, and those there are multiply by transposed matrices, which on WASM is nine times
 * slower than transposing first.
 *
 * The bias of the last layer is not trained: a softmax over the group does not see what adds the same to all of its scores.
 */
export function lossAndGradients(
  parameters: HeadParameters,
  batch: HeadBatch,
  regularization: number,
  makeMask: MakeMask | undefined,
): { loss: number; gradients: NamedTensorMap } {
  let loss = 0;
  const gradients = tidy(() => {
    const pass = forward(parameters, batch, makeMask);
    const { skip, layers } = parameters;
    const z = batch.retrieval;
    const skipValue = skip.dataSync<"float32">()[0]!;
    const scores = pass.scores.map((score, row) => score + skipValue * z[row]!);
    const scoreGradient = new Float32Array(scores.length);
    loss = listwiseLoss(scores, batch, scoreGradient);
    const skipGradient = scoreGradient.reduce((total, value, row) => total + value * z[row]!, 0);

    const found = backward(parameters, pass, scoreGradient).set(skip, tensor1d([skipGradient]));
    for (const { kernel } of layers) {
      const own = found.get(kernel);
      if (own === undefined || regularization === 0) continue;
      loss += regularization * sum(square(kernel)).dataSync<"float32">()[0]!;
      found.set(kernel, add(own, mul(kernel, 2 * regularization)));
    }
    return Object.fromEntries(Array.from(found, ([{ name }, gradient]) => [name, gradient]));
  });
  return { loss, gradients };
}

function forward({ layers }: HeadParameters, batch: HeadBatch, makeMask: MakeMask | undefined): ForwardPass {
  const rowCount = batch.groupCount * batch.slotCount;
  let value = tensor2d(batch.rows, [rowCount, batch.rows.length / rowCount]);
  const inputs: { value: Tensor2D; mask: Tensor2D | undefined }[] = [];
  for (const [index, { kernel, bias }] of layers.entries()) {
    const mask: Tensor2D | undefined = index > 0 && makeMask ? tensor2d(makeMask(value.size), value.shape) : undefined;
    const kept: Tensor2D = mask ? mul(value, mask) : value;
    inputs.push({ value: kept, mask });
    const activation = index + 1 < layers.length ? "relu" : "linear";
    value = fused.matMul({ a: kept, b: kernel, bias, activation }) as Tensor2D;
  }
  return { inputs, scores: value.dataSync<"float32">() };
}

function backward({ layers }: HeadParameters, { inputs }: ForwardPass, scoreGradient: Float32Array) {
  const found = new Map<Variable, Tensor>();
  let gradient = tensor2d(scoreGradient, [scoreGradient.length, 1]);
  for (let index = layers.length - 1; index >= 0; index--) {
    const { kernel, bias } = layers[index]!;
    const { value: input, mask } = inputs[index]!;
    found.set(kernel, matMul(transpose(input), gradient));
    if (index + 1 < layers.length) found.set(bias, sum(gradient, 0));
    if (index === 0) break;
    const ofInput = matMul<Tensor2D>(gradient, transpose(kernel));
    gradient = mul(mask ? mul(ofInput, mask) : ofInput, step(input));
  }
  return found;
}
