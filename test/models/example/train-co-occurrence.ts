import { csrFromCoordinates, rowIndices, transpose } from "../../../src/data/csr.ts";
import { csrState, WEIGHTS } from "../../../src/models/state.ts";
import { trainable } from "../../../src/models/train-model.ts";
import { coOccurrence } from "./co-occurrence.ts";

/** Fits co-occurrence (co-occurrence.ts): O(Σ_u |S_u|²) additions. */
export const trainCoOccurrence = trainable(coOccurrence, {
  packing: { cuts: [{ array: WEIGHTS, option: "keep" }] },
  fit: ({ matrix }, options) => {
    const itemCount = matrix.columnCount;
    const users = transpose(matrix);
    const [rows, columns, counts]: [number[], number[], number[]] = [[], [], []];
    for (let item = 0; item < itemCount; item++) {
      const shared = new Uint32Array(itemCount);
      for (const user of rowIndices(users, item)) for (const other of rowIndices(matrix, user)) shared[other]! += 1;
      for (const [other, count] of shared.entries()) {
        if (other === item || count < options.minUsers) continue;
        rows.push(item);
        columns.push(other);
        counts.push(count);
      }
    }
    const weights = csrFromCoordinates(
      itemCount,
      itemCount,
      Uint32Array.from(rows),
      Uint32Array.from(columns),
      Float32Array.from(counts),
    );
    return { options, state: csrState(WEIGHTS, weights) };
  },
});
