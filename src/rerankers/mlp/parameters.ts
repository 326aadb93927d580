import { type Tensor, tensor1d, tensor2d, type Variable, variable } from "@tensorflow/tfjs-core";
import { SCALAR_COUNT } from "./scalars.ts";
import type { HeadWeights } from "./weights.ts";

/** Weights of a head under training, as variables of the backend. Dispose of them when done. */
export interface HeadParameters {
  readonly factorCount: number;
  /** [1], skip */
  readonly skip: Variable;
  /** [factorCount, width]; undefined for a head without factors. */
  readonly user: Variable | undefined;
  /** [2 · factorCount + SCALAR_COUNT, width]: the blocks for items, products and scalars, one below the other. */
  readonly rows: Variable;
  /** [width] */
  readonly bias: Variable;
  /** Layers after the first: kernel [inputs, width], bias [width]. */
  readonly layers: readonly { readonly kernel: Variable; readonly bias: Variable }[];
}

/** Puts weights into the backend. */
export function createParameters(weights: HeadWeights): HeadParameters {
  const { factorCount, first } = weights;
  const rows = new Float32Array((2 * factorCount + SCALAR_COUNT) * first.width);
  rows.set(first.item);
  rows.set(first.product, first.item.length);
  rows.set(first.scalars, first.item.length + first.product.length);
  return {
    factorCount,
    skip: toVariable(tensor1d([weights.skip], "float32")),
    user: factorCount === 0 ? undefined : toVariable(tensor2d(first.user, [factorCount, first.width])),
    rows: toVariable(tensor2d(rows, [2 * factorCount + SCALAR_COUNT, first.width])),
    bias: toVariable(tensor1d(first.bias)),
    layers: weights.layers.map(({ kernel, bias, inputs, width }) => ({
      kernel: toVariable(tensor2d(kernel, [inputs, width])),
      bias: toVariable(tensor1d(bias)),
    })),
  };
}

/** Copies the parameters out of the backend; `like` gives what is not trained. */
export function readParameters(parameters: HeadParameters, like: HeadWeights): HeadWeights {
  const rows = values(parameters.rows);
  const { length } = like.first.item;
  return {
    ...like,
    skip: values(parameters.skip)[0]!,
    first: {
      width: like.first.width,
      user: parameters.user ? values(parameters.user) : like.first.user,
      item: rows.slice(0, length),
      product: rows.slice(length, 2 * length),
      scalars: rows.slice(2 * length),
      bias: values(parameters.bias),
    },
    layers: like.layers.map((layer, index) => ({
      ...layer,
      kernel: values(parameters.layers[index]!.kernel),
      bias: values(parameters.layers[index]!.bias),
    })),
  };
}

export function disposeParameters(parameters: HeadParameters): void {
  const { skip, user, rows, bias, layers } = parameters;
  const all = [skip, user, rows, bias, ...layers.flatMap((layer) => [layer.kernel, layer.bias])];
  for (const one of all) one?.dispose();
}

function toVariable(initial: Tensor): Variable {
  const made = variable(initial);
  initial.dispose();
  return made;
}

function values(from: Variable): Float32Array {
  return from.dataSync<"float32">();
}
