import type { Csr } from "../../data/csr.ts";
import type { SvdMethod } from "../../models/linear-algebra/svd.ts";
import type { TrainingContext } from "../context.ts";
import { checkTrainingBytes } from "../memory-limit.ts";
import { lanczosSvd } from "./lanczos-svd.ts";
import { truncatedSvd } from "./randomised-svd.ts";

/** Vectors of each basis by rank, about. */
const LANCZOS_STEPS = 3;

/** A row so much shorter than the longest one is rounding. */
const ROUNDING = 1e-6;

interface Decomposed {
  readonly factors: number;
  readonly method: SvdMethod;
  readonly powerIterations: number;
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
  if (method === "lanczos") {
    const bytes = 8 * LANCZOS_STEPS * rank * (matrix.rowCount + matrix.columnCount);
    checkTrainingBytes(model, 0, `use fewer factors (now ${factors}), or method=randomised`, bytes);
  }
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
