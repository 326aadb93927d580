import { type Csr, rowIndices } from "../../data/csr.ts";

/**
 * How alike the items are to one by their users: the cosine of their columns, n_ij / √(n_i · n_j), f32[items]; 0 for the
 * item itself. `users` is users × items, `byItem` its transpose. O(Σ of the histories of the item's users).
 */
export function similarByUsers(users: Csr, byItem: Csr, item: number): Float32Array {
  const shared = new Float32Array(byItem.rowCount);
  for (const user of rowIndices(byItem, item)) {
    for (const other of rowIndices(users, user)) shared[other]! += 1;
  }
  const countOf = (row: number): number => byItem.offsets[row + 1]! - byItem.offsets[row]!;
  const own = countOf(item);
  shared[item] = 0;
  return shared.map((count, other) => (count === 0 ? 0 : count / Math.sqrt(own * countOf(other))));
}
