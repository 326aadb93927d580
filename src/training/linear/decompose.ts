import type { Csr } from "../../data/csr.ts";
import type { TrainingContext } from "../context.ts";
import { lanczosSvd } from "./lanczos-svd.ts";
import { truncatedSvd, truncatedSvdBytes } from "./randomised-svd.ts";

/** Vectors of each basis by rank, about. */
const LANCZOS_STEPS = 3;

/** A row so much shorter than the longest one is rounding. */
const ROUNDING = 1e-6;

interface Decomposed {
  readonly factors: number;
  readonly method: "randomised" | "lanczos";
  readonly powerIterations: number;
}

/** Memory of a decomposition: kernel memory of the randomised method, the bases of the other, and what comes out. */
export function decompositionMemory(
  { factors, method }: Pick<Decomposed, "factors" | "method">,
  { users, items, interactions }: { readonly users: number; readonly items: number; readonly interactions: number },
) {
  const rank = Math.min(factors, users, items);
  if (method === "lanczos") {
    const heapBytes = 8 * LANCZOS_STEPS * rank * (users + items);
    return { kernelBytes: 0, heapBytes, remedy: `use fewer factors (now ${factors}), or method=randomised` };
  }
  const shape = { rowCount: users, columnCount: items, indices: { length: interactions } };
  return {
    kernelBytes: truncatedSvdBytes(shape, rank),
    // The transposed matrix outside of the kernels, and what comes out.
    heapBytes: 8 * interactions + 4 * rank * items,
    remedy: `use fewer factors (now ${factors}), or leave out rare users and items`,
  };
}

/** The right singular vectors, f32[columns × rank]. Errors about the scale of values speak of `ratings`. */
export async function decompose(
  model: string,
  matrix: Csr,
  { factors, method, powerIterations }: Decomposed,
  context: TrainingContext,
  ratings?: Float32Array,
): Promise<Float32Array> {
  const rank = Math.min(factors, matrix.rowCount, matrix.columnCount);
  const { v } =
    method === "lanczos"
      ? await lanczosSvd(matrix, rank, context)
      : await truncatedSvd(matrix, rank, context, { powerIterations, left: false, model, ratings });
  const hasEntries = new Uint8Array(matrix.columnCount);
  for (const column of matrix.indices) hasEntries[column] = 1;
  const lengths = Float64Array.from(hasEntries, (_, column) => {
    return Math.hypot(...v.subarray(column * rank, (column + 1) * rank));
  });
  const least = ROUNDING * lengths.reduce((most, length) => Math.max(most, length), 0);
  // The row of an empty column is 0, and so is one that the rank has no room for, such as that of a part of the catalogue which
  // no user connects with the rest. An iteration leaves rounding there, in which such columns might seem alike.
  for (const [column, has] of hasEntries.entries()) {
    if (has === 0 || lengths[column]! <= least) v.fill(0, column * rank, (column + 1) * rank);
  }
  return v;
}
