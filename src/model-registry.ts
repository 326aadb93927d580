import type { Dataset } from "./data/dataset.ts";
import type { Candidate } from "./evaluation/candidate.ts";
import { MEASURED_NAMES, PACKED_NAMES } from "./models/model-names.ts";
import type { OptionValue } from "./models/option-specs.ts";
import { type TrainedArtefact, trainArtefact as trainAndPack } from "./packing/train-artefact.ts";
import { modelCandidate } from "./rerankers/model-candidate.ts";
import type { EpochReport, StepReport, TrainingContext } from "./training/context.ts";

export type { TrainedArtefact } from "./packing/train-artefact.ts";

/** Names of all models that can be fitted, measured and compared, in the order of help texts. */
export const MODEL_NAMES: readonly string[] = MEASURED_NAMES;

/** Names of the models that can be packed into an artefact and served. */
export const PACKED_MODEL_NAMES: readonly string[] = PACKED_NAMES;

/** How models are fitted. Everything has a default. */
export interface FitOptions {
  /** Seed of everything that is drawn; default 42. */
  readonly seed?: number | undefined;
  /** Training threads; default 1. The result does not depend on it. */
  readonly threads?: number | undefined;
  /** Ends a fit with TrainingError `interrupted`. */
  readonly signal?: AbortSignal | undefined;
  /** Told what is being done, in words. */
  readonly onPhase?: ((phase: string) => void) | undefined;
  /** Told of every pass over the data, by models that make some: the loss, and the validation metric where there is one. */
  readonly onEpoch?: ((report: EpochReport) => void) | undefined;
  /** Told of steps of trainings without epochs. */
  readonly onStep?: ((report: StepReport) => void) | undefined;
  /**
   * Told before each fit about how many bytes it needs beside the data. Models that need no more than those say nothing; an
   * interruption from here ends the training before it begins.
   */
  readonly onMemory?: ((bytes: number) => void) | undefined;
  /** The most bytes that a fit may need; TrainingError `memory-limit` above. Default: what the machine has. */
  readonly memoryLimitBytes?: number | undefined;
}

/** Options of a model by name, as docs/models.md lists them; those that are not given have their defaults. */
export type ModelOptions = Readonly<Record<string, OptionValue>>;

/** What is trained and packed by trainArtefact. */
export interface ArtefactRequest {
  /** One of PACKED_MODEL_NAMES. */
  readonly model: string;
  /** Options of the model, and of what is packed: `precision`, `keep`. */
  readonly options?: ModelOptions | undefined;
  /**
   * The re-ranker that is tried behind the model, and packed where it wins; `auto` for the better kind. By default one is tried
   * behind implicit-als, where there is enough history, and none behind other models.
   */
  readonly head?: "blend" | "linear" | "mlp" | "auto" | "none" | undefined;
  /** Models that find candidates for it, at most three with the model itself; by default the model and one beside it. */
  readonly retrievers?: readonly string[] | undefined;
  /** Whether it reads the times of items, which under a split by user are later rows of others; default false. */
  readonly itemTimes?: boolean | undefined;
  /** Name of the model; by default that of the data set. */
  readonly name?: string | undefined;
  /** Whether users and their histories are packed, so that requests can name a user; default true. */
  readonly users?: boolean | undefined;
  /**
   * How many users the model is judged on before it is packed, from 1; more are drawn from with the seed. `all` asks everybody
   * who has something held out. Default 20,000.
   */
  readonly judgeUsers?: number | "all" | undefined;
}

/**
 * Any model by name (MODEL_NAMES), or by NAME+head with a re-ranker behind it, ready to be fitted and measured: for
 * evaluateFolds and compareModels, or to be fitted with `candidate.fit(interactions)`. `dataset` has the items and users whose
 * texts and attributes some models learn from.
 *
 * Throws OptionsError or RangeError for a model or an option that is wrong, before anything is fitted.
 *
 *   const candidate = createCandidate("biased-mf", { factors: 32 }, dataset);
 *   const model = await candidate.fit(dataset.interactions);
 */
export function createCandidate(
  name: string,
  options: ModelOptions,
  dataset: Pick<Dataset, "items" | "users">,
  fit: FitOptions = {},
): Candidate {
  return modelCandidate(name, options, dataset, control(fit));
}

/**
 * Trains a model on a data set and packs it, as `nearedge train` does; writeArtefact then writes the files. The same data,
 * options and seed give the same bytes.
 *
 * Throws OptionsError or RangeError for what is wrong in the request, DataError or TrainingError.
 *
 *   const { files } = await trainArtefact(dataset, { model: "biased-mf", options: { factors: 32 } });
 *   await writeArtefact("artefacts/films", files);
 */
export function trainArtefact(
  dataset: Dataset,
  { model, options = {}, users = true, ...request }: ArtefactRequest,
  fit: FitOptions = {},
): Promise<TrainedArtefact> {
  return trainAndPack(dataset, { model, options, users, name: undefined, ...request }, control(fit));
}

function control({ seed = 42, threads = 1, ...others }: FitOptions): TrainingContext {
  return { seed, threads, ...others };
}
