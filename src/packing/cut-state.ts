import type { Csr } from "../data/csr.ts";
import { nextTask } from "../evaluation/next-task.ts";
import { cutRows } from "../models/cut-rows.ts";
import { csrState, joinStates, type ModelState, readState } from "../models/state.ts";
import type { Cut, Fitted, WeightRows } from "../models/train-model.ts";
import { stackRows } from "../models/weight-rows.ts";

/** A sparse matrix by rows, with the option that says how many entries of each are packed. */
export interface CutSize extends Cut {
  readonly keep: number;
}

/** A state with its sparse matrices cut, and how many entries of how many are left. */
export interface CutState {
  readonly state: ModelState;
  readonly kept: number;
  readonly whole: number;
}

/**
 * Cuts each row of the matrices named to its entries of the largest absolute value. Rows that training computes when asked
 * (`weightRows`) become a matrix of their own, in place of what they are computed from. Of a mix it is the matrices of its
 * members that are cut. Memory: what is kept, and a few rows.
 */
export async function cutState(
  owner: string,
  fitted: Pick<Fitted, "state" | "weightRows" | "mixed">,
  cuts: readonly CutSize[],
  itemCount: number,
  signal?: AbortSignal,
): Promise<CutState> {
  if (!fitted.mixed) return cutArrays(owner, fitted, cuts, itemCount, signal);
  const { members, join } = fitted.mixed;
  const optional = cuts.map((cut) => ({ ...cut, optional: true }));
  const cut: CutState[] = [];
  for (const member of members) cut.push(await cutArrays(owner, member, optional, itemCount, signal));
  return {
    state: join(cut.map(({ state }) => state)),
    kept: cut.reduce((sum, { kept }) => sum + kept, 0),
    whole: cut.reduce((sum, { whole }) => sum + whole, 0),
  };
}

async function cutArrays(
  owner: string,
  { state, weightRows }: Pick<Fitted, "state" | "weightRows">,
  cuts: readonly CutSize[],
  itemCount: number,
  signal: AbortSignal | undefined,
): Promise<CutState> {
  let [kept, whole] = [0, 0];
  let cut = state;
  for (const { array, keep, optional } of cuts) {
    if (optional && !weightRows && !state.has(`${array}.offsets`)) continue;
    const rows = weightRows
      ? await cutComputed(weightRows, keep, itemCount, signal)
      : cutStored(owner, state, array, keep, itemCount);
    kept += rows.matrix.indices.length;
    whole += rows.whole;
    cut = weightRows ? csrState(array, rows.matrix) : joinStates(cut, csrState(array, rows.matrix));
  }
  return { state: cut, kept, whole };
}

interface CutMatrix {
  readonly matrix: Csr;
  /** Entries before the cut. */
  readonly whole: number;
}

function cutStored(owner: string, state: ModelState, array: string, keep: number, itemCount: number): CutMatrix {
  const matrix = readState(owner, state).csr(array, itemCount, itemCount, false);
  return { matrix: cutRows(matrix, keep), whole: matrix.indices.length };
}

async function cutComputed(
  { rows, rowsAtATime }: WeightRows,
  keep: number,
  itemCount: number,
  signal: AbortSignal | undefined,
): Promise<CutMatrix> {
  const parts: Csr[] = [];
  let whole = 0;
  for (let start = 0; start < itemCount; start += rowsAtATime) {
    await nextTask();
    signal?.throwIfAborted();
    const part = rows(start, Math.min(itemCount, start + rowsAtATime));
    whole += part.indices.length;
    parts.push(cutRows(part, keep));
  }
  return { matrix: stackRows(itemCount, parts), whole };
}
