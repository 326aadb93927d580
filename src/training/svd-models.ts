import type { Csr } from "../data/csr.ts";
import type { RankingModel } from "../models/model.ts";
import { countInteractions } from "../models/popularity.ts";
import { createPureSvdModel, type PureSvdOptions, pureSvdMatrix } from "../models/pure-svd.ts";
import { fitBaseline, type RatingFactorsModel, targetsOf } from "../models/residual-factors.ts";
import { createSvdModel, type SvdMethod, type SvdOptions } from "../models/svd.ts";
import { lanczosSvd } from "./lanczos-svd.ts";
import { checkTrainingBytes } from "./memory-limit.ts";
import { type SvdControl, type TruncatedSvd, truncatedSvd } from "./randomised-svd.ts";

/** How a decomposition is run; the seed changes it by its error only. */
export type SvdRun = Pick<SvdControl, "seed" | "threads" | "signal" | "onStep">;

/** Fits svd. Throws DataError `no-ratings` or `bad-rating`; TrainingError `memory-limit` before it starts, `interrupted`. */
export async function fitSvd(ratings: Csr, options: SvdOptions, run: SvdRun): Promise<RatingFactorsModel> {
  const baseline = fitBaseline(ratings);
  const targets = targetsOf(ratings, baseline, options.centre === "baseline");
  const { v } = await decompose("svd", targets, options, run);
  return createSvdModel(ratings, options, baseline, v);
}

/** Fits pure-svd. Throws DataError `bad-value`; TrainingError `memory-limit` before it starts, `interrupted`. */
export async function fitPureSvd(
  servingModule: WebAssembly.Module,
  interactions: Csr,
  options: PureSvdOptions,
  run: SvdRun,
): Promise<RankingModel> {
  const { v } = await decompose("pure-svd", pureSvdMatrix(interactions, options), options, run);
  return createPureSvdModel(servingModule, options, v, countInteractions(interactions));
}

/** Vectors of each basis by rank, about. */
const LANCZOS_STEPS = 3;

interface Decomposed {
  readonly factors: number;
  readonly method: SvdMethod;
  readonly powerIterations: number;
}

async function decompose(
  model: string,
  matrix: Csr,
  { factors, method, powerIterations }: Decomposed,
  run: SvdRun,
): Promise<TruncatedSvd> {
  const { seed, threads, signal, onStep } = run;
  const rank = Math.min(factors, matrix.rowCount, matrix.columnCount);
  if (method === "lanczos") {
    const bytes = 8 * LANCZOS_STEPS * rank * (matrix.rowCount + matrix.columnCount);
    checkTrainingBytes(model, 0, `use fewer factors (now ${factors}), or method=randomised`, bytes);
    return lanczosSvd(matrix, rank, { seed, signal, onStep });
  }
  return truncatedSvd(matrix, rank, { seed, threads, signal, onStep, powerIterations, left: false, model });
}
