import type { Csr } from "../data/csr.ts";
import { countInteractions } from "../models/popularity.ts";
import {
  createPureSvdModel,
  type PureSvdModel,
  type PureSvdOptions,
  pureSvdMatrix,
  unnamedValueOf,
} from "../models/pure-svd.ts";
import { fitBaseline, type ResidualFactorsModel, targetsOf } from "../models/residual-factors.ts";
import { createSvdModel, type SvdMethod, type SvdOptions } from "../models/svd.ts";
import { lanczosSvd } from "./lanczos-svd.ts";
import { checkTrainingBytes } from "./memory-limit.ts";
import { type SvdControl, truncatedSvd } from "./randomised-svd.ts";

/** How a decomposition is run; the seed changes it by its error only. */
export type SvdRun = Pick<SvdControl, "seed" | "threads" | "signal" | "onStep">;

/** What a decomposition is of: the values before a baseline was taken from them are those that errors speak of. */
type Source = Pick<SvdControl, "ratings">;

/** Fits svd. Throws DataError `no-ratings` or `bad-rating`; TrainingError `memory-limit` before it starts, `interrupted`. */
export async function fitSvd(ratings: Csr, options: SvdOptions, run: SvdRun): Promise<ResidualFactorsModel> {
  const baseline = fitBaseline(ratings);
  const targets = targetsOf(ratings, baseline, options.centre === "baseline");
  return createSvdModel(
    ratings,
    options,
    baseline,
    await decompose("svd", targets, options, { ...run, ratings: ratings.values }),
  );
}

/** Fits pure-svd. Throws DataError `bad-value`; TrainingError `memory-limit` before it starts, `interrupted`. */
export async function fitPureSvd(
  servingModule: WebAssembly.Module,
  interactions: Csr,
  options: PureSvdOptions,
  run: SvdRun,
): Promise<PureSvdModel> {
  const values = await decompose("pure-svd", pureSvdMatrix(interactions, options), options, run);
  return createPureSvdModel(servingModule, options, {
    itemFactors: { precision: "f32", values },
    popularity: countInteractions(interactions),
    unnamedValue: unnamedValueOf(interactions, options),
  });
}

/** Vectors of each basis by rank, about. */
const LANCZOS_STEPS = 3;

/** A row so much shorter than the longest one is rounding. */
const ROUNDING = 1e-6;

interface Decomposed {
  readonly factors: number;
  readonly method: SvdMethod;
  readonly powerIterations: number;
}

/** The right singular vectors, f32[columns × rank]. */
async function decompose(
  model: string,
  matrix: Csr,
  { factors, method, powerIterations }: Decomposed,
  { seed, threads, signal, onStep, ratings }: SvdRun & Source,
): Promise<Float32Array> {
  const rank = Math.min(factors, matrix.rowCount, matrix.columnCount);
  if (method === "lanczos") {
    const bytes = 8 * LANCZOS_STEPS * rank * (matrix.rowCount + matrix.columnCount);
    checkTrainingBytes(model, 0, `use fewer factors (now ${factors}), or method=randomised`, bytes);
  }
  const { v } =
    method === "lanczos"
      ? await lanczosSvd(matrix, rank, { seed, signal, onStep })
      : await truncatedSvd(matrix, rank, {
          seed,
          threads,
          signal,
          onStep,
          powerIterations,
          left: false,
          model,
          ratings,
        });
  const hasEntries = new Uint8Array(matrix.columnCount);
  for (const column of matrix.indices) hasEntries[column] = 1;
  const lengths = Float64Array.from(hasEntries, (_, column) => {
    return Math.hypot(...v.subarray(column * rank, (column + 1) * rank));
  });
  const least = ROUNDING * lengths.reduce((most, length) => Math.max(most, length), 0);
  // The row of an empty column is 0, and so is one that the rank has no room for, such as that of a part of the catalogue which
  // nobody connects with the rest. An iteration leaves rounding there, in which such columns might seem alike.
  for (const [column, has] of hasEntries.entries()) {
    if (has === 0 || lengths[column]! <= least) v.fill(0, column * rank, (column + 1) * rank);
  }
  return v;
}
