import type * as tf from "@tensorflow/tfjs";

type Layers = typeof tf.layers;

/** A layer of tfjs without weights that computes something of its own. */
export function computedBy(
  layers: Layers,
  name: string,
  inputs: tf.SymbolicTensor[],
  outputShape: (number | null)[],
  compute: (...inputs: [tf.Tensor, ...tf.Tensor[]]) => tf.Tensor,
): tf.SymbolicTensor {
  class Computed extends layers.Layer {
    static readonly className = "Computed";
    override computeOutputShape(): (number | null)[] {
      return outputShape;
    }
    override call(given: tf.Tensor | [tf.Tensor, ...tf.Tensor[]]): tf.Tensor {
      return Array.isArray(given) ? compute(...given) : compute(given);
    }
  }
  return new Computed({ name }).apply(inputs) as tf.SymbolicTensor;
}

/** Rows as sequences of `length` of them. */
export function asSequences(layers: Layers, name: string, input: tf.SymbolicTensor, length: number): tf.SymbolicTensor {
  const width = input.shape.at(-1) ?? 0;
  return computedBy(layers, `${name}-sequences`, [input], [null, length, width], (x) => x.reshape([-1, length, width]));
}

/** The way back. */
export function asRows(layers: Layers, name: string, input: tf.SymbolicTensor): tf.SymbolicTensor {
  const width = input.shape.at(-1) ?? 0;
  return computedBy(layers, `${name}-rows`, [input], [null, width], (x) => x.reshape([-1, width]));
}

/** The place of each row in its sequence, as a row of zeros and a one. tfjs goes back through all that is done here. */
export function placesOf(layers: Layers, name: string, input: tf.SymbolicTensor, length: number): tf.SymbolicTensor {
  const width = input.shape.at(-1) ?? 0;
  return computedBy(layers, `${name}-places`, [input], [null, length], (x) => {
    const column = x.onesLike().reshape([-1, length, width]).slice([0, 0, 0], [-1, length, 1]);
    const square = column.matMul(column, false, true);
    return square
      .sub(square.cumsum(1).sub(square.cumsum(2)).abs())
      .relu()
      .reshape([-1, length]);
  });
}
