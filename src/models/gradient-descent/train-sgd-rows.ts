import { createRandom } from "../../random.ts";
import type { SgdSide } from "./train-sgd-memory.ts";

/** Streams of one seed: each kind of initial factors, and the order of the ratings, has its own. */
export const STREAMS = { users: 1, items: 2, order: 3, implicit: 4 } as const;

/** Rows of factors in the kernels' memory: padded to `stride`, row r of the model at place places[r], or at r. */
export interface PaddedRows {
  readonly memory: WebAssembly.Memory;
  readonly pointer: number;
  readonly rowCount: number;
  readonly factorCount: number;
  readonly stride: number;
  readonly places: Uint32Array | undefined;
}

const view = ({ memory, pointer, rowCount, stride }: PaddedRows): Float32Array =>
  new Float32Array(memory.buffer, pointer, rowCount * stride);

const placeOf = ({ places }: PaddedRows, row: number): number => (places ? places[row]! : row);

/** Fills rows with N(mean, deviation²), drawn in the model's order of rows. */
export function drawRows(rows: PaddedRows, seed: number, stream: number, mean: number, deviation: number): void {
  const random = createRandom(seed, stream);
  const values = view(rows);
  for (let row = 0; row < rows.rowCount; row++) {
    const start = placeOf(rows, row) * rows.stride;
    for (let factor = 0; factor < rows.factorCount; factor++) {
      values[start + factor] = mean + deviation * random.nextGaussian();
    }
  }
}

/** The rows in the model's order without padding; rows without ratings, which nothing has moved, become zero. */
export function takeRows(rows: PaddedRows, counts: Uint32Array): Float32Array {
  const { rowCount, factorCount, stride } = rows;
  const padded = view(rows);
  const values = new Float32Array(rowCount * factorCount);
  for (let row = 0; row < rowCount; row++) {
    if (counts[row] === 0) continue;
    const start = placeOf(rows, row) * stride;
    values.set(padded.subarray(start, start + factorCount), row * factorCount);
  }
  return values;
}

/** Σ_rows n s (penalty ‖x‖² + biasPenalty b²): one side's part of the objective. `counts` are in the model's order. */
export function penaltyOf(
  rows: PaddedRows,
  side: SgdSide,
  counts: Uint32Array,
  penalty: number,
  biasPenalty: number,
): number {
  const factors = view(rows);
  const biases = new Float32Array(rows.memory.buffer, side.biases, rows.rowCount);
  const scales = new Float32Array(rows.memory.buffer, side.scales, rows.rowCount);
  let total = 0;
  for (let row = 0; row < rows.rowCount; row++) {
    if (counts[row] === 0) continue;
    const place = placeOf(rows, row);
    let squares = 0;
    for (let at = place * rows.stride; at < (place + 1) * rows.stride; at++) squares += factors[at]! ** 2;
    total += counts[row]! * scales[place]! * (penalty * squares + biasPenalty * biases[place]! ** 2);
  }
  return total;
}

/** Entries of each row and of each column. */
export function countBySide(matrix: { readonly offsets: Uint32Array; readonly indices: Uint32Array }, columns: number) {
  const { offsets, indices } = matrix;
  const userCounts = Uint32Array.from({ length: offsets.length - 1 }, (_, row) => offsets[row + 1]! - offsets[row]!);
  const itemCounts = new Uint32Array(columns);
  for (const item of indices) itemCounts[item]! += 1;
  return { userCounts, itemCounts };
}
