import { createEncoderMemory, type SequenceEncoder } from "./encoder-memory.ts";
import { f32Stride } from "./layout.ts";

/** ε of the layer norms of an encoder. */
export const NORM_EPSILON = 1e-5;

export interface AttentionShape {
  /** A multiple of four times the heads. */
  readonly width: number;
  /** A multiple of 4. */
  readonly hidden: number;
  readonly heads: number;
  readonly blocks: number;
  /** Items that are read, at most. */
  readonly length: number;
  /** What a score of attention loses for each item that lies between. */
  readonly slope: number;
}

/** Sizes of a block's arrays, in their order: norm, q | k | v, what heads give, norm, hidden layer, what that gives. */
const blockSizes = ({ width, hidden }: AttentionShape): number[] => [
  ...[width, width, 3 * width * width, 3 * width, width * width, width],
  ...[width, width, width * hidden, hidden, hidden * width, width],
];

/** Sizes of all arrays of an encoder: positions, those of each block, and the last norm. */
export const attentionSizes = (shape: AttentionShape): number[] => [
  shape.length * shape.width,
  ...Array.from({ length: shape.blocks }, () => blockSizes(shape)).flat(),
  ...[shape.width, shape.width],
];

/**
 * Causal self-attention over a sequence, blocks as sasrec.ts has them, by `arrays` of attentionSizes. Of the last block only the last
 * position is computed. O(blocks · n · width · (4 · width + 2 · hidden + n)).
 */
export function createAttentionEncoder(
  module: WebAssembly.Module,
  shape: AttentionShape,
  arrays: readonly Float32Array[],
): SequenceEncoder {
  const { width, hidden, heads, blocks, length, slope } = shape;
  const all = 3 * width;
  const scale = Math.sqrt(width);
  const memory = createEncoderMemory(module, arrays, [
    ...[length * width, length * width, length * all],
    ...[length * heads * f32Stride(length), length * hidden],
  ]);
  const { kernels } = memory;
  const [x = 0, y = 0, qkv = 0, weights = 0, bent = 0] = memory.scratch;
  const [positions = 0] = memory.arrays;
  const perBlock = blockSizes(shape).length;
  const [lastScale = 0, lastShift = 0] = memory.arrays.slice(-2);

  const block = (number: number, count: number): void => {
    const own = memory.arrays.slice(1 + number * perBlock, 1 + (number + 1) * perBlock);
    const [scale = 0, shift = 0, kernel = 0, bias = 0, out = 0, outBias = 0] = own;
    const [scale2 = 0, shift2 = 0, up = 0, upBias = 0, down = 0, downBias = 0] = own.slice(6);
    const first = number === blocks - 1 ? count - 1 : 0;
    const left = count - first;
    const at = (pointer: number, stride: number): number => pointer + 4 * first * stride;
    kernels.layerNorm(count, width, x, width, NORM_EPSILON, scale, shift, y, width);
    // Keys and values of all positions, queries of those that go on.
    kernels.affineRows(
      ...([count, width, 2 * width, y, width, kernel + 4 * width, all, bias + 4 * width, 0, 0] as const),
      ...([qkv + 4 * width, all] as const),
    );
    kernels.affineRows(left, width, width, at(y, width), width, kernel, all, bias, 0, 0, at(qkv, all), all);
    kernels.attend(1, count, first, heads, width / heads, slope, qkv, all, 0, 0, weights, y, width);
    kernels.affineRows(left, width, width, at(y, width), width, out, width, outBias, 0, 1, at(x, width), width);
    kernels.layerNorm(left, width, at(x, width), width, NORM_EPSILON, scale2, shift2, at(y, width), width);
    kernels.affineRows(left, width, hidden, at(y, width), width, up, hidden, upBias, 1, 0, bent, hidden);
    kernels.affineRows(left, hidden, width, bent, hidden, down, width, downBias, 0, 1, at(x, width), width);
  };

  return {
    memoryBytes: memory.bytes,
    encode(rows, count, stride) {
      const [to, places] = [memory.f32(x, length * width), memory.f32(positions, length * width)];
      for (let row = 0; row < count; row++) {
        for (let lane = 0; lane < width; lane++) {
          to[row * width + lane] = scale * rows[row * stride + lane]! + places[row * width + lane]!;
        }
      }
      for (let number = 0; number < blocks; number++) block(number, count);
      const last = x + 4 * (count - 1) * width;
      kernels.layerNorm(1, width, last, width, NORM_EPSILON, lastScale, lastShift, y, width);
      return memory.f32(y, width).slice();
    },
  };
}
