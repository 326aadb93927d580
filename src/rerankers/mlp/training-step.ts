import {
  add,
  fused,
  matMul,
  mul,
  type NamedTensorMap,
  relu,
  reshape,
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
import { SCALAR_COUNT } from "./scalars.ts";

/** Makes the dropout factors of a hidden layer's outputs: each 0 or 1 / (1 − dropout). */
export type MakeMask = (length: number) => Float32Array;

/** What the backward pass needs of the forward pass; all live within one tidy. */
interface ForwardPass {
  /** [B·S, 2d + SCALAR_COUNT] */
  readonly rows: Tensor2D;
  /** [B, d]; undefined without factors. */
  readonly users: Tensor2D | undefined;
  /** Outputs of each hidden layer, [B·S, width], and the dropout factors in them. */
  readonly hidden: readonly { readonly output: Tensor2D; readonly mask: Tensor2D | undefined }[];
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
 * Not trained, because a softmax over the group does not see what adds the same to all of its scores: the bias of the
 * last layer and, in a linear head, the block for the user.
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
    const { skip, user, rows, layers } = parameters;
    const z = batch.retrieval;
    const skipValue = skip.dataSync<"float32">()[0]!;
    const scores = pass.scores.map((score, row) => score + skipValue * z[row]!);
    const scoreGradient = new Float32Array(scores.length);
    loss = listwiseLoss(scores, batch, scoreGradient);
    const skipGradient = scoreGradient.reduce((total, value, row) => total + value * z[row]!, 0);

    const found = backward(parameters, batch, pass, scoreGradient).set(skip, tensor1d([skipGradient]));
    const kernels = user ? [user, rows] : [rows];
    for (const kernel of [...kernels, ...layers.map((layer) => layer.kernel)]) {
      const own = found.get(kernel);
      if (own === undefined || regularization === 0) continue;
      loss += regularization * sum(square(kernel)).dataSync<"float32">()[0]!;
      found.set(kernel, add(own, mul(kernel, 2 * regularization)));
    }
    return Object.fromEntries(Array.from(found, ([{ name }, gradient]) => [name, gradient]));
  });
  return { loss, gradients };
}

function forward(parameters: HeadParameters, batch: HeadBatch, makeMask: MakeMask | undefined): ForwardPass {
  const { factorCount, layers } = parameters;
  const { groupCount, slotCount } = batch;
  const rowCount = groupCount * slotCount;
  const width = parameters.bias.size;
  const rows = tensor2d(batch.rows, [rowCount, 2 * factorCount + SCALAR_COUNT]);
  const users = parameters.user && tensor2d(batch.users, [groupCount, factorCount]);
  // The user's part is the same in all slots of a group: computed once, added to each.
  const ofUsers = users && parameters.user && add(matMul<Tensor2D>(users, parameters.user), parameters.bias);
  const ofRows = reshape(matMul<Tensor2D>(rows, parameters.rows), [groupCount, slotCount, width]);
  const ofGroups = ofUsers ? reshape(ofUsers, [groupCount, 1, width]) : parameters.bias;
  let output: Tensor2D = reshape(add(ofRows, ofGroups), [rowCount, width]);
  if (layers.length > 0) output = relu(output);

  const hidden: { output: Tensor2D; mask: Tensor2D | undefined }[] = [];
  for (const [index, { kernel, bias }] of layers.entries()) {
    const mask: Tensor2D | undefined = makeMask && tensor2d(makeMask(output.size), output.shape);
    const kept: Tensor2D = mask ? mul(output, mask) : output;
    hidden.push({ output: kept, mask });
    const activation = index + 1 < layers.length ? "relu" : "linear";
    output = fused.matMul({ a: kept, b: kernel, bias, activation }) as Tensor2D;
  }
  return { rows, users, hidden, scores: output.dataSync<"float32">() };
}

function backward(
  parameters: HeadParameters,
  batch: HeadBatch,
  pass: ForwardPass,
  scoreGradient: Float32Array,
): Map<Variable, Tensor> {
  const { layers } = parameters;
  const { groupCount, slotCount } = batch;
  const found = new Map<Variable, Tensor>();
  let gradient = tensor2d(scoreGradient, [scoreGradient.length, 1]);
  for (let index = layers.length - 1; index >= 0; index--) {
    const { kernel, bias } = layers[index]!;
    const { output: input, mask } = pass.hidden[index]!;
    found.set(kernel, matMul(transpose(input), gradient));
    if (index + 1 < layers.length) found.set(bias, sum(gradient, 0));
    const ofInput = matMul<Tensor2D>(gradient, transpose(kernel));
    gradient = mul(mask ? mul(ofInput, mask) : ofInput, step(input));
  }
  found.set(parameters.rows, matMul(transpose(pass.rows), gradient));
  if (layers.length > 0) {
    const ofGroups = sum<Tensor2D>(reshape(gradient, [groupCount, slotCount, parameters.bias.size]), 1);
    if (parameters.user && pass.users) found.set(parameters.user, matMul(transpose(pass.users), ofGroups));
    found.set(parameters.bias, sum(ofGroups, 0));
  }
  return found;
}
