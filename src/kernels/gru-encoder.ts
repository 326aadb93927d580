import { createEncoderMemory, type SequenceEncoder } from "./encoder-memory.ts";

export interface GruShape {
  /** Of items, and of states: a multiple of 4. */
  readonly width: number;
  /** Units one behind the other. */
  readonly layers: number;
  /** Items that are read, at most. */
  readonly length: number;
}

/** Sizes of the arrays of an encoder: of each layer the kernel, the recurrent kernel and the bias, blocks z | r | n side by side. */
export const gruSizes = ({ width, layers }: GruShape): number[] =>
  Array.from({ length: layers }, () => [3 * width * width, 3 * width * width, 3 * width]).flat();

/** Gated recurrent units over a sequence (src/neural/layers/gru.ts), by `arrays` of gruSizes. O(layers · n · width²). */
export function createGruEncoder(
  module: WebAssembly.Module,
  { width, layers, length }: GruShape,
  arrays: readonly Float32Array[],
): SequenceEncoder {
  const all = 3 * width;
  const memory = createEncoderMemory(module, arrays, [length * width, length * all, width]);
  const { kernels } = memory;
  const [x = 0, gates = 0, reset = 0] = memory.scratch;

  /** States take the place of the rows. */
  const layer = (number: number, count: number): void => {
    const [kernel = 0, recurrent = 0, bias = 0] = memory.arrays.slice(3 * number, 3 * number + 3);
    kernels.affineRows(count, width, all, x, width, kernel, all, bias, 0, 0, gates, all);
    for (let row = 0; row < count; row++) {
      const before = row === 0 ? 0 : x + 4 * (row - 1) * width;
      const own = gates + 4 * row * all;
      const fresh = own + 8 * width;
      if (row > 0) kernels.affineRows(1, width, 2 * width, before, width, recurrent, all, 0, 0, 1, own, all);
      kernels.gruReset(1, width, own, all, before, width, reset, width);
      if (row > 0) kernels.affineRows(1, width, width, reset, width, recurrent + 8 * width, all, 0, 0, 1, fresh, all);
      kernels.gruMix(1, width, own, all, before, width, x + 4 * row * width, width);
    }
  };

  return {
    memoryBytes: memory.bytes,
    encode(rows, count, stride) {
      const to = memory.f32(x, length * width);
      for (let row = 0; row < count; row++) {
        to.set(rows.subarray(row * stride, row * stride + width), row * width);
      }
      for (let number = 0; number < layers; number++) layer(number, count);
      return memory.f32(x + 4 * (count - 1) * width, width).slice();
    },
  };
}
