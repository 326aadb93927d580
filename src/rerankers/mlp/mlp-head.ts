import type { Tensor } from "@tensorflow/tfjs-core";
import type { HeadTensor } from "../../artefact/artefact.ts";
import type { HeadManifest } from "../../artefact/manifest.ts";
import { checkLength } from "../../check.ts";
import { requireWasmBackend } from "../../neural/backend.ts";
import type { Head, HeadInput } from "../reranker.ts";
import { scaleRows } from "./scales.ts";
import { type HeadWeights, weightsFromTensors } from "./weights.ts";

/** A dense layer in the backend: kernel [1, inputs, width], bias [width]. */
interface DenseTensors {
  readonly kernel: Tensor;
  readonly bias: Tensor;
}

/**
 * Makes a stored head of dense layers ready to serve; the WASM backend must have been started. See weights.ts for the network.
 * `weights` are copied into the backend.
 *
 * Throws ArtefactError `head-tensor` for tensors that do not fit, and KernelError `backend-missing` when the backend has not
 * been started.
 */
export function createMlpHead(
  weights: ReadonlyMap<string, HeadTensor>,
  { hidden, features = [] }: Pick<HeadManifest, "hidden" | "features">,
): Head {
  return serveWeights(weightsFromTensors(weights, hidden, features.length));
}

/** The serving form of weights in memory. */
export function serveWeights({ scales, skip, layers: own }: HeadWeights): Head {
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
  const width = scales.means.length;
  const layers = own.map(({ kernel, bias, inputs, width: outputs }) => ({
    kernel: tensor(kernel, [1, inputs, outputs]),
    bias: tensor(bias, [outputs]),
  }));
  let rows = new Float32Array(0);

  const score = ({ count, features }: HeadInput): Float32Array => {
    checkLength("features", features.length, count * width);
    if (count === 0) return new Float32Array(0);
    if (rows.length < features.length) rows = new Float32Array(features.length);
    scaleRows(scales, features, rows);
    const made: Tensor[] = [];
    const keep = (one: Tensor): Tensor => {
      made.push(one);
      return one;
    };
    try {
      let hidden = keep(tensor(rows.subarray(0, features.length), [1, count, width]));
      for (const [index, layer] of layers.entries()) hidden = keep(dense(hidden, layer, index + 1 < layers.length));
      const scores = engine.readSync(hidden.dataId) as Float32Array;
      for (let row = 0; row < count; row++) scores[row]! += skip * features[row * width]!;
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
