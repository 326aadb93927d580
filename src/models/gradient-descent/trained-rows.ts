import type { Csr } from "../../data/csr.ts";
import { rowIndices, rowValues } from "../../data/csr.ts";
import type { UserFactors } from "../fold-in.ts";
import type { FoldInUser } from "./rating-factors.ts";

/** Finds the row of train that a history is: the same items with the same values, in the same order. */
type FindTrainedRow = (items: Uint32Array, values: Float32Array) => number | undefined;

/**
 * Prepares the search for rows of `train` by their content, so that a history that was trained on is answered from
 * the trained factors, whatever the id of its user. Of several equal rows the first is found; the empty row never.
 * Every find is compared in full. O(entries) to prepare and O(history) to search; keeps 8 bytes a row and train itself.
 */
export function createTrainedRows(train: Csr): FindTrainedRow {
  const rowsByHash = new Map<number, number[]>();
  for (let row = 0; row < train.rowCount; row++) {
    const items = rowIndices(train, row);
    if (items.length === 0) continue;
    const hash = hashRow(items, rowValues(train, row));
    const rows = rowsByHash.get(hash);
    if (rows) rows.push(row);
    else rowsByHash.set(hash, [row]);
  }
  return (items, values) => {
    const candidates = items.length === 0 ? undefined : rowsByHash.get(hashRow(items, values));
    return candidates?.find((row) => isSame(items, rowIndices(train, row)) && isSame(values, rowValues(train, row)));
  };
}

/** Users whose history is a row of `train` as `ofRow` has them, others as `foldIn` finds them. See createTrainedRows. */
export function trainedOrFolded(
  train: Csr,
  ofRow: (row: number, items: Uint32Array) => UserFactors,
  foldIn: FoldInUser,
): FoldInUser {
  const findTrained = createTrainedRows(train);
  return (items, given) => {
    const row = findTrained(items, given);
    return row === undefined ? foldIn(items, given) : ofRow(row, items);
  };
}

/** FNV-1a over the items and sixteenths of the values: cheap, since what it finds is compared. */
function hashRow(items: Uint32Array, values: Float32Array): number {
  let hash = 0x811c9dc5;
  for (let place = 0; place < items.length; place++) {
    hash = Math.imul(hash ^ items[place]!, 0x01000193);
    hash = Math.imul(hash ^ (values[place]! * 16), 0x01000193);
  }
  return hash;
}

function isSame(a: Uint32Array | Float32Array, b: Uint32Array | Float32Array): boolean {
  if (a.length !== b.length) return false;
  for (let place = 0; place < a.length; place++) if (a[place] !== b[place]) return false;
  return true;
}
