import { type Csr, rowIndices, transpose } from "../data/csr.ts";
import type { StepContext } from "../training/context.ts";
import { nextTurn, runWork } from "../training/steps.ts";

/** An item is listed beside another where at least so many users have both: below, lift is chance. */
export const LEAST_COMMON_USERS = 5;

/**
 * For each item the `atMost` items of the highest lift among those that at least `leastUsers` users have together with it:
 *
 *   lift(i, j) = n_ij · N / (n_i · n_j)
 *
 * with n_i the users of item i, n_ij those of both, N all users. Gives a matrix of items × items whose values are n_ij; entries
 * of a row stand by lift, descending, then by item index, and do not ascend. `matrix` is users × items. Counts one row at a
 * time: memory O(items + result), time O(Σ over users of their items²). Gives the event loop its turns;
 * throws TrainingError `interrupted`.
 */
export async function countTogether(
  matrix: Csr,
  atMost: number,
  leastUsers: number,
  context: StepContext = {},
): Promise<Csr> {
  const byItem = transpose(matrix);
  const itemCount = byItem.rowCount;
  const usersOf = (item: number): number => byItem.offsets[item + 1]! - byItem.offsets[item]!;
  const counts = new Uint32Array(itemCount);
  const offsets = new Uint32Array(itemCount + 1);
  const indices: number[] = [];
  const values: number[] = [];
  const countOne = (item: number): void => {
    const met: number[] = [];
    for (const user of rowIndices(byItem, item)) {
      for (const other of rowIndices(matrix, user)) {
        if (counts[other] === 0) met.push(other);
        counts[other]!++;
      }
    }
    // Within a row lift orders as n_ij / n_j does; equal fractions have equal quotients.
    const share = (other: number): number => counts[other]! / usersOf(other);
    const listed = met
      .filter((other) => other !== item && counts[other]! >= leastUsers)
      .sort((a, b) => share(b) - share(a) || a - b)
      .slice(0, atMost);
    for (const other of listed) {
      indices.push(other);
      values.push(counts[other]!);
    }
    offsets[item + 1] = indices.length;
    for (const other of met) counts[other] = 0;
  };
  const counter = new Int32Array(1);
  const run = async (end: number): Promise<void> => {
    for (let item = counter[0]!; item < end; item++) countOne(item);
    await nextTurn();
  };
  await runWork({ counter, total: itemCount, blocking: true, run }, context, "pairs of items");
  const entries = { indices: Uint32Array.from(indices), values: Float32Array.from(values) };
  return { rowCount: itemCount, columnCount: itemCount, offsets, ...entries };
}
