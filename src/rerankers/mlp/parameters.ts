import { type Tensor, tensor1d, tensor2d, type Variable, variable } from "@tensorflow/tfjs-core";
import type { HeadWeights } from "./weights.ts";

/** Weights of a head under training, as variables of the backend. Dispose of them when done. */
export interface HeadParameters {
  /** [1], skip */
  readonly skip: Variable;
  /** Kernel [inputs, width], bias [width] of each layer. */
  readonly layers: readonly { readonly kernel: Variable; readonly bias: Variable }[];
}

/** Puts weights into the backend. */
export function createParameters({ skip, layers }: HeadWeights): HeadParameters {
  return {
    skip: toVariable(tensor1d([skip], "float32")),
    layers: layers.map(({ kernel, bias, inputs, width }) => ({
      kernel: toVariable(tensor2d(kernel, [inputs, width])),
      bias: toVariable(tensor1d(bias)),
    })),
  };
}

/** Copies the parameters out of the backend; `like` gives what is not trained. */
export function readParameters({ skip, layers }: HeadParameters, like: HeadWeights): HeadWeights {
  return {
    ...like,
    skip: values(skip)[0]!,
    layers: like.layers.map((layer, index) => ({
      ...layer,
      kernel: values(layers[index]!.kernel),
      bias: values(layers[index]!.bias),
    })),
  };
}

export function disposeParameters({ skip, layers }: HeadParameters): void {
  for (const one of [skip, ...layers.flatMap(({ kernel, bias }) => [kernel, bias])]) one.dispose();
}

function toVariable(initial: Tensor): Variable {
  const made = variable(initial);
  initial.dispose();
  return made;
}

function values(from: Variable): Float32Array {
  return from.dataSync<"float32">();
}
