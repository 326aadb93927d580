import type { Csr } from "../data/csr.ts";
import { countInteractions } from "../models/popularity.ts";
import {
  createPureSvdModel,
  type PureSvdModel,
  type PureSvdOptions,
  pureSvdMatrix,
  unnamedValueOf,
} from "../models/pure-svd.ts";
import { fitBaseline, type RatingFactorsModel, targetsOf } from "../models/residual-factors.ts";
import { createSvdModel, type SvdMethod, type SvdOptions } from "../models/svd.ts";
import { lanczosSvd } from "./lanczos-svd.ts";
import { type SvdControl, truncatedSvd } from "./randomised-svd.ts";

/** How a decomposition is run; the seed changes it by its error only. */
export type SvdRun = Pick<SvdControl, "seed" | "threads" | "signal">;

/** Fits svd. Throws DataError `no-ratings` or `bad-rating`; KernelError `memory-limit`; TrainingError `interrupted`. */
export async function fitSvd(ratings: Csr, options: SvdOptions, run: SvdRun): Promise<RatingFactorsModel> {
  const baseline = fitBaseline(ratings);
  const targets = targetsOf(ratings, baseline, options.centre === "baseline");
  return createSvdModel(ratings, options, baseline, await decompose(targets, options, run));
}

/** Fits pure-svd. Throws DataError `bad-value`; KernelError `memory-limit`; TrainingError `interrupted`. */
export async function fitPureSvd(
  servingModule: WebAssembly.Module,
  interactions: Csr,
  options: PureSvdOptions,
  run: SvdRun,
): Promise<PureSvdModel> {
  const values = await decompose(pureSvdMatrix(interactions, options), options, run);
  return createPureSvdModel(servingModule, options, {
    itemFactors: { precision: "f32", values },
    popularity: countInteractions(interactions),
    unnamedValue: unnamedValueOf(interactions, options),
  });
}

interface Decomposed {
  readonly factors: number;
  readonly method: SvdMethod;
  readonly powerIterations: number;
}

/** The right singular vectors, f32[columns × rank]. */
async function decompose(
  matrix: Csr,
  { factors, method, powerIterations }: Decomposed,
  { seed, threads, signal }: SvdRun,
): Promise<Float32Array> {
  const rank = Math.min(factors, matrix.rowCount, matrix.columnCount);
  const { v } =
    method === "lanczos"
      ? await lanczosSvd(matrix, rank, { seed, signal })
      : await truncatedSvd(matrix, rank, { seed, threads, signal, powerIterations, left: false });
  const hasEntries = new Uint8Array(matrix.columnCount);
  for (const column of matrix.indices) hasEntries[column] = 1;
  // The row of an empty column is 0. An iteration leaves rounding there, in which two such columns might seem alike.
  for (const [column, has] of hasEntries.entries()) if (has === 0) v.fill(0, column * rank, (column + 1) * rank);
  return v;
}
