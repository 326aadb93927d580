import type { Csr } from "../data/csr.ts";
import type { Feedback, Interactions } from "../data/interactions.ts";
import type { ItemTable } from "../data/items.ts";
import type { UserTable } from "../data/users.ts";
import { OptionsError } from "../errors.ts";
import type { TrainingContext } from "../training/context.ts";
import { checkTrainingBytes } from "../training/memory-limit.ts";
import { checkInterrupted } from "../training/steps.ts";
import type { DefinedModel, Lookup, Model } from "./define-model.ts";
import type { RankingModel, RatingQueries } from "./model.ts";
import type { OptionValues } from "./option-specs.ts";
import type { Retrieval } from "./retrieval/retrieval.ts";
import type { ServedModel } from "./served-model.ts";
import type { ModelState } from "./state.ts";

/** What a model is trained on. */
export interface TrainingData {
  readonly interactions: Interactions;
  /** The same as a matrix, users × items; with the order of each user's items where their times say it. */
  readonly matrix: Csr;
  /** The catalogue, in the order of the matrix's columns. */
  readonly items: ItemTable;
  /** What is known of the users, where a table was given. */
  readonly users?: UserTable | undefined;
}

/** Sizes that memory is estimated from. */
export interface DataShape {
  readonly users: number;
  readonly items: number;
  readonly interactions: number;
  /** Whether the interactions are ratings. */
  readonly explicit?: boolean | undefined;
}

/** Memory of a training, before it starts: the refusal, the documentation and the tests read this. */
export interface MemoryEstimate {
  /** Bytes of kernel memory, of which there are at most 4 GiB. */
  readonly kernelBytes: number;
  /** Bytes beside them: copies, matrices in the heap, what comes out. */
  readonly heapBytes?: number | undefined;
  /** Bytes beside all that, where the training keeps checkpoints. */
  readonly checkpointBytes?: number | undefined;
  /** What to do where it is too much. */
  readonly remedy: string;
}

/** A trained model: with the definition's `restore` it answers. */
export interface Fitted {
  /** Every option with the value used, and what training settled. */
  readonly options: OptionValues;
  readonly state: ModelState;
  /** Final value of the printed objective, where there is one. */
  readonly objective?: number | undefined;
  /**
   * Answers that only the training process can give, laid over the restored model: from trained user factors, for figures that
   * compare with publications; or by faster kernels with the same results. They are never packed.
   */
  readonly overlay?: Partial<ServedModel> | undefined;
  /** Rows of weights between items, computed when asked for, where the whole matrix is larger than the state. */
  readonly weightRows?: WeightRows | undefined;
  /** The members of a mix, whose states stand in its own. */
  readonly mixed?: MixedStates | undefined;
  /** The model itself where its state is not all of it: with a re-ranker behind a member. It is measured, and never packed. */
  readonly unkept?: ServedModel | undefined;
}

/** States of the members of a mix, each of which is cut as that of the member alone would be. */
export interface MixedStates {
  readonly members: readonly Pick<Fitted, "state" | "weightRows">[];
  /** The state of the mix with these of its members. */
  join(states: readonly ModelState[]): ModelState;
}

/** A matrix of weights between items by rows. */
export interface WeightRows {
  /** Rows start … end − 1, at most `rowsAtATime`: (end − start) × items, without entries on the diagonal. */
  readonly rows: (start: number, end: number) => Csr;
  readonly rowsAtATime: number;
}

/** How a model is trained: one object in one file that nothing loads which only serves, one line in trainable.ts. */
export interface Trainable {
  readonly model: Model;
  /** undefined where memory is of the order of the data themselves. */
  memory?(options: OptionValues, shape: DataShape, threads: number): MemoryEstimate;
  /** Options with what follows from the data in place of `auto`; the same options where nothing does. */
  settle?(options: OptionValues, data: TrainingData): OptionValues;
  /** Checks options that name columns. Throws OptionsError for one that the tables do not have. */
  checkColumns?(options: OptionValues, data: Pick<TrainingData, "items" | "users">): void;
  /** Errors: DataError, TrainingError, OptionsError; TrainingError `interrupted` by the context's signal. */
  fit(data: TrainingData, options: OptionValues, context: TrainingContext): Promise<Fitted> | Fitted;
  /**
   * Fits from the factors of another fit on the same catalogue, which takes fewer epochs and keeps their axes: weights that a
   * re-ranker learns on the factors of one fit hold for those of the next. Absent where each fit has axes of its own.
   */
  refit?(data: TrainingData, options: OptionValues, context: TrainingContext, start: Fitted): Promise<Fitted> | Fitted;
  /** Whether a fit keeps checkpoints and goes on from them: all of it, or that of the members of a mix which do. */
  readonly resumes?: "all" | "members" | undefined;
  /** Whether a fit gives its network to `TrainingContext.onNetwork`. */
  readonly exportsNetwork?: boolean | undefined;
  readonly packing?: Packing | undefined;
  /**
   * In place of `packing` where that depends on what is asked for, `given` with the options of the artefact. Throws OptionsError
   * `not-packable` for options of which no artefact can be made.
   */
  packingFor?(given: OptionValues, feedback: Feedback): Packing;
  /** The trainer of a mix with other members to choose from. */
  withMembers?(lookup: Lookup<Member>): Trainable;
}

/** A model as a member of a mix. */
export interface Member {
  /** Whose options it has: behind a re-ranker it is that of the lists. */
  readonly model: Model;
  /** What trains its state; undefined for a member that no artefact can keep. */
  readonly trainer?: Trainable | undefined;
  /** As in Trainable. */
  readonly checkColumns?: Trainable["checkColumns"];
  fit(data: TrainingData, options: OptionValues, context: TrainingContext): Promise<FittedMember>;
}

/** A fitted member. It ranks, and predicts ratings where it can. */
export interface FittedMember extends Pick<RankingModel, "kind" | "options" | "recommendBatch"> {
  readonly predictBatch?: ((queries: RatingQueries) => Float64Array) | undefined;
  /** The model restored, and what its training found, for one that can be kept. */
  readonly kept?: KeptMember | undefined;
}

export interface KeptMember {
  readonly fitted: Fitted;
  readonly served: ServedModel;
  readonly retrieval: Retrieval | undefined;
}

/** What may be done to a state before it is packed. */
export interface Packing {
  /** Sparse matrices of the state whose rows are cut to their largest entries. */
  readonly cuts?: readonly Cut[] | undefined;
  /** The Gram matrix beside factors in int8, of YᵀY of the rounded rows. Where it is absent, factors stay f32. */
  readonly gramOfRounded?: ((options: OptionValues, gram: Float32Array, state: ModelState) => Float32Array) | undefined;
  /** Whether matrices of the state may be rounded to int8, a scale a row. */
  readonly narrows?: boolean | undefined;
  /** Whether the model is made of the histories of users, so that an artefact without users cannot have it. */
  needsUsers?(options: OptionValues): boolean;
}

/** A sparse matrix that may be cut: NAME.offsets, NAME.indices, NAME.values. */
export interface Cut {
  /** Name of the array: `weights`. */
  readonly array: string;
  /** The option of the artefact that says how many entries a row keeps. */
  readonly option: "keep" | "rankingKeep";
  /** Whether there are states without the array, of which nothing is cut. */
  readonly optional?: boolean | undefined;
  /** Whether it is that of each member of a mix, of those that have one. */
  readonly ofMembers?: boolean | undefined;
  /**
   * Whether the model has this option too, as the number of entries that training finds. It is then fitted with its default, or
   * with more where more are kept, so that figures say what the cut costs.
   */
  readonly limitsFit?: boolean | undefined;
}

/** A trainer with the types of its options. */
export interface TrainerOf<Options>
  extends Pick<Trainable, "resumes" | "exportsNetwork" | "packing" | "packingFor" | "withMembers"> {
  memory?(options: Options, shape: DataShape, threads: number): MemoryEstimate;
  settle?(options: Options, data: TrainingData): Options;
  checkColumns?(options: Options, data: Pick<TrainingData, "items" | "users">): void;
  fit(data: TrainingData, options: Options, context: TrainingContext): Promise<Fitted> | Fitted;
  refit?(data: TrainingData, options: Options, context: TrainingContext, start: Fitted): Promise<Fitted> | Fitted;
}

/** Joins a model and its trainer. The options of `trainer` are those that the model reads. */
export function trainable<Options>(
  model: DefinedModel<Options>,
  trainer: TrainerOf<Options & OptionValues>,
): Trainable {
  // The options went through `model.readOptions`, so that they have the types of its specs.
  const own = trainer as TrainerOf<OptionValues>;
  return { ...own, model };
}

/** Sizes of the data. */
export function shapeOf({ rowCount, columnCount, indices }: Csr, explicit?: boolean): DataShape {
  return { users: rowCount, items: columnCount, interactions: indices.length, explicit };
}

/**
 * Trains a model: settles its options, refuses what the machine has no memory for, and fits; from `start` where the trainer
 * can. Throws what the trainer throws, and before anything is computed OptionsError `needs-ratings` and `missing-timestamps`,
 * and TrainingError `memory-limit`.
 */
export async function trainModel(
  trainer: Trainable,
  data: TrainingData,
  options: OptionValues,
  context: TrainingContext,
  start?: Fitted,
): Promise<Fitted> {
  const { name } = trainer.model;
  checkData(trainer.model, data);
  const settled = trainer.settle?.(options, data) ?? options;
  const shape = shapeOf(data.matrix, data.interactions.feedback === "explicit");
  const needed = trainer.memory?.(settled, shape, context.threads);
  if (needed) {
    context.onMemory?.(needed.kernelBytes + (needed.heapBytes ?? 0));
    checkInterrupted(context.signal);
    checkEstimate(name, needed, context);
  }
  if (start && trainer.refit) return trainer.refit(data, settled, context, start);
  return trainer.fit(data, settled, context);
}

/** Throws TrainingError `memory-limit` where there is less memory than a training in this context needs. */
export function checkEstimate(
  model: string,
  { kernelBytes, heapBytes = 0, checkpointBytes = 0, remedy }: MemoryEstimate,
  { checkpoints, memoryLimitBytes }: Pick<TrainingContext, "checkpoints" | "memoryLimitBytes">,
): void {
  checkTrainingBytes(model, kernelBytes, remedy, heapBytes + (checkpoints ? checkpointBytes : 0), memoryLimitBytes);
}

/**
 * Throws OptionsError `needs-ratings` for a model that learns from ratings where the interactions are none, and
 * `missing-timestamps` for one that reads order where times do not tell it.
 */
export function checkData(model: Model, { interactions, matrix }: Pick<TrainingData, "interactions" | "matrix">): void {
  checkFeedback(model, interactions.feedback);
  if (model.readsOrder && !matrix.sequence) throw missingOrder(model.name, interactions);
}

function missingOrder(name: string, { timestamps }: Interactions): OptionsError {
  const missing = timestamps?.reduce((count, time) => count + (Number.isNaN(time) ? 1 : 0), 0);
  const found =
    timestamps === undefined
      ? "the data has none"
      : missing === 0
        ? "all of them are the same"
        : `${missing} of ${timestamps.length} have none`;
  return new OptionsError(
    "missing-timestamps",
    `${name}: expected a time for every interaction, by which it orders histories, but ${found}; ` +
      "name the column of times with --columns timestamp=NAME, or choose a model that reads no order, such as implicit-als; " +
      "the order of rows stands for times in no model, also where a protocol holds out by it",
  );
}

/** Throws OptionsError `needs-ratings`. */
function checkFeedback({ name, learnsFrom }: Pick<Model, "name" | "learnsFrom">, feedback: Feedback): void {
  if (learnsFrom !== "ratings" || feedback === "explicit") return;
  throw new OptionsError(
    "needs-ratings",
    `${name}: expected ratings to learn from, but the feedback is implicit; ` +
      "name the column of ratings with --columns rating=NAME, or choose a model such as implicit-als",
  );
}
